"""JSON documents of a run with their checksums in them (core/run/sealed.ts), and the fields that a script needs."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Mapping
from typing import Any

from faults import DataFault

_BLANK = b"crc32:00000000"
# Each top-level member is on its own line, indented by two spaces; no string contains a line break.
_LINE = re.compile(rb'^ {2}"checksum": "(crc32:[0-9a-f]{8})"', re.MULTILINE)

#: The required shape of a document: types, members by name, and lists of one item that stands for all items.
Shape = Any

_FILE = {"key": str, "size": int, "rows": int}
_COLUMN = {"name": str, "type": str, "nullable": bool}
TRANSFORM = {
    "transform": {"sql": str, "stage": [_COLUMN], "columns": [_COLUMN], "key": [str], "mode": str, "rules": [dict]}
}
CONVERT = {"layouts": [dict], "transform": {"stage": [_COLUMN]}}
ANALYSIS = {
    "dataset": str,
    "base": int,
    "source": {"dataset": str, "files": [_FILE], "series": str, "day": str, "returns": str},
    "table": {"columns": [_COLUMN], "key": [str], "compression": str},
    "windows": [dict],
    "prior": dict,
    "limits": dict,
    "horizon": dict,
}
PARTS = {"parts": [{"slices": [dict], "records": int}]}
MANIFEST = {**PARTS, "dataset": str, "run": str, "records": int, "files": [{"key": str, "storedSize": int}]}
PART_REPORT = {"part": int, "records": int, "staged": (dict, type(None)), "quarantined": (dict, type(None))}
TRANSFORM_REPORT = {"merged": [_FILE]}
PUBLICATION = {"mergedFiles": [_FILE]}
POINTER = {"run": str, "attempt": str}


def sealed(document: Mapping[str, Any]) -> bytes:
    """Formats a document as the TypeScript code does: sorted names, two spaces, its checksum, a final newline."""
    whole = {**document, "checksum": _BLANK.decode()}
    content = (json.dumps(whole, sort_keys=True, indent=2, ensure_ascii=False) + "\n").encode()
    return _with_sum(content, b"crc32:%08x" % zlib.crc32(content))


def opened(content: bytes, name: str, shape: Shape) -> Any:
    """Parses a document. Raises DataFault ``StateDamaged`` unless it is intact and of this shape."""
    try:
        document = json.loads(content)
    except ValueError as error:
        raise _damaged(content, name, "is not JSON") from error
    if not isinstance(document, dict):
        raise _damaged(content, name, "is not a JSON object")
    line = _LINE.search(content)
    if line is None and "checksum" in document:
        raise _damaged(content, name, "does not match its checksum: it was changed after it was written")
    if line is not None and zlib.crc32(_with_sum(content, _BLANK)) != int(line[1][len(b"crc32:") :], 16):
        raise _damaged(content, name, "does not match its checksum: it was changed after it was written")
    fault = _fault(document, shape, "")
    if fault is not None:
        raise _damaged(content, name, f"has another shape: {fault}")
    document.pop("checksum", None)
    return document


def opened_plan(content: bytes, name: str, version: int, shape: Shape) -> Any:
    """Parses a plan. Raises DataFault ``PlanVersion`` if it has a different version, and fails like ``opened``."""
    plan = opened(content, name, {})
    if plan.get("version") != version:
        raise DataFault(
            "PlanVersion",
            f"{name} has version {plan.get('version')}, but this program reads version {version}: deploy the program "
            "that wrote it, or start a new run.",
        )
    return opened(content, name, shape)


def _with_sum(content: bytes, value: bytes) -> bytes:
    return _LINE.sub(b'  "checksum": "' + value + b'"', content, count=1)


def _fault(value: Any, shape: Shape, path: str) -> str | None:
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            return f'"{path}" is not an object'
        faults = (
            _fault(value[name], of, f"{path}.{name}".lstrip(".")) if name in value else f'"{path}.{name}" is missing'
            for name, of in shape.items()
        )
    elif isinstance(shape, list):
        if not isinstance(value, list):
            return f'"{path}" is not a list'
        faults = (_fault(each, shape[0], f"{path}[{index}]") for index, each in enumerate(value))
    else:
        right = isinstance(value, shape) and not (shape is int and isinstance(value, bool))
        return None if right else f'"{path}" is a {type(value).__name__}'
    return next((fault for fault in faults if fault is not None), None)


def _damaged(content: bytes, name: str, why: str) -> DataFault:
    found = re.search(r"state/([^/]+)/", name)
    dataset = re.sub("_posterior$", "", found[1]) if found else "the data set"
    return DataFault(
        "StateDamaged",
        f"{name} ({len(content)} bytes) {why}. Put back an older version of the object if there is one, or run "
        f"{dataset} again with --force.",
    )
