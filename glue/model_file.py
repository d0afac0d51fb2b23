"""A user's model file: what it must define, and its errors as faults of the model with their line."""

from __future__ import annotations

import errno
import os
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from faults import DataFault
from objects import read_whole

Json = dict[str, Any]

# Set before a model file imports PyTensor, so that it looks for no C++ compiler (Glue has none) and writes nothing to
# the home folder.
os.environ["PYTENSOR_FLAGS"] = f"cxx=,base_compiledir={tempfile.gettempdir()}/data-flow-pytensor"

#: The settings that the model file's ``sampling`` may change: warm-up iterations per chain, draws per chain, and the
#: sampler's target acceptance rate.
SAMPLING: Json = {"tune": 500, "draws": 2_000, "target_accept": 0.8}


class ModelFile(NamedTuple):
    """The functions of a model file, and its sampling settings."""

    name: str
    build: Callable[[Any, Any, list[str], Json], Any]
    day: Callable[[Json], Any]
    sampling: Json


def load_model(uri: str) -> ModelFile:
    """Runs a model file. Raises DataFault ``ModelFailed``."""
    name = uri.rsplit("/", 1)[-1]
    try:
        text = read_whole(uri)
    except FileNotFoundError as error:
        raise model_failed(f"the model {uri} does not exist: write it, or use the engine normal.") from error
    found: Json = {"__name__": "model", "__file__": name}
    with model_errors(name):
        exec(compile(text, name, "exec"), found)
    for wanted in ("build", "day"):
        if not callable(found.get(wanted)):
            raise model_failed(f"{name} has no function {wanted}: docs/analysis.md explains what a model file needs.")
    changed = found.get("sampling", {})
    if not isinstance(changed, dict) or not changed.keys() <= SAMPLING.keys():
        raise model_failed(f"{name}: sampling must be a dict of {', '.join(SAMPLING)}.")
    for key, value in changed.items():
        if type(value) is bool or not isinstance(value, (int, type(SAMPLING[key]))) or not value > 0:
            raise model_failed(f"{name}, sampling: {key} is {value!r}; give a number above 0.")
    return ModelFile(name, found["build"], found["day"], {**SAMPLING, **changed})


def model_failed(message: str) -> DataFault:
    """The fault of a model file."""
    return DataFault("ModelFailed", message)


@contextmanager
def model_errors(name: str, doing: str = "") -> Iterator[None]:
    """Raises any error in the block as ``ModelFailed``, with the model file's line that it came through."""
    try:
        yield
    except (DataFault, MemoryError):
        raise
    except (Exception, SystemExit) as error:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == name]
        line = error.lineno if isinstance(error, SyntaxError) else lines[-1] if lines else None
        place = f"{name}, line {line}" if line else name
        text = str(error).strip().split("\n\n", 1)[0][:1_000]
        raise model_failed(f"{place}{doing}: {type(error).__name__}: {text}") from error
