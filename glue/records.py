"""The record scanner: where a CSV record begins and ends, and what its fields are.

The same rules as the converter in TypeScript (handlers/csv/scanner.ts, quoted.ts, fields.ts), to the byte: a raw file
was cut by those, and a slice of it must hold the same records here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

#: Longest record in bytes, its terminator not counted; a quote must be closed within as many of its start.
MAX_RECORD_BYTES = 1024 * 1024

LINE_FEED = 10
CARRIAGE_RETURN = 13
QUOTE = 34

_INCOMPLETE = -1
_BROKEN = -2
_WHOLE = -3


class Scan(NamedTuple):
    """How to find the records of a file."""

    #: One ASCII byte.
    delimiter: bytes
    #: Whether a quote is more than an ordinary byte.
    quotes: bool
    #: Whether an empty line is nothing; else it is a record of one empty field.
    skip_blank: bool
    #: Longest record in bytes.
    limit: int = MAX_RECORD_BYTES


class Record(NamedTuple):
    """A raw record; places are offsets in the file."""

    #: Its bytes without the terminator; of a record that is too long the first 1 MiB.
    text: bytes
    start: int
    #: Behind its terminator.
    end: int
    #: Has a quote that means something.
    quoted: bool
    #: Broken quoting: the record ends with the line of the quote at fault.
    unclosed: bool
    too_long: bool


def next_record(data: bytes, at: int, final: bool, scan: Scan, base: int = 0) -> Record | None:
    """The record that starts at ``data[at]``; None: more bytes are needed. An empty line is a record here.

    ``final``: no byte follows ``data``; ``base``: offset in the file of ``data[0]``.
    """
    size = len(data)
    end = line_end(data, at)
    quoted = unclosed = False
    if scan.quotes and data.find(b'"', at, end) >= 0:
        quoted = True
        state, place = _quoted_end(data, at, final, scan)
        if state == _INCOMPLETE:
            return None
        unclosed = state == _BROKEN
        end = line_end(data, place)
    if end == size and not final:
        return None
    stop = terminator_end(data, end, final)
    if stop is None:
        return None
    if end - at > scan.limit:
        return Record(data[at : at + scan.limit], base + at, base + stop, False, False, True)
    return Record(data[at:end], base + at, base + stop, quoted, unclosed, False)


def line_end(data: bytes, at: int) -> int:
    """Place of the first LF or CR not before ``at``; ``len(data)`` where there is none."""
    feed = data.find(b"\n", at)
    if feed < 0:
        feed = len(data)
    back = data.find(b"\r", at, feed)
    return back if back >= 0 else feed


def terminator_end(data: bytes, end: int, final: bool) -> int | None:
    """Behind the LF, CR or CR LF at ``end``; None: it takes another byte to know."""
    size = len(data)
    if end == size:
        return end
    if data[end] == LINE_FEED:
        return end + 1
    if end + 1 == size and not final:
        return None
    return end + 2 if end + 1 < size and data[end + 1] == LINE_FEED else end + 1


def _quoted_end(data: bytes, start: int, final: bool, scan: Scan) -> tuple[int, int]:
    """Reads a record field by field: its state, and the place from which its line ends."""
    size = len(data)
    bound = start + scan.limit
    # No quote that opens behind the bound can close before it: what follows is one line.
    last = min(size, bound + 1)
    stops = _stops(scan.delimiter)
    at = start
    field_start = True
    while True:
        match = stops.search(data, at, last)
        if match is None:
            if size > last:
                return _WHOLE, last
            return (_WHOLE, size) if final else (_INCOMPLETE, size)
        place = match.start()
        byte = data[place]
        if byte in (LINE_FEED, CARRIAGE_RETURN):
            return _WHOLE, place
        if byte != QUOTE:
            at = place + 1
            field_start = True
            continue
        if not field_start or place != at:
            return _BROKEN, place
        closing = _closing_quote(data, place + 1, min(bound, size), final)
        if closing == _INCOMPLETE:
            return (_INCOMPLETE if size < bound + 1 and not final else _BROKEN), place
        if closing + 1 == size:
            return (_WHOLE, size) if final else (_INCOMPLETE, place)
        if data[closing + 1] not in (scan.delimiter[0], LINE_FEED, CARRIAGE_RETURN):
            return _BROKEN, place
        at = closing + 1
        field_start = False


@lru_cache
def _stops(delimiter: bytes) -> re.Pattern[bytes]:
    """Finds the bytes that mean something between fields."""
    return re.compile(b'["\r\n' + re.escape(delimiter) + b"]")


def _closing_quote(data: bytes, at: int, bound: int, final: bool) -> int:
    """The first quote before ``bound`` that is not doubled, or ``_INCOMPLETE``."""
    while True:
        place = data.find(b'"', at, bound)
        if place < 0:
            return _INCOMPLETE
        if place + 1 == len(data):
            return place if final else _INCOMPLETE
        if data[place + 1] != QUOTE:
            return place
        at = place + 2


def split_fields(record: Record, delimiter: bytes) -> list[bytes]:
    """The texts of a record's fields, quotes taken off; where its quoting is broken they are ordinary bytes."""
    text = record.text
    if not record.quoted or record.unclosed:
        return text.split(delimiter)
    fields: list[bytes] = []
    at = 0
    while True:
        if text[at : at + 1] == b'"':
            closing = _closing_quote(text, at + 1, len(text), True)
            fields.append(text[at + 1 : closing].replace(b'""', b'"'))
            end = closing + 1
        else:
            found = text.find(delimiter, at)
            end = found if found >= 0 else len(text)
            fields.append(text[at:end])
        if end >= len(text):
            return fields
        at = end + 1
