"""The first engine, in TypeScript, as the reference: its rows, its constants, the table's columns."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

_BUILD = Path(__file__).resolve().parents[2] / "build"

_SCRIPT = """
const { series, prior } = JSON.parse(require("node:fs").readFileSync(0, "utf8"), (name, value) =>
  typeof value === "string" && value === "NaN" ? NaN : value);
const { posteriorColumns } = require("./contract/derive/posterior-table.js");
const { analyze, windows } = require("./core/analysis/windows.js");
const { fewestReturns, largestReturn, smallestRange } = require("./core/analysis/status.js");
const { yearDays, monthDays, tail } = require("./core/analysis/quantities.js");
const columns = Object.entries(posteriorColumns).map(
  ([name, { type, nullable = false }]) => ({ name, type, nullable }));
console.log(JSON.stringify({
  rows: Object.entries(series).flatMap(([symbol, days]) => analyze(symbol, days, prior)),
  windows: Object.entries(windows).map(([name, count]) => ({ name, returns: count === Infinity ? null : count })),
  limits: { fewestReturns, largestReturn, smallestRange },
  horizon: { year: yearDays, month: monthDays, tail },
  table: { columns, key: ["symbol", "window_name"], compression: "snappy" },
}));
"""


def first_engine(series: dict[str, list[tuple[str, Any]]], prior: dict[str, float]) -> dict[str, Any]:
    """``rows`` of the first engine, and ``windows``, ``limits``, ``horizon`` and ``table`` of a plan."""
    node = shutil.which("node")
    if (node is None or not (_BUILD / "core/analysis/windows.js").exists()) and os.environ.get("CI") != "true":
        pytest.skip("the first engine is not built: npm run build")
    days = {
        symbol: [{"date": date, "logReturn": "NaN" if value != value else value} for date, value in each]
        for symbol, each in series.items()
    }
    given = json.dumps({"series": days, "prior": prior})
    done = subprocess.run([node or "node", "-e", _SCRIPT], input=given, cwd=_BUILD, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
