"""Dates and times as ISO 8601 writes them, proleptic Gregorian, years 0001 to 9999 (core/formats/csv/dates.ts)."""

from __future__ import annotations

import re

#: The text is a date or time outside the years 0001 to 9999.
OUT_OF_RANGE = float("inf")

#: 0001-01-01 and 9999-12-31 in days since 1970-01-01.
FIRST_DAY = -719162
LAST_DAY = 2932896
MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

_date = re.compile(rb"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_timestamp = re.compile(
    rb"(.{10})[T ]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,6}))?(Z|([+-])([0-9]{2}):([0-9]{2}))?",
    re.DOTALL,
)

#: A date, and perhaps midnight behind it.
_midnight = re.compile(
    rb"(.{10})(?:[T ]00:00:00(?:\.0{1,6})?(?:Z|([+-])([0-9]{2}):([0-9]{2}))?)?",
    re.DOTALL,
)


def parse_date(text: bytes) -> int | float | None:
    """Days since 1970-01-01 of ``YYYY-MM-DD``; None: it is none; ``OUT_OF_RANGE``: it is in the year 0."""
    match = _date.fullmatch(text)
    if not match:
        return None
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    if not 1 <= month <= 12 or day < 1:
        return None
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if day > MONTH_DAYS[month - 1] + (month == 2 and leap):
        return None
    if year == 0:
        return OUT_OF_RANGE
    # Years that begin in March put the leap day last; 719468 days from 0000-03-01 to 1970-01-01.
    march = year if month > 2 else year - 1
    day_of_year = (153 * (month - 3 if month > 2 else month + 9) + 2) // 5 + day - 1
    return 365 * march + march // 4 - march // 100 + march // 400 + day_of_year - 719468


def parse_midnight(text: bytes) -> int | float | None:
    """Days since 1970-01-01 of a date, with or without a time of midnight and an offset behind it.

    The day is the one that is written, whatever the offset. None: it is no such text; ``OUT_OF_RANGE``.
    """
    match = _midnight.fullmatch(text)
    if not match or zone_seconds(match[2], match[3], match[4]) is None:
        return None
    return parse_date(match[1])


def parse_timestamp(text: bytes) -> int | float | None:
    """Microseconds since 1970 of ``YYYY-MM-DD[T ]hh:mm:ss[.ffffff]`` with nothing, ``Z`` or ``±hh:mm`` behind it.

    Without a zone it is UTC; a zone is at most 18:00 away. None: it is no such text; ``OUT_OF_RANGE``.
    """
    match = _timestamp.fullmatch(text)
    if not match:
        return None
    days = parse_date(match[1])
    hour, minute, second = int(match[2]), int(match[3]), int(match[4])
    if days is None or hour > 23 or minute > 59 or second > 59:
        return None
    offset = zone_seconds(match[7], match[8], match[9])
    if offset is None:
        return None
    if days == OUT_OF_RANGE:
        return OUT_OF_RANGE
    seconds = int(days) * 86400 + hour * 3600 + minute * 60 + second - offset
    if not FIRST_DAY * 86400 <= seconds < (LAST_DAY + 1) * 86400:
        return OUT_OF_RANGE
    return seconds * 1_000_000 + int((match[5] or b"").ljust(6, b"0"))


def zone_seconds(sign: bytes | None, hours: bytes, minutes: bytes) -> int | None:
    """Seconds east of UTC; no sign: UTC itself; None: there is no such zone."""
    if sign is None:
        return 0
    away = int(hours) * 60 + int(minutes)
    if int(minutes) > 59 or away > 18 * 60:
        return None
    return -away * 60 if sign == b"-" else away * 60
