"""Rows on their way into one Parquet file of the stage or of quarantine."""

from __future__ import annotations

import os
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from checksums import file_checksum
from objects import ObjectStore
from values import decimal_of

#: A row group ends at so many rows, or at so many bytes of values.
GROUP_ROWS = 65_536
GROUP_BYTES = 32 * 1024 * 1024

_SIMPLE = {
    "string": pa.string(),
    "boolean": pa.bool_(),
    "int": pa.int32(),
    "bigint": pa.int64(),
    "double": pa.float64(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us", tz="UTC"),
}


def arrow_type(kind: str) -> pa.DataType:
    """The Arrow type of a logical type."""
    decimal = decimal_of(kind)
    return pa.decimal128(*decimal) if decimal else _SIMPLE[kind]


def arrow_schema(columns: list[dict[str, Any]]) -> pa.Schema:
    """The schema of plan columns; a field may be null exactly where the plan says so."""
    return pa.schema([pa.field(c["name"], arrow_type(c["type"]), c["nullable"]) for c in columns])


class RowFile:
    """Collects tables of one schema into row groups; the object appears when ``finish`` returns, or never."""

    def __init__(self, store: ObjectStore, key: str, schema: pa.Schema) -> None:
        self.store = store
        self.key = key
        self.schema = schema
        self.rows = 0
        self._waiting: list[pa.Table] = []
        self._path: str | None = None
        self._writer: Any | None = None

    def add(self, table: pa.Table) -> None:
        """Takes rows; writes what makes a row group."""
        if table.num_rows == 0:
            return
        self.rows += table.num_rows
        self._waiting.append(table)
        rows = sum(each.num_rows for each in self._waiting)
        if rows >= GROUP_ROWS:
            whole = pa.concat_tables(self._waiting)
            kept = rows - rows % GROUP_ROWS
            self._write(whole.slice(0, kept))
            self._waiting = [whole.slice(kept)] if kept < rows else []
        elif sum(each.nbytes for each in self._waiting) >= GROUP_BYTES:
            self._write(pa.concat_tables(self._waiting))
            self._waiting = []

    def _write(self, table: pa.Table) -> None:
        if self._writer is None:
            self._path = self.store.temporary()
            self._writer = pq.ParquetWriter(
                self._path,
                self.schema,
                compression="zstd",
                use_dictionary=worth_dictionary(table),
            )
        self._writer.write_table(table, row_group_size=GROUP_ROWS)

    def finish(self) -> dict[str, Any] | None:
        """Completes the file: its key, size in bytes, rows and checksum; None, and no file, where there is no row."""
        if self.rows == 0:
            return None
        if self._waiting:
            self._write(pa.concat_tables(self._waiting))
            self._waiting = []
        assert self._writer is not None and self._path is not None
        self._writer.close()
        checksum = file_checksum(self._path)
        size = self.store.adopt(self.key, self._path)
        self._path = None
        return {"key": self.key, "size": size, "rows": self.rows, "checksum": checksum}

    def abort(self) -> None:
        """Gives up what is not finished; does nothing after ``finish``."""
        if self._path is None:
            return
        if self._writer is not None and self._writer.is_open:
            self._writer.close()
        if os.path.exists(self._path):
            os.unlink(self._path)


def worth_dictionary(table: pa.Table) -> list[str]:
    """Columns of few values. Doubles have none: a dictionary may take 0.0 and -0.0 for one value."""
    sample = table.slice(0, 8192)
    return [
        field.name
        for field in table.schema
        if not pa.types.is_floating(field.type)
        and not pa.types.is_boolean(field.type)
        and pc.count_distinct(sample[field.name]).as_py() * 4 <= sample.num_rows
    ]
