"""The records of a slice in blocks: bounded memory, whatever the slice's size and however long a record is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from lines import Lines, find_lines
from records import Record, Scan, line_end, mark_end, terminator_end


class Block(NamedTuple):
    """Some records that follow each other."""

    data: bytes
    #: Offset in the file of ``data[0]``.
    base: int
    lines: Lines


def blocks(chunks: Iterable[bytes], start: int, end: int, scan: Scan, fields: int) -> Iterator[Block]:
    """The records of the bytes from ``start``, where one starts, to ``end`` of a file; each block is used up first.

    Where ``chunks`` end too early the records that were cut off are left out.
    """
    data = b""
    base = start
    long: Record | None = None
    for chunk in chunks:
        data = data + chunk if data else chunk
        final = base + len(data) >= end
        while data:
            if long:
                to = line_end(data, 0, scan)
                stop = terminator_end(data, to, final) if final or to < len(data) else None
                if stop is None:
                    data, base = data[to:], base + to
                    break
                yield Block(data, base, _only(long._replace(end=base + stop)))
                data, base, long = data[stop:], base + stop, None
                continue
            lines = find_lines(data, base, final, scan, fields)
            yield Block(data, base, lines)
            data, base = data[lines.consumed :], base + lines.consumed
            skipped = mark_end(data, 0, scan)
            data, base = data[skipped:], base + skipped
            if len(data) < scan.limit + 2:
                break
            # No end within the longest record and a byte more: nothing but its beginning is kept.
            long = Record(data[: scan.limit], base, base, False, False, True)
            data, base = data[scan.limit :], base + scan.limit


def _only(record: Record) -> Lines:
    none = np.zeros(0, np.int64)
    return Lines(none, none, none, [record], 0)
