"""The merged base of an `upsert`: of the published run's base and this run's stage the newest rows."""

from __future__ import annotations

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from plan import TransformPlan, quoted
from table import cast_as


def conformed(base: DataFrame, plan: TransformPlan) -> DataFrame:
    """An older contract's base with the plan's stage columns: new ones null, surplus ones dropped."""
    known = {field.name.lower(): field.dataType for field in base.schema}
    return base.select(
        *(
            cast_as(known[column["name"].lower()], column)
            if column["name"].lower() in known
            else F.lit(None).cast(column["type"]).alias(column["name"])
            for column in plan["stage"]
        )
    )


def merged(base: DataFrame | None, stage: DataFrame, plan: TransformPlan) -> DataFrame:
    """
    Per key the row with the greatest (`_as_of`, `_file`, `_offset`), texts by their UTF-8 bytes; where the
    same record is in both, the stage's, which today's contract read.
    """
    # Above every column of a contract, whose names have no dots.
    mark, rank = "stage.mark", "stage.rank"
    rows = stage.withColumn(mark, F.lit(1))
    if base is not None:
        rows = conformed(base, plan).withColumn(mark, F.lit(0)).unionByName(rows)
    newest = Window.partitionBy(*(F.col(quoted(name)) for name in plan["key"])).orderBy(
        *(F.col(quoted(name)).desc() for name in ("_as_of", "_file", "_offset", mark))
    )
    ranked = rows.withColumn(rank, F.row_number().over(newest)).where(F.col(quoted(rank)) == 1)
    return ranked.select(*(F.col(quoted(column["name"])) for column in plan["stage"]))
