"""The settings that make Spark mean what DuckDB means, and its files what readers take."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from checksums import file_checksum
from complaints import stating
from documents import sealed
from faults import DataFault
from inputs import Input, read_files
from session import size_shuffles
from store import create_json, list_files, location, read_footer, read_json
from table import checksums_by_tasks, write_sorted, written_files


def test_one_sql_text_for_both_engines(spark: SparkSession) -> None:
    row = spark.sql("""select id as "a name", 'a\\b' as text from range(1)""").first()
    assert row is not None and row.asDict() == {"a name": 0, "text": "a\\b"}


@pytest.mark.parametrize(
    "sql",
    [
        "select 9223372036854775807 + id as x from range(1, 2)",
        "select cast(id * 3000000000 as int) as x from range(1, 2)",
        "select nothing from range(1)",
        "select from where",
    ],
)
def test_a_complaint_about_sql_or_values_is_a_fault_of_the_data(spark: SparkSession, sql: str) -> None:
    with pytest.raises(DataFault) as raised, stating(sql):
        spark.sql(sql).write.format("noop").mode("overwrite").save()
    assert raised.value.name == "TransformFailed"
    assert raised.value.message.endswith(sql)


def test_a_missing_file_is_no_complaint_about_the_sql(spark: SparkSession, tmp_path: Path) -> None:
    spark.range(10).write.parquet(str(tmp_path / "x"))
    frame = spark.read.parquet(str(tmp_path / "x"))
    for file in (tmp_path / "x").iterdir():
        file.unlink()
    with pytest.raises(Exception) as raised, stating("select 1"):
        frame.write.format("noop").mode("overwrite").save()
    assert not isinstance(raised.value, DataFault)


def test_files_are_ranges_of_the_key_with_nothing_beside_them(spark: SparkSession, tmp_path: Path) -> None:
    root = location(f"{tmp_path}/")
    size_shuffles(spark, 1)
    spark.conf.set("spark.sql.adaptive.advisoryPartitionSizeInBytes", str(2**20))
    try:
        rows = spark.range(400_000).select((F.col("id") * 7919 % 400_000).alias("id"), F.rand(1).alias("x"))
        write_sorted(rows, ["id"], f"{root}table/", "snappy")
    finally:
        spark.conf.set("spark.sql.adaptive.advisoryPartitionSizeInBytes", str(128 * 2**20))
    files = written_files(spark, root, "table/")
    assert len(files) > 2
    assert sum(file["rows"] for file in files) == 400_000
    assert sorted(path.name for path in (tmp_path / "table").iterdir()) == [
        file["key"].removeprefix("table/") for file in files
    ]
    sums = checksums_by_tasks(spark, str(tmp_path), [(file["key"], file["size"]) for file in files])
    assert (
        sums == [file["checksum"] for file in files] == [file_checksum(str(tmp_path / file["key"])) for file in files]
    )
    last = -1
    for file in files:
        assert pq.read_metadata(tmp_path / file["key"]).row_group(0).column(0).compression == "SNAPPY"
        given = Input(root, f"{root}table/", [file], [{"name": "id", "type": "bigint", "nullable": False}])
        ids = [row["id"] for row in read_files(spark, given).select("id").collect()]
        assert ids == list(range(last + 1, last + 1 + len(ids)))
        last = ids[-1]


def test_documents_are_created_once(spark: SparkSession, tmp_path: Path) -> None:
    uri = location(f"{tmp_path}/a b/x.json")
    create_json(spark, uri, {"ä": 1})
    assert read_json(spark, uri, {}) == {"ä": 1}
    with pytest.raises(FileExistsError):
        create_json(spark, uri, {})
    assert list_files(spark, location(str(tmp_path))) == {"a b/x.json": len(sealed({"ä": 1}))}


def test_a_file_without_a_footer(spark: SparkSession, tmp_path: Path) -> None:
    (tmp_path / "x.parquet").write_bytes(b"PAR1 nothing")
    with pytest.raises(ValueError, match=r"x\.parquet"):
        read_footer(spark, location(f"{tmp_path}/x.parquet"))


def test_locations() -> None:
    assert location("file:///a%20b/c/") == "file:///a b/c/"
    assert location("/a%20b/c") == "file:///a%20b/c"
    assert location("s3://bucket/a/") == "s3://bucket/a/"
    assert location("none") == "none"
