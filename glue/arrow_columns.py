"""The columns of a plan's table in Arrow, and how to write them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

_TYPES = {
    "string": pa.string(),
    "boolean": pa.bool_(),
    "int": pa.int32(),
    "bigint": pa.int64(),
    "double": pa.float64(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us", tz="UTC"),
}


def arrow_schema(columns: list[dict[str, Any]], field_ids: Mapping[str, int]) -> pa.Schema:
    """The schema of plan columns with their field ids; a field is nullable exactly if the plan's column is."""
    return pa.schema(
        [
            pa.field(c["name"], _TYPES[c["type"]], c["nullable"], {"PARQUET:field_id": str(field_ids[c["name"]])})
            for c in columns
        ]
    )


def worth_dictionary(table: pa.Table) -> list[str]:
    """Columns of few values, for dictionaries. Not doubles: a dictionary may take 0.0 and -0.0 for one value."""
    sample = table.slice(0, 8192)
    return [
        field.name
        for field in table.schema
        if not pa.types.is_floating(field.type)
        and not pa.types.is_boolean(field.type)
        and pc.count_distinct(sample[field.name]).as_py() * 4 <= sample.num_rows
    ]
