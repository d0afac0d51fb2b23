"""
Time and peak memory of glue/transform.py by the size of its input, on `local[2]` with 2 GB for the driver:

    python bench/transform.py [SIZES]

SIZES are multiples of mHealth's 1,215,745 rows, `1,4,16` without. Each multiple is one more file of staged rows of
the recordings' shape: ten subjects in blocks, doubles of a few digits. Runs the scripts as a laptop does, each in a
process of its own, and prints a line for each size; peak memory is that of the JVM and of Python together.
Wants the packages of glue/requirements.txt, Java 17, and for 16 about 4 GB of disk.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parents[1]
ROWS = 1_215_745
DOUBLES = [
    f"{place}{sensor}_{axis}" for place in ("", "arm_") for sensor in ("accel", "gyro") for axis in ("x", "y", "z")
]
STAGE = [
    ("subject", "int"),
    ("activity", "int"),
    *((name, "double") for name in DOUBLES),
    ("_file", "string"),
    ("_offset", "bigint"),
    ("_row", "bigint"),
]
# The data set's own SQL; its subjects are told apart by file.
SQL: str = json.loads((ROOT / "test/golden/mhealth/transform-plan.json").read_text())["sql"]


def staged(path: Path, number: int) -> None:
    """Writes the staged rows of one file; subjects are numbered on from file to file."""
    random = np.random.default_rng(number)
    row = np.arange(ROWS)
    columns: dict[str, Any] = {
        "subject": (row * 10 // ROWS + 10 * number + 1).astype("int32"),
        "activity": (row // 250 % 13).astype("int32"),
        **{name: np.round(random.normal(0, 5, ROWS), 4) for name in DOUBLES},
        "_file": np.full(ROWS, f"file{number}.csv"),
        "_offset": row * 110,
        "_row": row,
    }
    pq.write_table(pa.table(columns), path, compression="zstd", row_group_size=65_536)


def lay(store: Path, size: int) -> None:
    """Lays down a run of `size` parts as Ingest and Convert leave it."""
    run = store / "state/bench/runs/r"
    (run / "parts").mkdir(parents=True)
    (store / "stage/bench/r/a").mkdir(parents=True)
    table = [("id", "int"), ("timestamp", "timestamp"), ("activity", "int"), *((name, "double") for name in DOUBLES)]
    columns = [{"name": name, "type": kind, "nullable": False} for name, kind in table]
    stage = [{"name": name, "type": kind, "nullable": False} for name, kind in STAGE]
    rules = [
        {"name": name, "severity": "error", "kind": "row", "violation": f"not ({name} between -100.0 and 100.0)"}
        for name in DOUBLES
    ]
    rules.append({"name": "every_subject", "severity": "error", "kind": "covers", "column": "id", "stage": "subject"})
    plan = {"sql": SQL, "stage": stage, "columns": columns, "key": ["id", "timestamp"], "mode": "replace"}
    (run / "plan.json").write_text(json.dumps({"version": 1, "transform": {**plan, "rules": rules}}))
    (run / "manifest.json").write_text(json.dumps({"parts": [{} for _ in range(size)]}))
    for number in range(size):
        key = f"stage/bench/r/a/part-{number:05d}.parquet"
        staged(store / key, number)
        file = {"key": key, "size": (store / key).stat().st_size, "rows": ROWS}
        (run / f"parts/{number:05d}.json").write_text(json.dumps({"part": number, "staged": file}))


def resident(process: int) -> int:
    """Bytes in memory of a process and all below it; 0 where Linux's /proc is not."""
    children: dict[int, list[int]] = {}
    pages: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            pages[int(folder.name)] = int((folder / "statm").read_text().split()[1])
        except (OSError, IndexError):
            continue
        children.setdefault(int(stat[1]), []).append(int(folder.name))
    total, waiting = 0, [process]
    while waiting:
        each = waiting.pop()
        total += pages.get(each, 0)
        waiting += children.get(each, [])
    return total * os.sysconf("SC_PAGE_SIZE")


def transform(store: Path) -> tuple[float, int, Any]:
    """Runs the script; its seconds, the peak of its memory in bytes, its report."""
    state = f"{store}/state/bench/runs/r"
    arguments = {
        "plan": f"{state}/plan.json",
        "stage": f"{store}/stage/bench/r/",
        "parts": f"{state}/parts/",
        "base": "none",
        "merged": f"{store}/base/bench/r/",
        "output": f"{store}/processed/bench/r/",
        "report": f"{state}/transform/",
        "attempt": "a",
    }
    environment = {
        **os.environ,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_DIRS": str(store / "tmp"),
        "PYSPARK_PYTHON": sys.executable,
        "PYSPARK_SUBMIT_ARGS": "--master local[2] --driver-memory 2g --conf spark.ui.enabled=false pyspark-shell",
    }
    words = [word for name, value in arguments.items() for word in (f"--{name}", value)]
    began = time.monotonic()
    child = subprocess.Popen(
        [sys.executable, str(ROOT / "glue/transform.py"), *words],
        env=environment,
        cwd=store,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    peak = 0
    ended = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not ended.wait(0.25):
            peak = max(peak, resident(child.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    code = child.wait()
    ended.set()
    watcher.join()
    if code != 0:
        raise SystemExit(f"transform.py ended with exit code {code}")
    report = json.loads((store / "state/bench/runs/r/transform/a.json").read_text())
    return time.monotonic() - began, peak, report


def main(sizes: str = "1,4,16") -> None:
    """Measures every size and prints a table."""
    print(f"{'size':>4} {'rows':>12} {'stage MB':>9} {'seconds':>8} {'peak MB':>8} {'files':>6} {'file MB':>8}")
    for size in map(int, sizes.split(",")):
        with tempfile.TemporaryDirectory(prefix="data-flow-bench-") as folder:
            store = Path(folder)
            lay(store, size)
            megabytes = sum(file.stat().st_size for file in store.rglob("*.parquet")) / 1e6
            seconds, peak, report = transform(store)
            if "error" in report:
                raise SystemExit(f"{report['error']['name']}: {report['error']['message']}")
            files = [file["size"] / 1e6 for file in report["files"]]
            row = f"{size:>4} {report['rows']['out']:>12} {megabytes:>9.0f} {seconds:>8.1f} {peak / 1e6:>8.0f}"
            print(f"{row} {len(files):>6} {max(files):>8.0f}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
