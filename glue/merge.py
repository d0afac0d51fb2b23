"""The merged base of an `upsert`: the newest rows of the published run's base and this run's stage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from faults import DataFault
from identity import Recorded, Resolution, ways_forward
from plan import Column, TransformPlan, quoted
from printed import printable, printed
from retype import converted_sql, survives_sql, type_change


class Merge(NamedTuple):
    """The merge target: the base's rows, if there are any, and the column whose values each column takes over."""

    plan: TransformPlan
    base: DataFrame | None
    resolution: Resolution
    allow_loss: Sequence[str]


def merged_columns(plan: TransformPlan, resolution: Resolution) -> list[Column]:
    """Columns of the merged rows, the same in every engine: the plan's, then the retired ones by name."""
    retired: list[Column] = [
        {"name": column["name"], "type": column["type"], "nullable": True} for column in resolution.retired
    ]
    return [*plan["stage"], *retired]


def conformed(base: DataFrame, merge: Merge) -> DataFrame:
    """The base with the plan's stage columns, by today's names and types, and the retired columns unchanged."""
    sources = {column["name"]: source for column, source in merge.resolution.columns}

    def source(column: Column) -> Recorded | None:
        kept: Recorded = {"name": column["name"], "type": column["type"], "formerly": []}
        return sources.get(column["name"], kept)

    columns = merged_columns(merge.plan, merge.resolution)
    return base.select(*(_value(column, source(column), merge.allow_loss) for column in columns))


def _value(column: Column, source: Recorded | None, allow_loss: Sequence[str]) -> SparkColumn:
    name, kind = column["name"], column["type"]
    value = F.lit(None).cast(kind)
    if source is not None:
        value = F.expr(converted_sql(source["type"], kind, quoted(source["name"])))
        # A value that the conversion would change becomes null, never a rounded value.
        if name in allow_loss and type_change(source["type"], kind) == "checked":
            value = F.when(F.expr(survives_sql(source["type"], kind, source["name"])), value)
    if "fill" in column and not column["nullable"]:
        value = F.coalesce(value, F.lit(column["fill"]).cast(kind))
    return value.alias(name)


def merged(merge: Merge, stage: DataFrame) -> DataFrame:
    """
    Per key, keeps the row with the greatest (`_as_of`, `_file`, `_offset`); strings compare by their UTF-8 bytes. If
    both have the same record, keeps the stage's, which today's contract read. A retired column comes from the base's
    row of a key, even if another row is the latest, because this run does not have the column.
    """
    plan, base, resolution, _ = merge
    # Sorts above every column of a contract, because their names have no dots.
    mark, rank = "stage.mark", "stage.rank"
    rows = stage.withColumn(mark, F.lit(1))
    retired = [column["name"] for column in resolution.retired]
    if base is not None:
        rows = conformed(base, merge).withColumn(mark, F.lit(0)).unionByName(rows, allowMissingColumns=True)
    same_key = Window.partitionBy(*(F.col(quoted(name)) for name in plan["key"]))
    newest = same_key.orderBy(*(F.col(quoted(name)).desc() for name in ("_as_of", "_file", "_offset", mark)))
    # At most one row of a key comes from the base.
    kept = [F.max(quoted(name)).over(same_key).alias(name) for name in retired]
    named = [F.col(quoted(column["name"])) for column in plan["stage"]]
    ranked = rows.select(*named, *kept, F.row_number().over(newest).alias(rank))
    return ranked.where(F.col(quoted(rank)) == 1).drop(rank)


def judge_base(merge: Merge) -> None:
    """Raises `ContractNarrows` if a value of the base would not survive its change of type."""
    checked = [
        (column, source)
        for column, source in merge.resolution.columns
        if source is not None
        and type_change(source["type"], column["type"]) == "checked"
        and column["name"] not in merge.allow_loss
    ]
    if merge.base is None or not checked:
        return
    base = merge.base
    lost = {
        column["name"]: f"not {survives_sql(source['type'], column['type'], source['name'])}"
        for column, source in checked
    }
    counts = _counts(base, lost)
    names = {column["name"]: source["name"] for column, source in merge.resolution.columns if source}
    key = [(name, names.get(name, name)) for name in merge.plan["key"]]

    def sentence(column: Column, source: Recorded) -> str:
        name, count = column["name"], counts[column["name"]]
        kinds = {each["name"]: source["type"] for each, source in merge.resolution.columns if source}
        first = _first(
            base.where(lost[name]), [(at, kinds[today]) for today, at in key], [(source["name"], source["type"])]
        )
        at = ", ".join(f"{today} = {text}" for (today, _), text in zip(key, first))
        return (
            f"{_counted(count, 'merged value')} of {name} ({source['type']}) would not survive as {column['type']}, "
            f"such as {first[-1]} at {at}. {ways_forward(column, merge.plan['key'], 'such values')}"
        )

    _refuse("ContractNarrows", [sentence(*each) for each in checked if counts[each[0]["name"]]])


def judge_merged(merge: Merge, rows: DataFrame) -> None:
    """Raises `ContractNeedsValue` if a merged row lacks the value of a required column."""
    required = [column for column in merge.plan["stage"] if not column["nullable"] and column["name"][0] != "_"]
    if merge.base is None or not required:
        return
    lacking = {column["name"]: f"{quoted(column['name'])} is null" for column in required}
    counts = _counts(rows, lacking)
    kinds = {column["name"]: column["type"] for column in merge.plan["stage"]}
    key = [(name, kinds[name]) for name in merge.plan["key"]]

    def sentence(name: str) -> str:
        first = _first(rows.where(lacking[name]), key, [])
        at = ", ".join(f"{each} = {text}" for (each, _), text in zip(key, first))
        has = "has" if counts[name] == 1 else "have"
        return (
            f"{name} is required, but {_counted(counts[name], 'merged row')} {has} no value for it, such as the row "
            f"with {at}. {_needs_value_advice(name, kinds[name], merge.resolution)}"
        )

    _refuse("ContractNeedsValue", [sentence(name) for name in lacking if counts[name]])


def _needs_value_advice(name: str, kind: str, resolution: Resolution) -> str:
    """A column without recorded values may be a retired one of its type under another name."""
    advice = "ake it nullable, or give it a fill for such rows."
    new = any(column["name"] == name and source is None for column, source in resolution.columns)
    former = [each["name"] for each in resolution.retired if new and each["type"] == kind]
    if not former:
        return f"M{advice}"
    return f'If it was called {former[0]}, write renamedFrom: ["{former[0]}"]. Otherwise m{advice}'


def retired_columns(merge: Merge, rows: DataFrame) -> list[dict[str, Any]]:
    """The retired columns with the counts of their values in the base and in the merged rows."""
    names = [column["name"] for column in merge.resolution.retired]
    if merge.base is None or not names:
        return []
    present = {name: f"{quoted(name)} is not null" for name in names}
    before, after = _counts(merge.base, present), _counts(rows, present)
    return [
        {**column, "values": {"base": before[column["name"]], "merged": after[column["name"]]}}
        for column in merge.resolution.retired
    ]


def _counts(frame: DataFrame, conditions: dict[str, str]) -> dict[str, int]:
    row: Any = frame.agg(
        *(F.expr(f"count_if({condition})").alias(name) for name, condition in conditions.items())
    ).first()
    return {name: int(row[name]) for name in conditions}


def _first(frame: DataFrame, key: Sequence[tuple[str, str]], more: Sequence[tuple[str, str]]) -> list[str]:
    """The first row by key, with values as the report prints them: the key's columns and `more`."""
    columns = [*key, *more]
    order = [F.col(quoted(name)).asc_nulls_first() for name, _ in key]
    values = [printable(kind, F.col(quoted(name))) for name, kind in columns]
    row: Any = frame.orderBy(*order).select(*values).first()
    return [printed(kind, value) or "null" for (_, kind), value in zip(columns, row)]


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _refuse(name: str, sentences: Sequence[str]) -> None:
    if sentences:
        raise DataFault(name, " ".join(sentences))
