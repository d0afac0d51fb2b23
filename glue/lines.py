"""Finds the records of a block of bytes: plain lines all at once with numpy, anything else one by one.

A plain line has no quotes but around whole simple fields, no CR but the one before its LF, the right number of
delimiters, valid UTF-8, no byte order mark before it, is neither empty nor too long: where a record starts with it, it
is one record.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from quarantine_text import is_utf8
from records import CARRIAGE_RETURN, LINE_FEED, QUOTE, Record, Scan, next_record

Places = npt.NDArray[np.int64]
_MARK = b"\xef\xbb\xbf"


class Lines(NamedTuple):
    """The records of a block in two kinds; places are in the block's data but in ``records``, which know the file."""

    #: First byte, end of text and end of terminator of each plain line.
    starts: Places
    ends: Places
    stops: Places
    #: Records to be read one by one.
    records: list[Record]
    #: Bytes of the data that belong to these records or to none; the rest waits for more data.
    consumed: int


def find_lines(data: bytes, base: int, final: bool, scan: Scan, fields: int) -> Lines:
    """The records that start in ``data``, whose first byte starts one and has the offset ``base`` in its file."""
    view = np.frombuffer(data, np.uint8)
    feeds = np.flatnonzero(view == LINE_FEED)
    region = int(feeds[-1]) + 1 if feeds.size else 0
    stops = feeds + 1
    starts = np.concatenate((np.zeros(min(1, feeds.size), np.int64), stops[:-1]))
    ends, unusual = _judge(data, view[:region], starts, feeds, scan, fields)

    # Walks from one unusual line to the next; a record may go on over lines that look plain.
    records: list[Record] = []
    consumed = region
    at = 0
    waiting = False
    for line in np.flatnonzero(unusual):
        if starts[line] < at:
            continue
        at = int(starts[line])
        while not waiting:
            record = next_record(data, at, final, scan, base)
            if record is None:
                consumed, waiting = at, True
                break
            at = _take(record, records, scan, base)
            if at == len(data) or data[at - 1] == LINE_FEED:
                break
        if waiting:
            unusual[line:] = True
            break
        unusual[line : int(np.searchsorted(starts, at))] = True
    if not waiting:
        # What has no LF yet: its lines may end with CR, or with the file.
        at = max(at, region)
        while at < len(data):
            record = next_record(data, at, final, scan, base)
            if record is None:
                break
            at = _take(record, records, scan, base)
        consumed = at
    plain = ~unusual
    return Lines(starts[plain], ends[plain], stops[plain], records, consumed)


def _take(record: Record, records: list[Record], scan: Scan, base: int) -> int:
    """Keeps a record unless it is an empty line that is none; the place behind it."""
    if record.text or not scan.skip_blank:
        records.append(record)
    return record.end - base


def _judge(
    data: bytes, view: npt.NDArray[np.uint8], starts: Places, feeds: Places, scan: Scan, fields: int
) -> tuple[Places, npt.NDArray[np.bool_]]:
    """Where the text of each line ends, and which lines are not plain."""
    ends = feeds.copy()
    region = len(view)
    unusual = np.zeros(len(feeds), np.bool_)
    if not region:
        return ends, unusual
    if data.find(b"\r", 0, region) >= 0:
        backs = np.flatnonzero(view == CARRIAGE_RETURN)
        lines = np.searchsorted(feeds, backs)
        before_feed = view[backs + 1] == LINE_FEED
        unusual[lines[~before_feed]] = True
        ends[lines[before_feed]] -= 1
    delimiters = np.flatnonzero(view == scan.delimiter[0])
    if scan.quotes and data.find(b'"', 0, region) >= 0:
        unusual |= _not_simply_quoted(view, ends, feeds, delimiters, fields)
    unusual |= (ends == starts) | (ends - starts > scan.limit)
    unusual |= np.diff(np.searchsorted(delimiters, feeds), prepend=0) != fields - 1
    if view.max() >= 0x80:
        unusual |= _not_utf8(data, view, starts, feeds)
        if scan.line_end is not None and data.find(_MARK, 0, region) >= 0:
            # A mark before a record is none of its bytes.
            unusual |= (feeds - starts >= len(_MARK)) & (view[starts] == _MARK[0])
        # pyarrow's reader would take a byte order mark away.
        first: Any = np.flatnonzero(~unusual)[:1]
        while first.size and data.startswith((_MARK, b'"' + _MARK), int(starts[first[0]])):
            unusual[first] = True
            first = np.flatnonzero(~unusual)[:1]
    return ends, unusual


def _not_simply_quoted(
    view: npt.NDArray[np.uint8], ends: Places, feeds: Places, delimiters: Places, fields: int
) -> npt.NDArray[np.bool_]:
    """Lines with quotes other than around whole fields that hold neither a delimiter nor a quote.

    What is left of the others without their quotes is their fields' texts. A single field might become an empty line.
    """
    quotes = np.flatnonzero(view == QUOTE)
    lines = np.searchsorted(feeds, quotes)
    counts = np.bincount(lines, minlength=len(feeds))
    wrong: npt.NDArray[np.bool_] = (counts % 2 == 1) | ((counts > 0) & (fields == 1))
    kept = ~wrong[lines]
    quotes, lines = quotes[kept], lines[kept]
    # Every line has an even number of them now: they open and close in turn.
    opens, closes = quotes[::2], quotes[1::2]
    before = np.searchsorted(delimiters, opens)
    bad = before != np.searchsorted(delimiters, closes)
    bad |= ~(_is_at(delimiters, opens - 1) | _is_at(feeds, opens - 1) | (opens == 0))
    bad |= ~(_is_at(delimiters, closes + 1) | (closes + 1 == ends[lines[1::2]]))
    wrong[lines[::2][bad]] = True
    return wrong


def _is_at(sorted_places: Places, places: Places) -> npt.NDArray[np.bool_]:
    """Which places are among others that are in order."""
    if not sorted_places.size:
        return np.zeros(len(places), np.bool_)
    found = np.minimum(np.searchsorted(sorted_places, places), len(sorted_places) - 1)
    return np.equal(sorted_places[found], places, dtype=np.bool_)


def _not_utf8(data: bytes, view: npt.NDArray[np.uint8], starts: Places, feeds: Places) -> npt.NDArray[np.bool_]:
    """Lines that are not valid UTF-8: no sequence of it goes over an LF."""
    wrong = np.zeros(len(feeds), np.bool_)
    if is_utf8(data[: len(view)]):
        return wrong
    suspects = np.unique(np.searchsorted(feeds, np.flatnonzero(view >= 0x80)))
    for line in suspects:
        wrong[line] = not is_utf8(data[starts[line] : feeds[line]])
    return wrong
