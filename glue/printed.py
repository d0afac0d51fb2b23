"""Prints values like DuckDB's `cast(… as varchar)`, so that both engines write the same reports."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Context, Decimal

from pyspark.sql import Column
from pyspark.sql import functions as F

_EPOCH = date(1970, 1, 1).toordinal()
# The Gregorian calendar repeats after this many days, which are 400 years.
_CYCLE = 146_097
_DAY = 86_400_000_000


def printable(kind: str, value: Column) -> Column:
    """A column as numbers for `printed`: Python's dates end at the year 9999 and use local time."""
    if kind == "date":
        return F.unix_date(value)
    return F.unix_micros(value) if kind == "timestamp" else value


def printed(kind: str, value: object) -> str | None:
    """
    A value of a contract's type as a string: a date is given in days since 1970, a timestamp in microseconds. Either
    of 0.0 and -0.0 may be the smallest value, so both print as `0.0`.
    """
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return repr(value + 0.0)
    if isinstance(value, Decimal):
        return _decimal(kind, value)
    if kind == "date" and isinstance(value, int):
        return _date(value)
    if kind == "timestamp" and isinstance(value, int):
        return _timestamp(value)
    return str(value)


def _decimal(kind: str, value: Decimal) -> str:
    precision, scale = kind[len("decimal(") : -1].split(",")
    text = f"{value.quantize(Decimal(1).scaleb(-int(scale)), context=Context(prec=40)):f}"
    # If all digits are after the point, DuckDB writes no digit before it.
    return text.replace("0.", ".", 1) if precision.strip() == scale.strip() else text


def _date(days: int) -> str:
    cycles, day = divmod(days + _EPOCH - 1, _CYCLE)
    within = date.fromordinal(day + 1)
    year = within.year + 400 * cycles
    text = f"{year if year > 0 else 1 - year:04d}-{within.month:02d}-{within.day:02d}"
    return text if year > 0 else f"{text} (BC)"


def _timestamp(micros: int) -> str:
    days, rest = divmod(micros, _DAY)
    seconds, fraction = divmod(rest, 1_000_000)
    clock = f"{timedelta(seconds=seconds)!s:0>8}"
    return f"{_date(days)} {clock}{f'.{fraction:06d}'.rstrip('0') if fraction else ''}+00"
