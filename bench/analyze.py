"""
Time and peak memory of glue/analyze.py with the shipped model by the number of symbols, three windows each:

    python bench/analyze.py [SYMBOLS] [RETURNS]

SYMBOLS are counts, `2,5,50` without; RETURNS of each symbol, 6418 without: 25 years and a half. Returns are drawn
from Student t. Runs the script as a laptop does, in a process of its own, and prints for each count the totals and when
the script said what. Wants the packages of glue/requirements-analysis.txt, and Linux or macOS.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parents[1]
ESTIMATES = ("mean", "scale", "annual_return", "annual_volatility")
RISKS = ("positive_month", "value_at_risk", "expected_shortfall")


def columns() -> list[dict[str, Any]]:
    """The columns of the table that is made (contract/derive/posterior-table.ts)."""
    bounds = ("median", "lower", "upper")
    numbers = [f"{name}_{bound}" for name in ESTIMATES for bound in bounds]
    numbers += [f"{name}_{which}" for name in RISKS for which in ("predictive", *bounds)]
    numbers += ["draws", "monte_carlo_error", "r_hat", "effective_sample_size"]
    kinds = {"symbol": "string", "window_name": "string", "status": "string", "engine": "string"}
    kinds |= {"first_date": "date", "last_date": "date", "returns": "int"}
    kinds |= dict.fromkeys(numbers, "double")
    return [{"name": name, "type": kind, "nullable": True} for name, kind in kinds.items()]


def lay(store: Path, symbols: int, returns: int) -> None:
    """Lays down a published table and the plan of its analysis."""
    random = np.random.default_rng(1)
    count = symbols * returns
    table = pa.table(
        {
            "symbol": np.repeat([f"S{number:03d}" for number in range(symbols)], returns),
            "date": pa.array(np.tile(np.arange(returns, dtype="int32"), symbols), pa.date32()),
            "log_return": 0.0004 + 0.012 * random.standard_t(4, count),
        }
    )
    key = "processed/prices/r/a/part-00000.parquet"
    (store / key).parent.mkdir(parents=True)
    pq.write_table(table, store / key, compression="zstd")
    plan = {
        "version": 1,
        "source": {
            "dataset": "prices",
            "files": [{"key": key, "size": (store / key).stat().st_size, "rows": count}],
            "series": "symbol",
            "day": "date",
            "returns": "log_return",
        },
        "prior": {"mean": 0, "kappa": 0.1, "alpha": 0.5, "beta": 0.00005},
        "windows": [{"name": "60", "returns": 60}, {"name": "250", "returns": 250}, {"name": "all", "returns": None}],
        "limits": {"fewestReturns": 30, "largestReturn": 1.6, "smallestRange": 1e-12},
        "horizon": {"year": 252, "month": 21, "tail": 0.05},
        "table": {"columns": columns(), "key": ["symbol", "window_name"], "compression": "snappy"},
    }
    (store / "plan.json").write_text(json.dumps(plan))


def analyze(store: Path) -> tuple[float, float, int, list[str], Any]:
    """Runs the script; its seconds, those of processors, the peak of its memory in bytes, what it said, its report."""
    given = {
        "plan": f"{store}/plan.json",
        "model": f"{ROOT}/datasets/prices.model.py",
        "output": f"{store}/processed/prices_posterior/r/",
        "report": f"{store}/report/",
        "root": f"{store}/",
        "attempt": "a",
    }
    words = [word for name, value in given.items() for word in (f"--{name}", value)]
    began = time.monotonic()
    child = subprocess.Popen([sys.executable, str(ROOT / "glue/analyze.py"), *words], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    said = [f"{time.monotonic() - began:6.1f} s  {line.rstrip()}" for line in child.stdout]
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        raise SystemExit(f"analyze.py ended with status {status}")
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    report = json.loads((store / "report/a.json").read_text())
    return time.monotonic() - began, usage.ru_utime + usage.ru_stime, peak, said, report


def main(symbols: str = "2,5,50", returns: str = "6418") -> None:
    """Measures every count and prints a line, and what the script said when."""
    for count in map(int, symbols.split(",")):
        with tempfile.TemporaryDirectory(prefix="data-flow-bench-") as folder:
            store = Path(folder)
            lay(store, count, int(returns))
            seconds, busy, peak, said, report = analyze(store)
            if "error" in report:
                raise SystemExit(f"{report['error']['name']}: {report['error']['message']}")
            rows = report["rows"]
            print(f"{count} symbols, {rows['in']} rows, {rows['out']} windows", end=": ")
            print(f"{seconds:.0f} s, {busy:.0f} of processors, {peak / 1e6:.0f} MB")
            print("\n".join(f"  {line}" for line in said), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
