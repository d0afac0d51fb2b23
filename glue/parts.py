"""Converts one part of a run's raw bytes to stage and quarantine, as a Spark task (handlers/convert/index.ts)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import converter
from documents import PART_REPORT, opened, sealed
from objects import ObjectStore, open_store

Json = dict[str, Any]


def run_key(manifest: Json, rest: str) -> str:
    """A key of the run's state (contract/keys.ts)."""
    return f"state/{manifest['dataset']}/runs/{manifest['run']}/{rest}"


def convert_part(plan: Json, manifest: Json, root: str, part: int, attempt: str, script: str) -> Json:
    """Converts a part and writes its report, unless the report exists already; returns the report in the store.

    ``plan``, ``manifest``: the run's documents; ``root``: URI of the store; ``attempt``: unique to this attempt;
    ``script``: the converter's. Writes the report only after every record of the part is staged or quarantined.
    Raises DataFault by the converter's names, or ``StateDamaged``; any other error is the machine's.
    """
    store = open_store(root)
    key = run_key(manifest, f"parts/{part:05d}.json")
    before = _find(store, key)
    if before is not None:
        return before
    report = _convert(store, plan, manifest, part, attempt, script)
    if store.create(key, sealed(report)):
        return report
    return _find(store, key) or report


def _find(store: ObjectStore, key: str) -> Json | None:
    size = store.size(key)
    if size is None:
        return None
    found: Json = opened(b"".join(store.read(key, 0, size, 1 << 24)), key, PART_REPORT)
    return found


def _convert(store: ObjectStore, plan: Json, manifest: Json, part: int, attempt: str, script: str) -> Json:
    paths = {"staged": store.temporary(), "quarantined": store.temporary()}
    piece, files = manifest["parts"][part], manifest["files"]
    numbers = {each["file"] for each in piece["slices"]}
    job = {
        "plan": plan,
        # For a run of 10,000 parts, the whole manifest is megabytes.
        "manifest": {
            "dataset": manifest["dataset"],
            "run": manifest["run"],
            "files": {number: files[number] for number in numbers if number < len(files)},
        },
        "number": part,
        "part": piece,
        "attempt": attempt,
        "paths": paths,
    }
    try:
        argv = converter.command(script, os.path.dirname(paths["staged"]))
        report = converter.convert(argv, store, job)
        for kind, path in paths.items():
            file = report[kind]
            if file is None:
                continue
            written = os.path.getsize(path)
            if written != file["size"]:
                raise OSError(f"{file['key']}: {file['size']} bytes were written, and the file has {written}")
            store.adopt(file["key"], path)
        return report
    finally:
        for path in paths.values():
            Path(path).unlink(missing_ok=True)
