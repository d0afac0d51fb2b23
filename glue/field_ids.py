"""Field ids of the published Parquet files (contract/field-ids.ts): given once, kept on rename, never given again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from identity import Base, Recorded, recorded_as, resolve
from plan import Column


class TableFields(NamedTuple):
    """
    The columns of a table with their field ids, and the highest id that any of its columns ever had, 0 if none had one.
    Columns that a version without field ids recorded have none.
    """

    columns: list[Recorded]
    highest: int


def give_field_ids(wanted: Sequence[Column], published: TableFields) -> TableFields:
    """
    The fields of a table that follows the `published` one: each column keeps the id of the published column that it
    continues, and new columns get the next ids in their order.
    """
    highest = published.highest
    columns: list[Recorded] = []
    for each in resolve(wanted, Base(published.columns, [], [])).columns:
        field_id = each.source.get("fieldId") if each.source else None
        if field_id is None:
            field_id = highest = highest + 1
        columns.append({**recorded_as(each), "fieldId": field_id})
    return TableFields(columns, highest)


def ids_by_name(fields: TableFields) -> Mapping[str, int]:
    """The field id of each column."""
    return {column["name"]: column["fieldId"] for column in fields.columns}
