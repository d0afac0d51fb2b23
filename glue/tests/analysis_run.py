"""A published table in a directory, and an attempt to analyse it."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from analyze import main
from first_engine import first_engine

Series = dict[str, list[tuple[str, Any]]]

PRIOR = {"mean": 0, "kappa": 0.1, "alpha": 0.5, "beta": 0.00005}
SHIPPED = Path(__file__).resolve().parents[2] / "datasets/prices.model.py"


def dated(returns: Any, start: str = "2020-01-01") -> list[tuple[str, Any]]:
    """A return for each day from ``start``, the first day without one."""
    first = datetime.date.fromisoformat(start)
    values = [None, *(None if value is None else float(value) for value in returns)]
    return [((first + datetime.timedelta(days=at)).isoformat(), value) for at, value in enumerate(values)]


class Run:
    """A run in a folder. ``series``: the days of each symbol, in the order of the table."""

    def __init__(self, folder: Path, series: Series) -> None:
        self.root = folder
        self.first = first_engine(series, PRIOR)
        rows = [(symbol, date, value) for symbol, days in series.items() for date, value in days]
        table = pa.table(
            {
                "close": pa.array([1.0] * len(rows)),
                "log_return": pa.array([value for _, _, value in rows], pa.float64()),
                "date": pa.array([datetime.date.fromisoformat(date) for _, date, _ in rows], pa.date32()),
                "symbol": pa.array([symbol for symbol, _, _ in rows], pa.string()),
            }
        )
        # In two files, as a larger table is.
        half = table.num_rows // 2
        files = [self._file(number, part) for number, part in enumerate((table.slice(0, half), table.slice(half)))]
        self.plan = {
            "version": 1,
            "dataset": "prices_posterior",
            "engine": "pymc",
            "base": 0,
            "source": {
                "dataset": "prices",
                "files": files,
                "series": "symbol",
                "day": "date",
                "returns": "log_return",
            },
            "prior": PRIOR,
            **{name: self.first[name] for name in ("windows", "limits", "horizon", "table")},
        }

    def _file(self, number: int, table: pa.Table) -> dict[str, Any]:
        key = f"processed/prices/r/a/part-{number:05d}.parquet"
        path = self.root / key
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, path, compression="zstd")
        return {"key": key, "size": path.stat().st_size, "rows": table.num_rows}

    def analyse(self, model: Path = SHIPPED, attempt: str = "a") -> dict[str, Any]:
        """One attempt; its report."""
        state = self.root / "state/prices_posterior/runs/r"
        state.mkdir(parents=True, exist_ok=True)
        (state / "plan.json").write_text(json.dumps(self.plan))
        given = {
            "plan": f"{state}/plan.json",
            "model": str(model),
            "output": f"{self.root}/processed/prices_posterior/r/",
            "report": f"{state}/analysis/",
            "root": f"{self.root}/",
            "attempt": attempt,
        }
        main([word for name, value in given.items() for word in (f"--{name}", value)])
        report: dict[str, Any] = json.loads((state / f"analysis/{attempt}.json").read_text())
        return report

    def path(self, attempt: str = "a") -> Path:
        """The table of an attempt."""
        return self.root / f"processed/prices_posterior/r/{attempt}/part-00000.parquet"

    def rows(self, attempt: str = "a") -> list[dict[str, Any]]:
        """Its rows."""
        found: list[dict[str, Any]] = pq.read_table(self.path(attempt)).to_pylist()
        return found
