"""
Runs SQL cases for the conformance suite and the catalogue's check, which compare them with DuckDB's answers.

The argument is the path of a JSON document `{"views": {name: Parquet path}, "cases": [{"id", "sql"}], "out": path}`.
Written to `out` is one JSON line a case, `{"id", "types": [Spark's names], "rows": [[text | null, ...]]}` or
`{"id", "error": message}`. The texts are exact: doubles by `repr`, timestamps as microseconds and dates as days since
1970, decimals in plain digits, booleans `true` or `false`.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


def exact(value: Any) -> str | None:
    """A collected value as a text that loses nothing."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    return repr(value) if isinstance(value, float) else str(value)


def answer(frame: DataFrame) -> dict[str, Any]:
    """Types and rows of a frame. Times leave Spark as integers: Python's end with the year 9999 and know a zone."""
    wrap = {"timestamp": "unix_micros", "date": "unix_date"}
    if not frame.columns:  # a statement of the catalogue
        return {"types": [], "rows": []}
    names = [f"c{index}" for index in range(len(frame.columns))]
    types = [name for _, name in frame.dtypes]
    plain = frame.toDF(*names).selectExpr(
        *(f"{wrap[kind]}({name})" if kind in wrap else name for name, kind in zip(names, types))
    )
    return {"types": types, "rows": [[exact(value) for value in row] for row in plain.collect()]}


def main(args: list[str], session: SparkSession) -> None:
    """Runs every case of the document at `args[0]`; a case that fails is told as such and stops no other."""
    job = json.loads(Path(args[0]).read_text(encoding="utf-8"))
    # Small inputs: the shuffles of a cluster would take longer than the work.
    before = session.conf.get("spark.sql.shuffle.partitions")
    session.conf.set("spark.sql.shuffle.partitions", "2")
    for name, file in job["views"].items():
        session.read.parquet(file).createOrReplaceTempView(name)
    with open(job["out"], "w", encoding="utf-8") as out:
        for case in job["cases"]:
            try:
                result = answer(session.sql(case["sql"]))
            except Exception as error:  # Spark's errors come in many classes, and each is an answer
                result = {"error": str(error)}
            out.write(json.dumps({"id": case["id"], **result}) + "\n")
    for name in job["views"]:
        session.catalog.dropTempView(name)
    session.conf.set("spark.sql.shuffle.partitions", before or "200")
