"""Writes a result as sorted Parquet files under a prefix, with each column's declared type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import DataType, DecimalType, DoubleType, FloatType

from checksums import object_checksum
from objects import DirectoryStore
from plan import Column, WrittenFile, quoted
from session import ship
from store import each, list_files, read_footer, root_store


def declared(frame: DataFrame, columns: Sequence[Column], field_ids: Mapping[str, int]) -> DataFrame:
    """
    Casts to the contract's columns, in order, with their field ids in the files. Spark raises on an unknown column or a
    value out of range.
    """
    types = {field.name.lower(): field.dataType for field in frame.schema}
    return frame.select(
        *(cast_as(types.get(column["name"].lower()), column, field_ids[column["name"]]) for column in columns)
    )


def cast_as(given: DataType | None, column: Column, field_id: int) -> SparkColumn:
    """Casts a column of the given type to the contract's, with DuckDB's rounding, and gives it its field id."""
    value = F.col(quoted(column["name"]))
    if column["type"] in ("int", "bigint"):
        # Spark would truncate where DuckDB rounds: a double half to even, a decimal half away from zero.
        if isinstance(given, (DoubleType, FloatType)):
            value = F.rint(value)
        elif isinstance(given, DecimalType):
            value = F.round(value, 0)
    return value.cast(column["type"]).alias(column["name"], metadata={"parquet.field.id": field_id})


def write_sorted(frame: DataFrame, key: Sequence[str], uri: str, compression: str = "zstd") -> None:
    """
    Writes rows in the order of the key: each file holds a sorted range of keys, about 128 MB (session.py). The ranges
    come from a sample of the keys; no row passes through the driver.
    """
    order = [F.col(quoted(name)).asc_nulls_first() for name in key]
    ranges = frame.repartitionByRange(*order).sortWithinPartitions(*order)
    ranges.write.mode("error").option("compression", compression).parquet(uri)


def written_files(spark: SparkSession, root: str, prefix: str) -> list[WrittenFile]:
    """The files below the prefix (a key) with their sizes, checksums and, from their footers, their rows."""
    sizes = list_files(spark, root + prefix)
    rows = each(lambda name: read_footer(spark, root + prefix + name).rows, sizes)
    sums = _checksums(spark, root, [(prefix + name, size) for name, size in sizes.items()])
    return [
        {"key": prefix + name, "size": size, "rows": count, "checksum": checksum}
        for (name, size), count, checksum in zip(sizes.items(), rows, sums)
    ]


def _checksums(spark: SparkSession, root: str, files: Sequence[tuple[str, int]]) -> list[str]:
    """Checksums of files in the store; in a bucket, a task per file reads each file without a checksum from S3."""
    store = root_store(root)
    if isinstance(store, DirectoryStore):
        return each(lambda file: object_checksum(store, *file), files)
    return checksums_by_tasks(spark, root, files) if files else []


def checksums_by_tasks(spark: SparkSession, root: str, files: Sequence[tuple[str, int]]) -> list[str]:
    """Checksums of objects in the store at ``root``, given their keys and sizes; one task each."""
    ship(spark, ("bucket_store", "checksums", "faults", "objects"))

    def of(file: tuple[str, int]) -> str:
        from checksums import object_checksum as checksum_of
        from objects import open_store

        return checksum_of(open_store(root), *file)

    return spark.sparkContext.parallelize(files, len(files)).map(of).collect()
