"""Checks every rule, the key, and each column's extremes and nulls, over the table as it was written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypedDict

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from complaints import stating
from plan import Column as PlanColumn
from plan import Rule, TransformPlan, quoted
from printed import printable, printed

# Name at most this many files of rows that share a key.
_MOST_FILES = 5


class KeyValue(TypedDict):
    """A column of the key and its value as a string."""

    name: str
    value: str | None


class _Exemplified(TypedDict, total=False):
    example: list[KeyValue]


class RuleCount(_Exemplified):
    """
    How often the table breaks a rule; for a condition also the smallest key of the rows that break it, unless none of
    them has a key without nulls.
    """

    name: str
    severity: str
    violations: int


class Extremes(TypedDict):
    """Smallest and largest value as strings, None for a column without values, and the count of nulls."""

    min: str | None
    max: str | None
    nulls: int


class Duplicate(TypedDict):
    """Smallest key that several rows share, as a string; its first raw files if stage has the key's columns."""

    key: list[KeyValue]
    files: list[str]


class Checks(TypedDict):
    """Rows of the table, the rules in the report's order (the key's first), the columns by name."""

    out: int
    rules: list[RuleCount]
    columns: dict[str, Extremes]
    duplicate: Duplicate | None


def check(spark: SparkSession, result: DataFrame, plan: TransformPlan) -> Checks:
    """
    One pass counts rows and the violations of all conditions and finds the extremes. The key's duplicates and each
    query of a rule, which may also read the view `stage`, need a separate pass. Broken conditions cost one more pass,
    for their examples. Raises `TransformFailed` if a rule's SQL fails.
    """
    columns, conditions = plan["columns"], [rule for rule in plan["rules"] if "violation" in rule]
    with stating("\n".join(rule["violation"] for rule in conditions)):
        row: Any = result.agg(*_aggregates(plan, conditions)).first()
    out = int(row["rows"])
    result.createOrReplaceTempView("result")

    beyond, smallest = _duplicates(result, plan)
    rules: list[RuleCount] = [
        {"name": "key_not_null", "severity": "error", "violations": int(row["key_not_null"])},
        {"name": "key_unique", "severity": "error", "violations": beyond},
    ]
    examples = _examples(result, plan, [rule for rule in conditions if row["rule." + rule["name"]]])
    # Publish judges a rule that has neither.
    for rule in plan["rules"]:
        if "violation" in rule or "query" in rule:
            count = _answer(spark, rule["query"]) if "query" in rule else int(row["rule." + rule["name"]])
            counted: RuleCount = {"name": rule["name"], "severity": rule["severity"], "violations": count}
            if rule["name"] in examples:
                counted["example"] = examples[rule["name"]]
            rules.append(counted)
    extremes: dict[str, Extremes] = {
        name: {
            "min": printed(kind, row["min." + name]),
            "max": printed(kind, row["max." + name]),
            "nulls": out - int(row["values." + name]),
        }
        for name, kind in ((column["name"], column["type"]) for column in columns)
    }
    duplicate = None if smallest is None else _duplicate(spark, plan, smallest)
    return {"out": out, "rules": rules, "columns": extremes, "duplicate": duplicate}


def _any_null(key: list[str]) -> Column:
    condition = F.lit(False)
    for name in key:
        condition = condition | F.col(quoted(name)).isNull()
    return condition


def _aggregates(plan: TransformPlan, conditions: list[Rule]) -> Iterator[Column]:
    yield F.count(F.lit(1)).alias("rows")
    yield F.count_if(_any_null(plan["key"])).alias("key_not_null")
    for rule in conditions:
        yield F.expr(f"count_if(\n{rule['violation']}\n)").alias("rule." + rule["name"])
    for column in plan["columns"]:
        name, value = column["name"], F.col(quoted(column["name"]))
        for which, extreme in (("min.", F.min(value)), ("max.", F.max(value))):
            yield printable(column["type"], extreme).alias(which + name)
        yield F.count(value).alias("values." + name)


def _key_columns(plan: TransformPlan) -> list[PlanColumn]:
    """The key's columns as the plan describes them, in the key's order."""
    return [column for name in plan["key"] for column in plan["columns"] if column["name"] == name]


def _key_struct(plan: TransformPlan) -> Column:
    """A row's key, in a form to compare; `_printed_key` prints it."""
    return F.struct(
        *(
            printable(column["type"], F.col(quoted(column["name"]))).alias(f"k{n}")
            for n, column in enumerate(_key_columns(plan))
        )
    )


def _printed_key(plan: TransformPlan, key: Any) -> list[KeyValue]:
    return [
        {"name": column["name"], "value": printed(column["type"], value)}
        for column, value in zip(_key_columns(plan), key, strict=True)
    ]


def _examples(result: DataFrame, plan: TransformPlan, broken: list[Rule]) -> dict[str, list[KeyValue]]:
    """For each of these conditions, by the rule's name: the smallest key without nulls of the rows that break it."""
    if not broken:
        return {}
    whole, key = ~_any_null(plan["key"]), _key_struct(plan)
    smallest = [
        F.min(F.when(F.expr(f"(\n{rule['violation']}\n)") & whole, key)).alias(f"e{n}") for n, rule in enumerate(broken)
    ]
    row: Any = result.agg(*smallest).first()
    return {
        rule["name"]: _printed_key(plan, found) for rule, found in zip(broken, row, strict=True) if found is not None
    }


def _answer(spark: SparkSession, query: str) -> int:
    """The single number that a rule's query returns. A query that returns null has not shown that the rule holds."""
    with stating(query):
        row: Any = spark.sql(query).first()
    return 1 if row[0] is None else int(row[0])


def _duplicates(result: DataFrame, plan: TransformPlan) -> tuple[int, list[Any] | None]:
    """Rows beyond the first of each key, and the smallest such key; `key_not_null` covers keys with a null."""
    key = plan["key"]
    counted = result.where(~_any_null(key)).groupBy(*(F.col(quoted(name)) for name in key))
    repeated = counted.agg(F.count(F.lit(1)).alias("_rows"))
    rows = F.col("_rows")
    row: Any = repeated.agg(
        F.sum(rows - 1).alias("beyond"), F.min(F.when(rows > 1, _key_struct(plan))).alias("smallest")
    ).first()
    return int(row["beyond"] or 0), None if row["smallest"] is None else list(row["smallest"])


def _duplicate(spark: SparkSession, plan: TransformPlan, smallest: list[Any]) -> Duplicate:
    """The smallest such key as a string, and the raw files of its rows."""
    columns, key = _key_columns(plan), _printed_key(plan, smallest)
    staged = {column["name"]: column["type"] for column in plan["stage"]}
    if any(staged.get(column["name"]) != column["type"] for column in columns):
        return {"key": key, "files": []}
    rows = spark.table("stage")
    for column, value in zip(columns, smallest, strict=True):
        rows = rows.where(printable(column["type"], F.col(quoted(column["name"]))) == F.lit(value))
    files = rows.select("_file").distinct().orderBy("_file").limit(_MOST_FILES).collect()
    return {"key": key, "files": [file["_file"] for file in files]}
