"""The windows of every series, with the statuses of core/analysis/windows.ts and status.ts."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Json = dict[str, Any]
Floats = npt.NDArray[np.float64]


class Window(NamedTuple):
    """The most recent returns of a series, up to a limit."""

    series: str
    #: The window's name: ``60``, ``250`` or ``all``.
    name: str
    status: str
    #: Days of its first and last return, since 1970; None if it has no returns.
    first: int | None
    last: int | None
    #: Log returns by day.
    returns: Floats

    @property
    def group(self) -> str:
        """Its name among all groups: a window's own name has no blank."""
        return f"{self.series} {self.name}"


def cut_windows(table: pa.Table, plan: Json) -> list[Window]:
    """The windows of all series, by the bytes of their names; skips nulls. ``table``: from read_source."""
    series = table["series"].combine_chunks().dictionary_encode()
    codes = series.indices.to_numpy(zero_copy_only=False)
    days = table["day"].cast(pa.int32()).to_numpy()
    is_return = table["returns"].is_valid().to_numpy()
    returns = table["returns"].to_numpy()
    # By series, then by day; within a day in the table's order.
    order = np.lexsort((days, codes))
    order = order[is_return[order]]
    found = [
        _window(name, each, days[chosen], returns[chosen], plan["limits"])
        for code, name in enumerate(series.dictionary.to_pylist())
        for each in plan["windows"]
        for chosen in [_last(order[codes[order] == code], each["returns"])]
    ]
    # A series' windows stay in the plan's order.
    return sorted(found, key=lambda window: window.series.encode())


def _last(places: npt.NDArray[np.int64], count: int | None) -> npt.NDArray[np.int64]:
    return places if count is None else places[-count:]


def _window(series: str, window: Json, days: npt.NDArray[np.int32], returns: Floats, limits: Json) -> Window:
    first, last = (int(days[0]), int(days[-1])) if len(days) else (None, None)
    return Window(series, window["name"], status_of(returns, limits), first, last, returns)


def status_of(returns: Floats, limits: Json) -> str:
    """The first matching status: too few, implausible (including NaN), constant; otherwise ok."""
    if len(returns) < limits["fewestReturns"]:
        return "too few"
    # Written so that NaN counts as implausible.
    if not np.all(np.abs(returns) <= limits["largestReturn"]):
        return "implausible"
    return "constant" if np.ptp(returns) < limits["smallestRange"] else "ok"
