"""
One peer of the converter as a whole process: reads a CSV file and writes it as Parquet, on one thread.

    python bench/peers.py PEER JOB.json

PEER is pandas, pyarrow, duckdb or polars. JOB.json has the paths `csv` and `out`, `compression` and its `level` (null
for the default), the `columns` in the file's order (`header`, `type`, `prefix`) and `exact`: true if pandas must read
doubles correctly rounded, which its default does not. A column with a prefix ("subject7") stays a string.

    python bench/peers.py versions
    python bench/peers.py read CSV

prints the version of each installed peer, or imports pandas and reads a CSV: the cold start of a script.
"""

from __future__ import annotations

import json
import re
import sys
from importlib import metadata
from typing import Any

Job = dict[str, Any]

PEERS = ("pandas", "pyarrow", "duckdb", "polars")


def type_of(column: dict[str, str]) -> str:
    """The type to declare."""
    return "string" if column["prefix"] else column["type"]


def decimal_of(kind: str) -> tuple[int, int] | None:
    """Precision and scale of a decimal type."""
    match = re.fullmatch(r"decimal\((\d+),(\d+)\)", kind)
    return (int(match[1]), int(match[2])) if match else None


def pandas(job: Job) -> None:
    """The way a first script does it: pandas guesses the types, except for dates."""
    import pandas as pd

    dates = [column["header"] for column in job["columns"] if column["type"] in ("date", "timestamp")]
    precision = "round_trip" if job["exact"] else None
    frame = pd.read_csv(job["raw"], parse_dates=dates or None, float_precision=precision)
    frame.to_parquet(job["out"], **compression(job))


def pyarrow(job: Job) -> None:
    """Streams record batches from the CSV reader to the Parquet writer."""
    import pyarrow as pa
    import pyarrow.csv as pc
    import pyarrow.parquet as pq

    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    simple = {
        "string": pa.string(),
        "boolean": pa.bool_(),
        "int": pa.int32(),
        "bigint": pa.int64(),
        "double": pa.float64(),
        "date": pa.date32(),
        "timestamp": pa.timestamp("us"),
    }

    def arrow(kind: str) -> pa.DataType:
        decimal = decimal_of(kind)
        return pa.decimal128(*decimal) if decimal else simple[kind]

    reader = pc.open_csv(
        job["raw"],
        # The default block of 1 MB would make row groups of 10,000 rows.
        read_options=pc.ReadOptions(use_threads=False, block_size=8 << 20),
        parse_options=pc.ParseOptions(newlines_in_values="string" in map(type_of, job["columns"])),
        convert_options=pc.ConvertOptions(
            column_types={column["header"]: arrow(type_of(column)) for column in job["columns"]},
            null_values=[""],
            strings_can_be_null=True,
        ),
    )
    with pq.ParquetWriter(job["out"], reader.schema, **compression(job)) as writer:
        for batch in reader:
            writer.write_batch(batch)


def compression(job: Job) -> Job:
    """Compression in the words of pyarrow, and of pandas, which hands them on."""
    return {"compression": job["compression"], "compression_level": job["level"]}


def duckdb(job: Job) -> None:
    """One COPY from read_csv."""
    import duckdb

    names = {"string": "varchar", "boolean": "boolean", "int": "integer"}

    def quoted(text: str) -> str:
        return "'" + text.replace("'", "''") + "'"

    columns = ", ".join(
        f"{quoted(column['header'])}: {quoted(names.get(type_of(column), type_of(column)))}"
        for column in job["columns"]
    )
    options = f"format parquet, compression {job['compression']}"
    if job["level"] is not None:
        options += f", compression_level {job['level']}"
    read = f"header = true, delim = ',', quote = '\"', escape = '\"', columns = {{{columns}}}"
    connection = duckdb.connect()
    connection.execute("set threads = 1")
    connection.execute(f"copy (from read_csv({quoted(job['csv'])}, {read})) to {quoted(job['out'])} ({options})")


def polars(job: Job) -> None:
    """Streams a scan to a sink."""
    import polars as pl

    simple: dict[str, Any] = {
        "string": pl.String,
        "boolean": pl.Boolean,
        "int": pl.Int32,
        "bigint": pl.Int64,
        "double": pl.Float64,
        "date": pl.Date,
        "timestamp": pl.Datetime("us"),
    }

    def polar(kind: str) -> Any:
        decimal = decimal_of(kind)
        return pl.Decimal(*decimal) if decimal else simple[kind]

    schema = {column["header"]: polar(type_of(column)) for column in job["columns"]}
    pl.scan_csv(job["raw"], schema=schema).sink_parquet(job["out"], **compression(job))


def main(peer: str, path: str = "") -> None:
    """Runs a peer, or prints the versions."""
    if peer == "versions":
        print(json.dumps(dict(installed())))
    elif peer == "read":
        import pandas as pd

        print(len(pd.read_csv(path)))
    else:
        with open(path, encoding="utf-8") as file:
            job = json.load(file)
        {"pandas": pandas, "pyarrow": pyarrow, "duckdb": duckdb, "polars": polars}[peer](job)


def installed() -> list[tuple[str, str]]:
    """The installed peers and their versions."""
    found = []
    for peer in PEERS:
        try:
            found.append((peer, metadata.version(peer)))
        except metadata.PackageNotFoundError:
            continue
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])
