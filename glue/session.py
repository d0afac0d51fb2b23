"""The Spark session of every script, its settings explicit so that no cluster's defaults change a value."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pyspark.sql import SparkSession

settings: dict[str, str] = {
    "spark.sql.session.timeZone": "UTC",
    # With ANSI an overflow and a cast that fails are errors, as in DuckDB; without, they are wrapped numbers
    # and nulls that nobody sees.
    "spark.sql.ansi.enabled": "true",
    # One SQL text for both engines: "x" is a name, and a backslash in a text is a backslash.
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.parser.escapedStringLiterals": "true",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    # Days before 1582 are the proleptic Gregorian calendar's, in what is read and in what is written.
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    # A damaged or missing file is an error and never fewer rows.
    "spark.sql.files.ignoreCorruptFiles": "false",
    "spark.sql.files.ignoreMissingFiles": "false",
    # A shuffle is cut finely and joined again to about 128 MB a partition: that is the size of the files.
    "spark.sql.adaptive.enabled": "true",
    "spark.sql.adaptive.advisoryPartitionSizeInBytes": str(128 * 2**20),
    "spark.sql.adaptive.coalescePartitions.parallelismFirst": "false",
    # Publish refuses whatever lies beside the reported files: no _SUCCESS, and on a disk no .crc.
    "spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs": "false",
    "spark.hadoop.fs.file.impl": "org.apache.hadoop.fs.RawLocalFileSystem",
}

# About a quarter of a file of 128 MB once it is unpacked, so that one fits into memory beside others.
_BYTES_OF_PARTITION = 16 * 2**20
_MOST_PARTITIONS = 20_000


def open_session(name: str) -> SparkSession:
    """The session with `settings`; where it runs and with how much memory is its starter's matter."""
    builder = SparkSession.builder.appName(name)
    for key, value in settings.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def ship(spark: SparkSession, modules: Iterable[str]) -> None:
    """Gives the tasks modules of this folder; on Glue they have them already (`--extra-py-files`)."""
    for module in modules:
        path = Path(__file__).with_name(f"{module}.py")
        if path.exists():
            spark.sparkContext.addPyFile(str(path))


def size_shuffles(spark: SparkSession, size: int) -> None:
    """Cuts the shuffles of an input of `size` bytes of Parquet so that every partition fits into memory."""
    least = max(8, 2 * spark.sparkContext.defaultParallelism)
    partitions = min(max(least, size // _BYTES_OF_PARTITION), _MOST_PARTITIONS)
    spark.conf.set("spark.sql.shuffle.partitions", str(partitions))
