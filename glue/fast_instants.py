"""Dates and timestamps of many rows at once, by the arithmetic of ``instants.py``."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from instants import FIRST_DAY, LAST_DAY, MONTH_DAYS, zone_seconds

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
_DAYS = np.array(MONTH_DAYS, np.int64)
_TAIL = r"^(?:\.(?P<micros>[0-9]{1,6}))?(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})?$"

# Offsets of 18 hours and more are left to the slow way.
_MIDNIGHT = r"^(?:[T ]00:00:00(?:\.0{1,6})?(?:Z|[+-](?:0[0-9]|1[0-7]):[0-5][0-9])?)?$"


def read_dates(texts: pa.Array) -> tuple[pa.Array, Mask]:
    """Days since 1970 of ``YYYY-MM-DD``, and of which rows they hold."""
    rows, matrix = _matrix(texts, 10, exact=True)
    days, right = _days(matrix)
    values = np.zeros(len(texts), np.int32)
    values[rows] = days
    ok = np.zeros(len(texts), np.bool_)
    ok[rows] = right
    return _typed(values, texts, pa.date32()), ok


def read_midnights(texts: pa.Array) -> tuple[pa.Array, Mask]:
    """Days since 1970 of dates behind which midnight, and an offset, may stand, and of which rows they hold."""
    # Many rows have few different tails.
    tails = pc.dictionary_encode(pc.utf8_slice_codeunits(texts, 10))
    known = pc.fill_null(pc.match_substring_regex(tails.dictionary, _MIDNIGHT), False)
    right = np.zeros(len(texts), np.bool_)
    rows = np.flatnonzero(_valid(tails.indices))
    indices = np.asarray(tails.indices.take(pa.array(rows)).to_numpy(zero_copy_only=False), np.int64)
    right[rows] = np.asarray(known.to_numpy(zero_copy_only=False), np.bool_)[indices]
    days, read = read_dates(pc.utf8_slice_codeunits(texts, 0, 10))
    return days, read & right


def read_timestamps(texts: pa.Array) -> tuple[pa.Array, Mask]:
    """Microseconds since 1970 of ISO 8601 timestamps, and of which rows they hold."""
    rows, matrix = _matrix(texts, 19, exact=False)
    days, right = _days(matrix[:, :10])
    hour, minute, second = (_digits(matrix, at, 2) for at in (11, 14, 17))
    right &= (matrix[:, 10] == ord("T")) | (matrix[:, 10] == ord(" "))
    right &= (matrix[:, 13] == ord(":")) & (matrix[:, 16] == ord(":"))
    right &= (hour >= 0) & (hour <= 23) & (minute >= 0) & (minute <= 59) & (second >= 0) & (second <= 59)
    micros, offset, known = _tails(texts.take(pa.array(rows)))
    seconds = days * 86400 + hour * 3600 + minute * 60 + second - offset
    right &= known & (seconds >= FIRST_DAY * 86400) & (seconds < (LAST_DAY + 1) * 86400)
    values = np.zeros(len(texts), np.int64)
    values[rows] = np.where(right, seconds * 1_000_000 + micros, 0)
    ok = np.zeros(len(texts), np.bool_)
    ok[rows] = right
    return _typed(values, texts, pa.timestamp("us", tz="UTC")), ok


def _typed(values: npt.NDArray[Any], texts: pa.Array, target: pa.DataType) -> pa.Array:
    """The numbers as a type of their width; null where the text is."""
    return pa.array(values, mask=~_valid(texts)).view(target)


def _valid(texts: pa.Array) -> Mask:
    return np.asarray(texts.is_valid().to_numpy(zero_copy_only=False), np.bool_)


def _matrix(texts: pa.Array, width: int, exact: bool) -> tuple[Numbers, npt.NDArray[np.uint8]]:
    """Rows of texts that have ``width`` bytes, or more unless ``exact``; and those bytes, a row each."""
    _, places, data = texts.buffers()
    offsets = np.frombuffer(places, np.int32)[texts.offset : texts.offset + len(texts) + 1].astype(np.int64)
    lengths = np.diff(offsets)
    rows = np.flatnonzero((lengths == width if exact else lengths >= width) & _valid(texts))
    if not rows.size:
        return rows, np.zeros((0, width), np.uint8)
    return rows, np.frombuffer(data, np.uint8)[offsets[rows][:, None] + np.arange(width)]


def _digits(matrix: npt.NDArray[np.uint8], at: int, count: int) -> Numbers:
    """The number that ``count`` digits from ``at`` make, negative where one is none."""
    digits = matrix[:, at : at + count].astype(np.int64) - 48
    value = digits @ (10 ** np.arange(count - 1, -1, -1, dtype=np.int64))
    return np.where(((digits >= 0) & (digits <= 9)).all(axis=1), value, -1)


def _days(matrix: npt.NDArray[np.uint8]) -> tuple[Numbers, Mask]:
    year, month, day = _digits(matrix, 0, 4), _digits(matrix, 5, 2), _digits(matrix, 8, 2)
    right = (matrix[:, 4] == ord("-")) & (matrix[:, 7] == ord("-"))
    right &= (year >= 1) & (month >= 1) & (month <= 12) & (day >= 1)
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    right &= day <= _DAYS[np.clip(month, 1, 12) - 1] + ((month == 2) & leap)
    march = np.where(month > 2, year, year - 1)
    day_of_year = (153 * np.where(month > 2, month - 3, month + 9) + 2) // 5 + day - 1
    days = 365 * march + march // 4 - march // 100 + march // 400 + day_of_year - 719468
    return np.where(right, days, 0), right


def _tails(texts: pa.Array) -> tuple[Numbers, Numbers, Mask]:
    """Microseconds and zone, in seconds east of UTC, of what stands behind the 19 characters up to the seconds."""
    tails = pc.dictionary_encode(pc.utf8_slice_codeunits(texts, 19))
    # Of few different tails each is read once; of many, each row costs as much.
    parts = pc.extract_regex(tails.dictionary, _TAIL)
    known = np.asarray(parts.is_valid().to_numpy(zero_copy_only=False), np.bool_)
    micros = np.zeros(len(parts), np.int64)
    offset = np.zeros(len(parts), np.int64)
    for index, part in enumerate(parts.to_pylist()):
        if part is None:
            continue
        micros[index] = int((part["micros"] or "").ljust(6, "0"))
        zone = (part["zone"] or "Z").encode()
        east = zone_seconds(None if zone == b"Z" else zone[:1], zone[1:3], zone[4:6])
        known[index] &= east is not None
        offset[index] = east or 0
    at = tails.indices.to_numpy(zero_copy_only=False)
    return micros[at], offset[at], known[at]
