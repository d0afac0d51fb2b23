"""
A whole run as one would script it with pandas and DuckDB, to compare with `data-flow run mhealth --archive`: unpacks
the archive, reads it, transforms it by the data set's own SQL, writes Parquet sorted by the key, checks the key and the
rules that concern one row, and counts the rows of each activity.

    python bench/script.py JOB.json

JOB.json has the path `archive`, the folder `folder`, and of the data set `header` (stage's names by the file's),
`sql`, `session` (statements that make DuckDB know Spark's functions), `columns` (name and DuckDB's type), `key`,
`violations` (conditions that no row may meet) and `count` (the column of the closing query).
"""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path

import duckdb
import pandas as pd


def main(path: str) -> None:
    """Does the job."""
    job = json.loads(Path(path).read_text(encoding="utf-8"))
    folder = Path(job["folder"])
    with zipfile.ZipFile(job["archive"]) as archive:
        archive.extractall(folder)
    frames = []
    for file in sorted(folder.glob("**/*.csv")):
        frame = pd.read_csv(file).rename(columns=job["header"])
        frame["subject"] = frame["subject"].str.removeprefix("subject").astype("int32")
        frame["_file"] = file.name
        frame["_row"] = range(len(frame))
        frames.append(frame)
    stage = pd.concat(frames) if len(frames) > 1 else frames[0]

    connection = duckdb.connect()
    for statement in job["session"]:
        connection.execute(statement)
    connection.register("stage", stage)
    columns = ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in job["columns"])
    key = ", ".join(job["key"])
    out = folder / "table.parquet"
    connection.execute(
        f"copy (select {columns} from ({job['sql']}) order by {key}) to '{out}' (format parquet, compression zstd)"
    )
    table = f"from read_parquet('{out}')"
    again = connection.execute(f"select count(*) from (select {key} {table} group by {key} having count(*) > 1)")
    if again.fetchone() != (0,):
        raise SystemExit("the key is not unique")
    violated = connection.execute(f"select {', '.join(f'count_if({each})' for each in job['violations'])} {table}")
    if any(violated.fetchone()):
        raise SystemExit("a rule is broken")
    print(connection.execute(f"select {job['count']}, count(*) {table} group by all order by all").fetchall())
    print(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
