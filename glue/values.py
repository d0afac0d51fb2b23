"""Texts of raw fields become typed values here, one at a time and exactly (core/formats/csv/values.ts).

A value is what its Arrow column stores: double a float, int and bigint an int, date days and timestamp microseconds
since 1970 (UTC), decimal its unscaled int, boolean a bool, string its UTF-8 bytes; None is null.
"""

from __future__ import annotations

import math
import re
from typing import Any, Callable, Optional, Union

from instants import OUT_OF_RANGE, parse_date, parse_midnight, parse_timestamp

Value = Union[float, int, bool, bytes, None]
#: A value and, where there is none, the reason why: ``null``, ``unreadable`` or ``out_of_range``.
Reading = tuple[Value, Optional[str]]
Reader = Callable[[bytes], Reading]

_UNREADABLE: Reading = (None, "unreadable")
_BEYOND: Reading = (None, "out_of_range")

_double = re.compile(rb"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_integer = re.compile(rb"([+-]?)0*([0-9]+)")
_decimal = re.compile(rb"([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?)0*([0-9]+))?")


def decimal_of(kind: str) -> tuple[int, int] | None:
    """Precision and scale of ``decimal(p,s)``; None for any other type."""
    match = re.fullmatch(r"decimal\(([0-9]{1,2}),([0-9]{1,2})\)", kind)
    return (int(match[1]), int(match[2])) if match else None


def make_reader(column: dict[str, Any], kind: str, nullable: bool) -> Reader:
    """Makes the reader of a column: its prefix, then a text of ``nulls`` or ``nonFinite``, or a value of the type.

    In a nullable column with a prefix the empty field is null.
    ``column``: the plan's CsvColumn; ``kind`` and ``nullable``: what the stage says of it.
    """
    prefix = column["prefix"].encode()
    nulls = frozenset(text.encode() for text in column["nulls"])
    non_finite = {text.encode(): float(text) for text in column["nonFinite"]} if kind == "double" else {}
    value = read_midnight if column.get("time") == "midnight" else value_reader(kind)

    def read(text: bytes) -> Reading:
        if prefix:
            if nullable and not text:
                return None, None
            if not text.startswith(prefix):
                return _UNREADABLE
            text = text[len(prefix) :]
        if text in nulls:
            return (None, None) if nullable else (None, "null")
        reading = value(text)
        if reading[1] is not None and text in non_finite:
            return non_finite[text], None
        return reading

    return read


def value_reader(kind: str) -> Reader:
    """The reader of a logical type."""
    decimal = decimal_of(kind)
    if decimal:
        return lambda text: read_decimal(text, *decimal)
    return {
        "double": read_double,
        "int": lambda text: _read_integer(text, 31),
        "bigint": lambda text: _read_integer(text, 63),
        "boolean": _read_boolean,
        "date": lambda text: _in_range(parse_date(text)),
        "timestamp": lambda text: _in_range(parse_timestamp(text)),
        "string": lambda text: (text, None),
    }[kind]


def read_midnight(text: bytes) -> Reading:
    """The day of a date behind which midnight, and an offset, may stand."""
    return _in_range(parse_midnight(text))


def read_double(text: bytes) -> Reading:
    """The nearest double of a decimal text; -0.0 keeps its sign."""
    if not _double.fullmatch(text):
        return _UNREADABLE
    value = float(text)
    return _BEYOND if math.isinf(value) else (value, None)


def _read_integer(text: bytes, bits: int) -> Reading:
    match = _integer.fullmatch(text)
    if not match:
        return _UNREADABLE
    # Python refuses to read thousands of digits; no type holds 20.
    if len(match[2]) > 19:
        return _BEYOND
    value = -int(match[2]) if match[1] == b"-" else int(match[2])
    return (value, None) if -(1 << bits) <= value < 1 << bits else _BEYOND


def read_decimal(text: bytes, precision: int, scale: int) -> Reading:
    """The value times ten to the scale, exactly; zeros that change nothing do not count as digits."""
    match = _decimal.fullmatch(text)
    if not match:
        return _UNREADABLE
    whole, fraction = match[2], match[3] or b""
    if not whole and not fraction:
        return _UNREADABLE
    digits = (whole + fraction).lstrip(b"0")
    significant = digits.rstrip(b"0")
    if not significant:
        return 0, None
    # An exponent of ten digits and more is beyond every text of a record.
    exponent = int((match[5] or b"0")[:10])
    if match[4] == b"-":
        exponent = -exponent
    shift = exponent - len(fraction) + (len(digits) - len(significant)) + scale
    if shift < 0 or len(significant) + shift > precision:
        return _BEYOND
    value = int(significant) * 10**shift
    return (-value if match[1] == b"-" else value), None


def _read_boolean(text: bytes) -> Reading:
    lower = text.lower()
    return (lower == b"true", None) if lower in (b"true", b"false") else _UNREADABLE


def _in_range(value: int | float | None) -> Reading:
    if value is None:
        return _UNREADABLE
    return _BEYOND if value == OUT_OF_RANGE else (value, None)
