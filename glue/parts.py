"""One part of a run's raw bytes to stage and quarantine: what a Spark task does (handlers/convert/)."""

from __future__ import annotations

from typing import Any

from documents import PART_REPORT, opened, sealed
from faults import DataFault
from objects import ObjectStore, open_store
from row_files import RowFile, arrow_schema
from slices import BLOCK_BYTES, QUARANTINE, convert_slice

Json = dict[str, Any]


def run_key(manifest: Json, rest: str) -> str:
    """A key of the run's state (contract/keys.ts)."""
    return f"state/{manifest['dataset']}/runs/{manifest['run']}/{rest}"


def convert_part(plan: Json, manifest: Json, root: str, part: int, attempt: str, block: int = BLOCK_BYTES) -> Json:
    """Converts a part, unless its report is there already, and writes the report; the report that stands.

    ``plan``, ``manifest``: the run's documents; ``root``: URI of the store; ``attempt``: no other try has the same.
    Nothing but the report is seen before every record of the part is staged or quarantined. Raises DataFault
    ``RawDamaged``, ``RowsLost``, ``PlanMismatch`` or ``StateDamaged``; any other error is the machine's.
    """
    store = open_store(root)
    key = run_key(manifest, f"parts/{part:05d}.json")
    before = _find(store, key)
    if before is not None:
        return before
    report = _convert(store, plan, manifest, part, attempt, block)
    if store.create(key, sealed(report)):
        return report
    return _find(store, key) or report


def _find(store: ObjectStore, key: str) -> Json | None:
    size = store.size(key)
    if size is None:
        return None
    found: Json = opened(b"".join(store.read(key, 0, size, 1 << 24)), key, PART_REPORT)
    return found


def _convert(store: ObjectStore, plan: Json, manifest: Json, part: int, attempt: str, block: int) -> Json:
    dataset, run = manifest["dataset"], manifest["run"]
    stage = plan["transform"]["stage"]
    name = f"{dataset}/{run}/{attempt}/part-{part:05d}.parquet"
    staged = RowFile(store, f"stage/{name}", arrow_schema(stage))
    quarantined = RowFile(store, f"quarantine/{name}", arrow_schema(QUARANTINE))
    reasons: dict[str, int] = {}
    records = 0
    try:
        for piece in manifest["parts"][part]["slices"]:
            records += convert_slice(store, plan, manifest, piece, staged, quarantined, reasons, block)
        planned = manifest["parts"][part]["records"]
        # Before the files are completed: rows that do not add up never become a file.
        if records != planned or records != staged.rows + quarantined.rows:
            raise DataFault(
                "RowsLost",
                f"{dataset}, run {run}, part {part}: the manifest has {planned} records, {records} were read, "
                f"{staged.rows} staged and {quarantined.rows} quarantined; run the data set again with --force",
            )
        return {
            "version": 1,
            "part": part,
            "attempt": attempt,
            "records": records,
            "staged": staged.finish(),
            "quarantined": quarantined.finish(),
            "reasons": reasons,
        }
    finally:
        staged.abort()
        quarantined.abort()
