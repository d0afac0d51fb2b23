"""The Parquet files that a transform reads, and the check that they match the reports of their writers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from checksums import differing
from complaints import of_machine
from described_run import DescribedRun, Read, describe_run
from documents import PART_REPORT
from faults import DataFault
from objects import ObjectStore
from plan import Column, WrittenFile, quoted, schema
from store import each, globless, list_files, read_footer, read_json, root_store


class Input(NamedTuple):
    """
    Files below one prefix, `stage` or `base`: `root` is the store's URI and `prefix` that of the files, all of which
    have the `columns`.
    """

    root: str
    prefix: str
    files: list[WrittenFile]
    columns: Sequence[Column]

    @property
    def rows(self) -> int:
        """Rows of all files, as reported."""
        return sum(file["rows"] for file in self.files)

    @property
    def size(self) -> int:
        """Bytes of all files, as reported."""
        return sum(file["size"] for file in self.files)


def part_reports(spark: SparkSession, parts: str) -> list[dict[str, Any]]:
    """The reports below `parts`, ordered by part."""
    names = [name for name in list_files(spark, parts) if re.fullmatch(r"\d{5,}\.json", name)]
    names.sort(key=lambda name: int(name[: -len(".json")]))
    return each(lambda name: read_json(spark, parts + name, PART_REPORT), names)


def staged_files(reports: Sequence[dict[str, Any]]) -> list[WrittenFile]:
    """The staged files that reports name; a part may have no files."""
    return [report["staged"] for report in reports if report["staged"] is not None]


def check_parts(reports: Sequence[object], manifest: dict[str, Any], parts: str) -> None:
    """
    Raises `PartMissing` if a part of the manifest has no report: after a fault in Convert, which Publish reports by
    its name, the transform has nothing to do.
    """
    wanted = len(manifest["parts"])
    if len(reports) != wanted:
        raise DataFault(
            "PartMissing",
            f"{len(reports)} of {wanted} parts have a report below {parts}: not all were converted. Run again.",
        )


def base_run(spark: SparkSession, root: str, prefix: str) -> DescribedRun:
    """The run whose merged rows lie below `base/<dataset>/<run>/<attempt>/`."""
    dataset, run, attempt = prefix.rstrip("/").split("/")[-3:]
    try:
        return describe_run(document_reader(spark, root), dataset, run, attempt)
    except (FileNotFoundError, DataFault) as error:
        why = "cannot be checked: the report of the run that wrote it is missing or unreadable"
        raise unreadable(prefix[len(root) :], why) from error


def document_reader(spark: SparkSession, root: str) -> Read:
    """Reads the documents of the store at a root."""
    return lambda key, shape: read_json(spark, root + key, shape)


def unreadable(key: str, why: str) -> DataFault:
    """The fault `StageUnreadable` or `BaseUnreadable` of one file."""
    if key.startswith("base/"):
        dataset = key.split("/")[1]
        return DataFault(
            "BaseUnreadable",
            f"{key} {why}: the published run's merged rows are damaged. Put an older version of the object back; or "
            f"remove the last pointer under state/{dataset}/published/ and run {dataset} again, which then merges into "
            "the rows of the previous pointer.",
        )
    hint = "it was damaged after Convert wrote it; run again with --force."
    return DataFault("StageUnreadable", f"{key} {why}: {hint}")


def check_files(spark: SparkSession, given: Input) -> None:
    """
    Raises `StageUnreadable` or `BaseUnreadable`, which names the file, if a file is missing, differs from the
    reported size, checksum or rows, has no footer, or lacks a column.
    """
    sizes = list_files(spark, given.prefix)
    for file in given.files:
        size = sizes.get((given.root + file["key"])[len(given.prefix) :])
        if size is None:
            raise unreadable(file["key"], "is missing")
        if size != file["size"]:
            raise unreadable(file["key"], f"has {size} bytes instead of the reported {file['size']}")
    each(lambda file: _check_footer(spark, given, file), given.files)
    store = root_store(given.root)
    each(lambda file: _check_sum(store, file), given.files)


def _check_sum(store: ObjectStore, file: WrittenFile) -> None:
    found = differing(store, file)
    if found is not None:
        raise unreadable(file["key"], f"has the checksum {found} instead of the reported {file['checksum']}")


def _check_footer(spark: SparkSession, given: Input, file: WrittenFile) -> None:
    key = file["key"]
    try:
        footer = read_footer(spark, given.root + key)
    except ValueError as error:
        raise unreadable(key, f"cannot be read ({error})") from error
    lacking = [column["name"] for column in given.columns if column["name"] not in footer.columns]
    if lacking:
        raise unreadable(key, f"lacks the columns {', '.join(lacking)}")
    if footer.rows != file["rows"]:
        raise unreadable(key, f"holds {footer.rows} rows instead of the reported {file['rows']}")


def read_files(spark: SparkSession, given: Input) -> DataFrame:
    """Reads exactly these files, with the wanted columns; if there are no files, an empty frame of their types."""
    uris = [globless(given.root + file["key"]) for file in given.files]
    if not uris:
        nothing = (F.lit(None).cast(column["type"]).alias(column["name"]) for column in given.columns)
        return spark.range(0).select(*nothing)
    frame = spark.read.schema(schema(given.columns)).parquet(*uris)
    return frame.select(*(F.col(quoted(column["name"])) for column in given.columns))


def find_damage(spark: SparkSession, given: Input) -> None:
    """
    Finds the file that made a job fail: reads each file alone and to its end. Raises as `check_files` does, or the
    machine's error.
    """
    for file in given.files:
        try:
            read_files(spark, given._replace(files=[file])).write.format("noop").mode("overwrite").save()
        except Exception as error:
            if of_machine(error):
                raise
            reason = str(error).split("\n", 1)[0]
            raise unreadable(file["key"], f"cannot be read ({reason})") from error
