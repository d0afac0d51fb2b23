"""One part of a run's raw bytes to stage and quarantine: what a Spark task does (handlers/convert/index.ts)."""

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
    """Converts a part, unless its report is there already, and writes the report; the report that stands.

    ``plan``, ``manifest``: the run's documents; ``root``: URI of the store; ``attempt``: no other try has the same;
    ``script``: the converter's. Nothing but the report is seen before every record of the part is staged or
    quarantined. Raises DataFault by the names that the converter gives, or ``StateDamaged``; any other error is the
    machine's.
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
        # Of a run of 10,000 parts the whole manifest is megabytes.
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
