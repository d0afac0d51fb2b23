"""
One peer of the converter as a whole process: reads a CSV file or JSON lines and writes Parquet, on one thread.

    python bench/peers.py PEER JOB.json

PEER is pandas, pyarrow, duckdb or polars. JOB.json has the paths `raw` and `out`, `compression` and its `level` (null
for the default), the `columns` in the file's order (`header`, `type`, `prefix`) and `exact`: true if pandas must read
doubles correctly rounded, which its default does not. A column with a prefix ("subject7") stays a string. Columns of
JSON lines, which duckdb and polars read, have the `path` of keys to them.

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


def is_lines(job: Job) -> bool:
    """True if the file is JSON lines."""
    return "path" in job["columns"][0]


def tree_of(job: Job) -> Job:
    """The types of the columns of JSON lines by their keys, nested."""
    tree: Job = {}
    for column in job["columns"]:
        inner = tree
        *parents, last = column["path"]
        for key in parents:
            inner = inner.setdefault(key, {})
        inner[last] = type_of(column)
    return tree


def duckdb(job: Job) -> None:
    """One COPY from read_csv or read_json."""
    import duckdb

    names = {"string": "varchar", "boolean": "boolean", "int": "integer"}

    def quoted(text: str) -> str:
        return "'" + text.replace("'", "''") + "'"

    def struct(kind: Any) -> str:
        if isinstance(kind, str):
            return names.get(kind, kind)
        return "struct(" + ", ".join(f'"{key}" {struct(inner)}' for key, inner in kind.items()) + ")"

    def value(column: Job) -> str:
        return ".".join(f'"{key}"' for key in column["path"]) + f' as "{column["header"]}"'

    if is_lines(job):
        columns = ", ".join(f"{quoted(key)}: {quoted(struct(kind))}" for key, kind in tree_of(job).items())
        read = f"read_json({quoted(job['raw'])}, format = 'newline_delimited', columns = {{{columns}}})"
        query = f"select {', '.join(map(value, job['columns']))} from {read}"
    else:
        columns = ", ".join(
            f"{quoted(column['header'])}: {quoted(names.get(type_of(column), type_of(column)))}"
            for column in job["columns"]
        )
        read = f"header = true, delim = ',', quote = '\"', escape = '\"', columns = {{{columns}}}"
        query = f"from read_csv({quoted(job['raw'])}, {read})"
    options = f"format parquet, compression {job['compression']}"
    if job["level"] is not None:
        options += f", compression_level {job['level']}"
    connection = duckdb.connect()
    connection.execute("set threads = 1")
    connection.execute(f"copy ({query}) to {quoted(job['out'])} ({options})")


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

    def struct(kind: Any) -> Any:
        if isinstance(kind, str):
            # scan_ndjson reads no decimals, and times only very slowly.
            return pl.Float64 if decimal_of(kind) else pl.String if kind == "timestamp" else polar(kind)
        return pl.Struct({key: struct(inner) for key, inner in kind.items()})

    def value(column: Job) -> Any:
        first, *rest = column["path"]
        found = pl.col(first)
        for key in rest:
            found = found.struct.field(key)
        if type_of(column) == "timestamp":
            found = found.str.to_datetime("%Y-%m-%dT%H:%M:%SZ", time_unit="us")
        return found.cast(polar(type_of(column))).alias(column["header"])

    if is_lines(job):
        schema = {key: struct(kind) for key, kind in tree_of(job).items()}
        scan = pl.scan_ndjson(job["raw"], schema=schema).select(map(value, job["columns"]))
    else:
        schema = {column["header"]: polar(type_of(column)) for column in job["columns"]}
        scan = pl.scan_csv(job["raw"], schema=schema)
    scan.sink_parquet(job["out"], **compression(job))


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
