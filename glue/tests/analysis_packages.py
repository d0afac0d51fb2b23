"""The packages of requirements-analysis.txt: a test module that imports this is skipped without them, not in CI."""

from __future__ import annotations

import importlib.util
import os

import pytest

_missing = [name for name in ("scipy", "arviz", "pymc", "nutpie") if importlib.util.find_spec(name) is None]
if _missing and os.environ.get("CI") != "true":
    pytest.skip(
        f"no {', '.join(_missing)} here: pip install -r glue/requirements-analysis.txt", allow_module_level=True
    )

from scipy import stats  # noqa: E402

__all__ = ["stats"]
