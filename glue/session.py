"""The Spark session of every script, with explicit settings, so that a cluster's defaults change no value."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pyspark.sql import SparkSession

settings: dict[str, str] = {
    "spark.sql.session.timeZone": "UTC",
    # With ANSI, overflows and failed casts are errors, as in DuckDB; without it they would silently become wrapped
    # numbers and nulls.
    "spark.sql.ansi.enabled": "true",
    # The same SQL for both engines: "x" is a name, and a backslash in a string is a backslash.
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.parser.escapedStringLiterals": "true",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    # The field ids of the published files (table.py).
    "spark.sql.parquet.fieldId.write.enabled": "true",
    # Days before 1582 are proleptic Gregorian, both read and written.
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    # A damaged or missing file is an error, not fewer rows.
    "spark.sql.files.ignoreCorruptFiles": "false",
    "spark.sql.files.ignoreMissingFiles": "false",
    # A shuffle is split finely and coalesced to about 128 MB a partition: that is the size of the files.
    "spark.sql.adaptive.enabled": "true",
    "spark.sql.adaptive.advisoryPartitionSizeInBytes": str(128 * 2**20),
    "spark.sql.adaptive.coalescePartitions.parallelismFirst": "false",
    # Publish refuses any unreported file beside the reported ones: no _SUCCESS, and on a disk no .crc.
    "spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs": "false",
    "spark.hadoop.fs.file.impl": "org.apache.hadoop.fs.RawLocalFileSystem",
}

# About a quarter of an unpacked 128 MB file, so that it fits into memory beside others.
_BYTES_OF_PARTITION = 16 * 2**20
_MOST_PARTITIONS = 20_000


def open_session(name: str) -> SparkSession:
    """The session with `settings`; the caller decides where it runs and with how much memory."""
    builder = SparkSession.builder.appName(name)
    for key, value in settings.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def ship(spark: SparkSession, modules: Iterable[str]) -> None:
    """Sends modules of this folder to the tasks; on Glue they have them already (`--extra-py-files`)."""
    for module in modules:
        path = Path(__file__).with_name(f"{module}.py")
        if path.exists():
            spark.sparkContext.addPyFile(str(path))


def size_shuffles(spark: SparkSession, size: int) -> None:
    """Sizes the shuffles of an input of `size` bytes of Parquet so that every partition fits into memory."""
    least = max(8, 2 * spark.sparkContext.defaultParallelism)
    partitions = min(max(least, size // _BYTES_OF_PARTITION), _MOST_PARTITIONS)
    spark.conf.set("spark.sql.shuffle.partitions", str(partitions))
