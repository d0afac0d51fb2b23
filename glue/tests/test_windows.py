"""Windows and statuses are those of the first engine."""

from __future__ import annotations

import math

import numpy as np
import pytest

from analysis_run import PRIOR, Run, Series, dated
from objects import DirectoryStore
from source_table import read_source
from windows import Window, cut_windows

random = np.random.default_rng(5)
good = random.normal(0.0005, 0.01, 400)


def with_at(value: float | None, at: int) -> list[float | None]:
    return [value if index == at else each for index, each in enumerate(good.tolist())]


#: Two returns of one day where the window of 60 begins: the first engine keeps the order of the table.
tied = dated(good[:80])
tied[21] = (tied[20][0], 0.04)

SERIES: Series = {
    "plain": dated(good),
    "backwards": dated(good)[::-1],
    "one": dated([0.01]),
    "none": dated([]),
    "nulls alone": dated([None] * 50),
    "nulls": dated(with_at(None, 380)),
    "29": dated(good[:29]),
    "30": dated(good[:30]),
    "constant": dated([0.0] * 100),
    "rises steadily": dated([0.001] * 100),
    "100 times": dated(with_at(math.log(100), 250)),
    "at the bound": dated(with_at(math.log(5), 250)),
    "beyond": dated(with_at(-math.log(5) * 1.0000001, 390)),
    "not a number": dated(with_at(math.nan, 390)),
    "old not a number": dated(with_at(math.nan, 100)),
    "few and not a number": dated([math.nan] * 3),
    "tied": tied,
    "😀": dated(good[:70]),
    "\uff5e": dated(good[:70]),
}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return Run(tmp_path_factory.mktemp("windows"), SERIES)


@pytest.fixture(scope="module")
def windows(run: Run) -> list[Window]:
    return cut_windows(read_source(DirectoryStore(run.root), run.plan["source"]), run.plan)


def day(number: int | None) -> str | None:
    return None if number is None else str(np.datetime64(number, "D"))


def test_are_those_of_the_first_engine(run: Run, windows: list[Window]) -> None:
    expected = {
        (row["symbol"], row["window_name"]): (row["status"], row["first_date"], row["last_date"], row["returns"])
        for row in run.first["rows"]
    }
    found = {
        (each.series, each.name): (each.status, day(each.first), day(each.last), len(each.returns)) for each in windows
    }
    assert found == expected
    assert {status for status, _, _, _ in found.values()} == {"ok", "too few", "implausible", "constant"}


def test_hold_the_same_returns(run: Run, windows: list[Window]) -> None:
    # Out of the first engine's mean comes the mean of the returns that it saw.
    kappa = PRIOR["kappa"]
    seen = {
        (row["symbol"], row["window_name"]): row["mean_median"] * (kappa + row["returns"]) / row["returns"]
        for row in run.first["rows"]
        if row["status"] == "ok"
    }
    for each in windows:
        if each.status == "ok":
            assert np.mean(each.returns) == pytest.approx(seen[each.series, each.name], rel=1e-9)


def test_come_in_the_order_of_their_bytes(windows: list[Window]) -> None:
    keys = [each.series.encode() for each in windows]
    assert keys == sorted(keys)
    assert [each.name for each in windows[:3]] == ["60", "250", "all"]
    # UTF-16 has these two the other way round.
    assert [each.series for each in windows[-6:]] == ["\uff5e"] * 3 + ["😀"] * 3
