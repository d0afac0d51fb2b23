"""Every rule, the key, and each column's extremes and nulls, over the table as it was written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypedDict

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from complaints import stating
from plan import Column as PlanColumn
from plan import TransformPlan, quoted
from printed import printable, printed

# As many files are named where rows have the same key.
_MOST_FILES = 5


class RuleCount(TypedDict):
    """
    Rows that break one rule; for `rows` how many are missing, for `covers` how many values, for `milliseconds` the keys
    that are equal to another.
    """

    name: str
    severity: str
    violations: int


class Extremes(TypedDict):
    """Smallest and largest value as text, null for a column without any, and the count of nulls."""

    min: str | None
    max: str | None
    nulls: int


class Duplicate(TypedDict):
    """Smallest key that several rows have, as text; its first raw files where stage has the key's columns."""

    key: list[dict[str, str | None]]
    files: list[str]


class Checks(TypedDict):
    """Rows of the table, the rules in the report's order (the key's first), the columns by name."""

    out: int
    rules: list[RuleCount]
    columns: dict[str, Extremes]
    duplicate: Duplicate | None


def check(spark: SparkSession, result: DataFrame, plan: TransformPlan) -> Checks:
    """
    One pass counts rows and violations and finds the extremes; the key's duplicates and each `covers` rule,
    which reads the view `stage` too, need one of their own. `TransformFailed` where a rule's SQL fails.
    """
    columns = plan["columns"]
    violations = "\n".join(rule["violation"] for rule in plan["rules"] if rule["kind"] == "row")
    with stating(violations):
        row: Any = result.agg(*_aggregates(plan)).first()
    out = int(row["rows"])
    result.createOrReplaceTempView("result")

    def count(rule: Any) -> int:
        if rule["kind"] == "rows":
            return max(0, int(rule["min"]) - out)
        if rule["kind"] == "milliseconds":
            return _equal_in_milliseconds(result, plan)
        return _uncovered(spark, rule) if rule["kind"] == "covers" else int(row["rule." + rule["name"]])

    beyond, smallest = _duplicates(result, plan)
    key_rules: list[RuleCount] = [
        {"name": "key_not_null", "severity": "error", "violations": int(row["key_not_null"])},
        {"name": "key_unique", "severity": "error", "violations": beyond},
    ]
    rules: list[RuleCount] = [
        {"name": rule["name"], "severity": rule["severity"], "violations": count(rule)} for rule in plan["rules"]
    ]
    extremes: dict[str, Extremes] = {
        name: {
            "min": printed(kind, row["min." + name]),
            "max": printed(kind, row["max." + name]),
            "nulls": out - int(row["values." + name]),
        }
        for name, kind in ((column["name"], column["type"]) for column in columns)
    }
    duplicate = None if smallest is None else _duplicate(spark, plan, smallest)
    return {"out": out, "rules": key_rules + rules, "columns": extremes, "duplicate": duplicate}


def _any_null(key: list[str]) -> Column:
    condition = F.lit(False)
    for name in key:
        condition = condition | F.col(quoted(name)).isNull()
    return condition


def _aggregates(plan: TransformPlan) -> Iterator[Column]:
    yield F.count(F.lit(1)).alias("rows")
    yield F.count_if(_any_null(plan["key"])).alias("key_not_null")
    for rule in plan["rules"]:
        if rule["kind"] == "row":
            yield F.expr(f"count_if(\n{rule['violation']}\n)").alias("rule." + rule["name"])
    for column in plan["columns"]:
        name, value = column["name"], F.col(quoted(column["name"]))
        for which, extreme in (("min.", F.min(value)), ("max.", F.max(value))):
            yield printable(column["type"], extreme).alias(which + name)
        yield F.count(value).alias("values." + name)


def _key_columns(plan: TransformPlan) -> list[PlanColumn]:
    """The key's columns as the plan describes them, in the key's order."""
    return [column for name in plan["key"] for column in plan["columns"] if column["name"] == name]


def _duplicates(result: DataFrame, plan: TransformPlan) -> tuple[int, list[Any] | None]:
    """Rows beyond the first of each key, and the smallest such key; one with a null is `key_not_null`'s matter."""
    key = plan["key"]
    fields = [
        printable(column["type"], F.col(quoted(column["name"]))).alias(f"k{n}")
        for n, column in enumerate(_key_columns(plan))
    ]
    counted = result.where(~_any_null(key)).groupBy(*(F.col(quoted(name)) for name in key))
    repeated = counted.agg(F.count(F.lit(1)).alias("_rows"))
    rows = F.col("_rows")
    row: Any = repeated.agg(
        F.sum(rows - 1).alias("beyond"), F.min(F.when(rows > 1, F.struct(*fields))).alias("smallest")
    ).first()
    return int(row["beyond"] or 0), None if row["smallest"] is None else list(row["smallest"])


def _duplicate(spark: SparkSession, plan: TransformPlan, smallest: list[Any]) -> Duplicate:
    """The smallest such key as text, and the raw files of its rows."""
    columns = _key_columns(plan)
    key = [
        {"name": column["name"], "value": printed(column["type"], value)}
        for column, value in zip(columns, smallest, strict=True)
    ]
    staged = {column["name"]: column["type"] for column in plan["stage"]}
    if any(staged.get(column["name"]) != column["type"] for column in columns):
        return {"key": key, "files": []}
    rows = spark.table("stage")
    for column, value in zip(columns, smallest, strict=True):
        rows = rows.where(printable(column["type"], F.col(quoted(column["name"]))) == F.lit(value))
    files = rows.select("_file").distinct().orderBy("_file").limit(_MOST_FILES).collect()
    return {"key": key, "files": [file["_file"] for file in files]}


def _equal_in_milliseconds(result: DataFrame, plan: TransformPlan) -> int:
    """Keys beyond the first of those that are equal once Athena rounds timestamps half up to the millisecond."""
    key = plan["key"]
    times = [column["name"] for column in plan["columns"] if column["type"] == "timestamp" and column["name"] in key]

    def rounded(name: str) -> Column:
        value = F.col(quoted(name))
        micros = F.unix_micros(value) + 500
        return (micros - F.pmod(micros, F.lit(1000)) if name in times else value).alias("rounded " + name)

    is_fine = F.lit(False)
    for name in times:
        is_fine = is_fine | (F.unix_micros(F.col(quoted(name))) % 1000 != 0)
    # Most tables have no timestamp finer than a millisecond: the semi join is then empty, and nothing is grouped.
    by = ["rounded " + name for name in key]
    exact = [F.col(quoted(name)) for name in key]
    fine = result.where(~_any_null(key) & is_fine).select(*map(rounded, key))
    keys = result.where(~_any_null(key)).select(*exact, *map(rounded, key))
    counted = keys.join(fine, by, "left_semi").groupBy(*(F.col(quoted(name)) for name in by))
    beyond: Any = counted.agg((F.count_distinct(F.struct(*exact)) - 1).alias("beyond")).agg(F.sum("beyond")).first()
    return int(beyond[0] or 0)


def _uncovered(spark: SparkSession, rule: Any) -> int:
    """Different values of a stage column that the table's column lacks."""
    stage, column = quoted(rule["stage"]), quoted(rule["column"])
    sql = (
        f"select count(*) from (select distinct {stage} as value from stage where {stage} is not null) "
        f"as wanted left anti join result on result.{column} = wanted.value"
    )
    with stating(sql):
        missing: Any = spark.sql(sql).first()
    return int(missing[0])
