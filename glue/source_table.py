"""Reads the published table to analyse, without Spark: three of its columns."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from checksums import checksum
from faults import DataFault
from objects import ObjectStore

Json = dict[str, Any]

_BLOCK = 1 << 24


def read_source(store: ObjectStore, source: Json) -> pa.Table:
    """The columns ``series``, ``day`` and ``returns`` of the plan's ``source``, in the order of its files.

    Raises DataFault ``TableUnreadable``, which names the file, if a file is missing, differs from the published size,
    checksum or rows, or holds something else than these columns.
    """
    columns = {
        "series": (source["series"], pa.string()),
        "day": (source["day"], pa.date32()),
        "returns": (source["returns"], pa.float64()),
    }
    schema = pa.schema([pa.field(name, kind) for name, (_, kind) in columns.items()])
    tables = [schema.empty_table()]
    for file in source["files"]:
        table = _read(_bytes(store, source, file), source, file, [name for name, _ in columns.values()])
        try:
            tables.append(table.rename_columns(schema.names).cast(schema))
        except pa.ArrowException as error:
            raise _unreadable(source, file, f"has a column of another type ({error})") from error
        if tables[-1]["series"].null_count or tables[-1]["day"].null_count:
            raise _unreadable(source, file, f"has a null in {source['series']} or {source['day']}")
    return pa.concat_tables(tables)


def _bytes(store: ObjectStore, source: Json, file: Json) -> bytes:
    size = store.size(file["key"])
    if size is None:
        raise _unreadable(source, file, "is missing")
    if size != file["size"]:
        raise _unreadable(source, file, f"is of {size} bytes and not {file['size']} as published")
    content = b"".join(store.read(file["key"], 0, size, _BLOCK))
    found, wanted = checksum([content]), file.get("checksum", "")
    if wanted.startswith("crc32:") and found != wanted:
        raise _unreadable(source, file, f"has the checksum {found} and not {wanted} as published")
    return content


def _read(content: bytes, source: Json, file: Json, names: list[str]) -> pa.Table:
    try:
        parquet = pq.ParquetFile(pa.BufferReader(content), page_checksum_verification=True)
        rows = parquet.metadata.num_rows
        missing = [name for name in names if name not in parquet.schema_arrow.names]
        table = None if missing else parquet.read(names).select(names)
    except (pa.ArrowException, OSError) as error:
        reason = str(error).split("\n", 1)[0]
        raise _unreadable(source, file, f"cannot be read ({reason})") from error
    if table is None:
        raise _unreadable(source, file, f"lacks the column {missing[0]}")
    if rows != file["rows"]:
        raise _unreadable(source, file, f"holds {rows} rows and not {file['rows']} as published")
    return table


def _unreadable(source: Json, file: Json, why: str) -> DataFault:
    return DataFault(
        "TableUnreadable",
        f"{file['key']} {why}: the published table of {source['dataset']} is damaged. Put an older version of the "
        f"object back, or run {source['dataset']} again with --force.",
    )
