"""A slice of a raw file, block by block, to rows of the stage and of quarantine (handlers/convert/slice.ts)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from blocks import blocks
from faults import DataFault
from objects import ObjectStore
from row_files import RowFile
from rows import FileReader

Json = dict[str, Any]

#: Bytes converted at once; memory is about ten times as much.
BLOCK_BYTES = 16 * 1024 * 1024

#: Columns of a quarantined record (contract/plan.ts, quarantineColumns).
QUARANTINE = [
    {"name": "_file", "type": "string", "nullable": False},
    {"name": "_offset", "type": "bigint", "nullable": False},
    {"name": "_row", "type": "bigint", "nullable": False},
    {"name": "_column", "type": "string", "nullable": True},
    {"name": "_reason", "type": "string", "nullable": False},
    {"name": "_raw", "type": "string", "nullable": False},
]


def convert_slice(
    store: ObjectStore,
    plan: Json,
    manifest: Json,
    piece: Json,
    staged: RowFile,
    quarantined: RowFile,
    reasons: dict[str, int],
    block: int,
) -> int:
    """Converts a slice block by block; the number of its records."""
    files = manifest["files"]
    file = files[piece["file"]] if piece["file"] < len(files) else None
    layout = next((each for each in plan["layouts"] if file and each["name"] == file["layout"]), None)
    if file is None or layout is None:
        raise DataFault(
            "PlanMismatch",
            f"{manifest['dataset']}, run {manifest['run']}: the manifest's file {piece['file']} or its layout is not "
            "in the plan; start a new run",
        )
    file = {**file, **file.get("format", {}).get("csv", {})}
    key, start, end = file["key"], piece["start"], piece["end"]
    _check_size(store, file)
    reader = FileReader(layout, file, plan["transform"]["stage"], QUARANTINE)
    rows = 0
    read = 0

    def chunks() -> Iterator[bytes]:
        nonlocal read
        for chunk in store.read(key, start, end, block):
            read += len(chunk)
            yield chunk

    for data, base, lines in blocks(chunks(), start, end, reader.scan, file["fields"]):
        batch = reader.read(data, base, piece["firstRow"] + rows, lines)
        staged.add(batch.staged)
        quarantined.add(batch.quarantined)
        for reason, count in batch.reasons.items():
            reasons[reason] = reasons.get(reason, 0) + count
        rows += batch.records
    if read != end - start:
        raise _damaged(file, f"bytes {start} to {end} were asked for and {read} bytes came")
    if rows != piece["records"]:
        raise DataFault(
            "RowsLost",
            f"{key}, bytes {start} to {end}: the manifest has {piece['records']} records and {rows} were read; the "
            "object was changed, so run the data set again with --force",
        )
    return rows


def _damaged(file: Json, what: str) -> DataFault:
    return DataFault(
        "RawDamaged", f"{file['key']}: {what}; the raw object was changed, so run the data set again with --force"
    )


def _check_size(store: ObjectStore, file: Json) -> None:
    size = store.size(file["key"])
    if size is None:
        raise _damaged(file, "the object does not exist")
    if size != file["storedSize"]:
        raise _damaged(file, f"it has {size} bytes and the manifest says {file['storedSize']}")
