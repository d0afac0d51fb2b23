"""What is wrong with a file of the source is told with its name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis_run import Run, dated
from faults import DataFault
from objects import DirectoryStore
from source_table import read_source


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(tmp_path, {"A": dated([0.01] * 2_000)})


def fault(run: Run) -> str:
    with pytest.raises(DataFault) as raised:
        read_source(DirectoryStore(run.root), run.plan["source"])
    assert raised.value.name == "TableUnreadable"
    return raised.value.message


def second(run: Run) -> tuple[Path, dict[str, Any]]:
    file = run.plan["source"]["files"][1]
    return run.root / file["key"], file


def test_reads_the_three_columns_in_the_order_of_the_files(run: Run) -> None:
    table = read_source(DirectoryStore(run.root), run.plan["source"])
    assert table.column_names == ["series", "day", "returns"]
    assert table.num_rows == 2_001
    assert table["day"].to_pylist() == sorted(table["day"].to_pylist())


def test_no_file_is_no_row(run: Run) -> None:
    run.plan["source"]["files"] = []
    assert read_source(DirectoryStore(run.root), run.plan["source"]).num_rows == 0


def test_a_missing_file(run: Run) -> None:
    second(run)[0].unlink()
    assert fault(run).startswith("processed/prices/r/a/part-00001.parquet is missing: the published table of prices")


def test_a_file_of_another_size(run: Run) -> None:
    path, _ = second(run)
    path.write_bytes(path.read_bytes()[:-1])
    assert "bytes and not" in fault(run)


@pytest.mark.parametrize("at", [4, 100, -6])
def test_a_byte_that_changed(run: Run, at: int) -> None:
    # The returns' own pages are what a checksum is needed for; headers and the footer's length no longer parse.
    path, file = second(run)
    table = pq.read_table(path).select(["log_return", "date", "symbol"])
    pq.write_table(table, path, compression="none", use_dictionary=False, write_page_checksum=True)
    content = bytearray(path.read_bytes())
    content[at] ^= 0xFF
    path.write_bytes(content)
    file["size"] = len(content)
    assert "cannot be read" in fault(run)


def test_no_parquet_at_all(run: Run) -> None:
    path, file = second(run)
    path.write_bytes(b"PAR1 nothing")
    file["size"] = 12
    assert "cannot be read" in fault(run)


def test_other_rows_than_published(run: Run) -> None:
    second(run)[1]["rows"] += 1
    assert "holds 1001 rows and not 1002 as published" in fault(run)


@pytest.mark.parametrize(
    ("column", "values", "told"),
    [
        ("log_return", None, "lacks the column log_return"),
        ("log_return", ["a"], "has a column of another type"),
        ("symbol", [None], "has a null in symbol or date"),
    ],
)
def test_another_table(run: Run, column: str, values: list[Any] | None, told: str) -> None:
    path, file = second(run)
    table = pq.read_table(path)
    at = table.column_names.index(column)
    table = table.remove_column(at)
    if values is not None:
        table = table.append_column(column, pa.array(values * table.num_rows, pa.string()))
    pq.write_table(table, path)
    file["size"] = path.stat().st_size
    assert told in fault(run)
