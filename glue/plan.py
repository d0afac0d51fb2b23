"""A transform's input and output documents, as in contract/plan.ts and core/run/documents.ts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    from pyspark.sql.types import StructType

VERSION = 1


class _Evolving(TypedDict, total=False):
    renamedFrom: list[str]
    fill: str


class Column(_Evolving):
    """
    A typed column of stage or table, with Spark's spelling of `type`. `renamedFrom` are its earlier names, newest
    first; `fill` replaces missing values in merged rows.
    """

    name: str
    type: str
    nullable: bool


HOUSEKEEPING: list[Column] = [
    {"name": "_file", "type": "string", "nullable": False},
    {"name": "_offset", "type": "bigint", "nullable": False},
    {"name": "_row", "type": "bigint", "nullable": False},
    {"name": "_as_of", "type": "timestamp", "nullable": False},
]
"""Columns that the program itself adds to every merged row."""


class _Named(TypedDict):
    name: str
    severity: str
    kind: str


class Rule(_Named, total=False):
    """
    A quality rule. `violation` is an expression that is true for each row that breaks it; `query` returns the number
    of violations; if it has neither, Publish judges it.
    """

    violation: str
    query: str


class _Compressed(TypedDict, total=False):
    compression: str


class TransformPlan(_Compressed):
    """What the transform executes; `mode` is `replace` or `upsert`; the table's `compression` defaults to `zstd`."""

    sql: str
    stage: list[Column]
    columns: list[Column]
    key: list[str]
    mode: str
    rules: list[Rule]


class _Summed(TypedDict, total=False):
    checksum: str


class WrittenFile(_Summed):
    """An object of the store: its key, size in bytes and rows; `checksum` only from newer versions (checksums.py)."""

    key: str
    size: int
    rows: int


def quoted(name: str) -> str:
    """A column's name, quoted for Spark's column expressions."""
    return "`" + name.replace("`", "``") + "`"


def schema(columns: Sequence[Column]) -> StructType:
    """The columns as a Spark schema, in order."""
    # Imported late: the analysis, which needs the types above, runs without Spark.
    from pyspark.sql.types import StructType

    fields: list[dict[str, Any]] = [
        {"name": name, "type": _JSON_NAMES.get(kind, kind), "nullable": True, "metadata": {}}
        for name, kind in ((column["name"], column["type"]) for column in columns)
    ]
    return StructType.fromJson({"type": "struct", "fields": fields})


# Spark's JSON schema has different names for two types.
_JSON_NAMES = {"int": "integer", "bigint": "long"}
