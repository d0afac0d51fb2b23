"""The record scanner: where a CSV record begins and ends, and what its fields are.

The same rules as the converter in TypeScript (core/formats/csv/scanner.ts), to the byte: a raw file
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
    #: How the lines of the file end: ``lf``, ``crlf`` or ``cr``. In files of the first two a bare CR ends none.
    #: None, as of manifests that do not say: LF, CRLF and CR all end one, and no record has a mark before it.
    line_end: str | None = None

    @property
    def cr_ends(self) -> bool:
        """Whether a bare CR ends a line."""
        return self.line_end in (None, "cr")


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
    #: Has a CR outside quotes that ends no line.
    bare_cr: bool = False


_MARK = b"\xef\xbb\xbf"


def mark_end(data: bytes, at: int, scan: Scan) -> int:
    """Behind the byte order marks that stand before the record at ``at``, where files were put together."""
    if scan.line_end is not None:
        while data.startswith(_MARK, at):
            at += len(_MARK)
    return at


def next_record(data: bytes, at: int, final: bool, scan: Scan, base: int = 0) -> Record | None:
    """The record at ``data[at]``, behind marks; None: more bytes are needed. An empty line is a record here.

    ``final``: no byte follows ``data``; ``base``: offset in the file of ``data[0]``.
    """
    size = len(data)
    at = mark_end(data, at, scan)
    if at == size or (not final and size - at < 3 and scan.line_end and _MARK.startswith(data[at:])):
        return None
    end = line_end(data, at, scan)
    quoted = unclosed = False
    bare_cr = not scan.cr_ends and data.find(b"\r", at, end) >= 0
    if scan.quotes and data.find(b'"', at, end) >= 0:
        quoted = True
        state, place, bare_cr = _quoted_end(data, at, final, scan)
        if state == _INCOMPLETE:
            return None
        unclosed = state == _BROKEN
        end = line_end(data, place, scan)
    if end == size and not final:
        return None
    stop = terminator_end(data, end, final)
    if stop is None:
        return None
    if end - at > scan.limit:
        return Record(data[at : at + scan.limit], base + at, base + stop, False, False, True)
    return Record(data[at:end], base + at, base + stop, quoted, unclosed, False, bare_cr)


def line_end(data: bytes, at: int, scan: Scan) -> int:
    """Place of the first end of line not before ``at``; ``len(data)`` where there is none.

    Where a bare CR ends no line, it is that of a CR before LF, and of one that is the last byte: LF may follow it.
    """
    feed = data.find(b"\n", at)
    if feed < 0:
        feed = len(data)
    if not scan.cr_ends:
        return feed - 1 if feed > at and data[feed - 1] == CARRIAGE_RETURN else feed
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


def _quoted_end(data: bytes, start: int, final: bool, scan: Scan) -> tuple[int, int, bool]:
    """Reads a record field by field: its state, the place from which its line ends, whether it has a bare CR."""
    size = len(data)
    bound = start + scan.limit
    # No quote that opens behind the bound can close before it: what follows is one line.
    last = min(size, bound + 1)
    stops = _stops(scan.delimiter)
    at = start
    field_start = True
    bare_cr = False
    while True:
        match = stops.search(data, at, last)
        if match is None:
            if size > last:
                return _WHOLE, last, bare_cr
            return (_WHOLE if final else _INCOMPLETE), size, bare_cr
        place = match.start()
        byte = data[place]
        if byte == LINE_FEED:
            return _WHOLE, place, bare_cr
        if byte == CARRIAGE_RETURN:
            ends = _ends_line(data, place, final, scan)
            if ends is None:
                return _INCOMPLETE, place, bare_cr
            if ends:
                return _WHOLE, place, bare_cr
            at = place + 1
            field_start = False
            bare_cr = True
            continue
        if byte != QUOTE:
            at = place + 1
            field_start = True
            continue
        if not field_start or place != at:
            return _BROKEN, place, bare_cr
        closing = _closing_quote(data, place + 1, min(bound, size), final)
        if closing == _INCOMPLETE:
            return (_INCOMPLETE if size < bound + 1 and not final else _BROKEN), place, bare_cr
        if closing + 1 == size:
            return (_WHOLE, size, bare_cr) if final else (_INCOMPLETE, place, bare_cr)
        after = data[closing + 1]
        if after == CARRIAGE_RETURN:
            ends = _ends_line(data, closing + 1, final, scan)
            if ends is None:
                return _INCOMPLETE, place, bare_cr
            if not ends:
                return _BROKEN, place, bare_cr
        elif after not in (scan.delimiter[0], LINE_FEED):
            return _BROKEN, place, bare_cr
        at = closing + 1
        field_start = False


def _ends_line(data: bytes, place: int, final: bool, scan: Scan) -> bool | None:
    """Whether the CR at ``place`` ends a line; None: it takes another byte to know."""
    if scan.cr_ends:
        return True
    if place + 1 == len(data):
        return True if final else None
    return data[place + 1] == LINE_FEED


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
