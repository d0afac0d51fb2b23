"""The scanner: its rules one by one, and that neither blocks nor the fast way change a record."""

from __future__ import annotations

import random

import pytest

from blocks import blocks
from lines import find_lines
from quarantine_text import cut_text, escape_bytes
from records import Record, Scan, mark_end, next_record, split_fields

CSV = Scan(b",", quotes=True, skip_blank=True)
PLAIN = Scan(b",", quotes=False, skip_blank=True)


def records_of(data: bytes, scan: Scan = CSV) -> list[Record]:
    """Every record, one after the other: what all other ways must agree with."""
    found = []
    at = 0
    while at < len(data):
        record = next_record(data, at, True, scan)
        if record is None:
            assert mark_end(data, at, scan) == len(data)
            break
        at = record.end
        if record.text or not scan.skip_blank:
            found.append(record)
    return found


def texts(data: bytes, scan: Scan = CSV) -> list[bytes]:
    return [record.text for record in records_of(data, scan)]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a\nb\r\nc\rd", [b"a", b"b", b"c", b"d"]),
        (b"\n\r\n\ra\n\n", [b"a"]),
        (b'"a\nb",c\nd', [b'"a\nb",c', b"d"]),
        (b'"a""\nb"\nc', [b'"a""\nb"', b"c"]),
        (b'a,"b\nc', [b'a,"b', b"c"]),
        (b'"a"x\nb', [b'"a"x', b"b"]),
        (b'a"b\nc"d', [b'a"b', b'c"d']),
        (b'"a\nb"x\nc', [b'"a', b'b"x', b"c"]),
    ],
)
def test_records_end_where_rfc_4180_says(data: bytes, expected: list[bytes]) -> None:
    assert texts(data) == expected


@pytest.mark.parametrize("end", ["lf", "crlf"])
def test_a_bare_cr_is_a_byte_where_lines_end_otherwise(end: str) -> None:
    data = b'1,x\ry\r\n2,a\n"3\r",b\r\r\n\r\n4,"c\r\nd"\r'
    found = records_of(data, CSV._replace(line_end=end))
    expected = [(b"1,x\ry", True), (b"2,a", False), (b'"3\r",b\r', True), (b'4,"c\r\nd"', False)]
    assert [(record.text, record.bare_cr) for record in found] == expected


def test_byte_order_marks_before_a_record_are_no_part_of_it() -> None:
    mark = b"\xef\xbb\xbf"
    data = mark + mark + b"a\n" + mark + b"b\n" + mark + b"\n" + mark + b'"c"\nd' + mark + b"\n" + mark
    assert texts(data, CSV._replace(line_end="lf")) == [b"a", b"b", b'"c"', b"d" + mark]


def test_a_record_of_broken_quoting_ends_with_the_line_of_the_quote_at_fault() -> None:
    first, second, *_ = records_of(b'"a\nb","c\nd\ne')
    assert (first.text, first.unclosed) == (b'"a\nb","c', True)
    assert (second.text, second.unclosed) == (b"d", False)


def test_without_quoting_a_quote_is_an_ordinary_byte() -> None:
    assert texts(b'"a\nb"', PLAIN) == [b'"a', b'b"']
    assert not records_of(b'"a"', PLAIN)[0].quoted


@pytest.mark.parametrize("more", [-1, 0, 1, 2])
def test_a_quote_is_closed_within_the_limit_or_not_at_all(more: int) -> None:
    scan = CSV._replace(limit=10)
    first = records_of(b'"' + b"x" * (8 + more) + b'"\nz', scan)[0]
    assert (first.too_long, first.unclosed) == (more > 0, False)
    opened = records_of(b'"\n' + b"x" * (7 + more) + b'"\nz', scan)[0]
    assert (opened.unclosed, opened.text) == ((True, b'"') if more > 0 else (False, b'"\n' + b"x" * (7 + more) + b'"'))


def test_fields_lose_their_quotes() -> None:
    (record,) = records_of(b'a,"b,""c""\n",,""')
    assert split_fields(record, b",") == [b"a", b'b,"c"\n', b"", b""]


def test_fields_of_broken_quoting_keep_them() -> None:
    (record,) = records_of(b'"a"x,b')
    assert split_fields(record, b",") == [b'"a"x', b"b"]


def record(text: bytes, start: int, end: int, scan: Scan) -> Record:
    return Record(text, start, end, scan.quotes and b'"' in text, False, False)


def nonsense(chance: random.Random) -> bytes:
    pieces = [b"a,b", b"1,2\n", b"\n", b"\r\n", b"\r", b'"', b",", b'"x\ny",', b'"z"', b"\xff", "é".encode(), b"x" * 9]
    pieces += [b"\xef\xbb\xbf", b"\n\xef\xbb\xbf", b"\xef", b'"x\r\n"', b"1,2\r\n"]
    return b"".join(chance.choice(pieces) for _ in range(chance.randrange(60)))


@pytest.mark.parametrize("seed", range(300))
def test_blocks_of_any_size_hold_the_same_records(seed: int) -> None:
    chance = random.Random(seed)
    data = nonsense(chance)
    end = chance.choice([None, "lf", "crlf", "cr"])
    scan = Scan(b",", chance.random() < 0.7, chance.random() < 0.5, chance.choice([5, 12, 1 << 20]), end)
    size = chance.choice([1, 2, 3, 7, 50, 1000])
    base = chance.randrange(3) * 1000
    chunks = [data[at : at + size] for at in range(0, len(data), size)]
    found: list[Record] = []
    for block in blocks(chunks, base, base + len(data), scan, 2):
        lines = block.lines
        plain = [
            record(block.data[start:end], block.base + start, block.base + stop, scan)
            for start, end, stop in zip(lines.starts.tolist(), lines.ends.tolist(), lines.stops.tolist())
        ]
        found += sorted(plain + lines.records, key=lambda each: each.start)
    expected = [record._replace(start=record.start + base, end=record.end + base) for record in records_of(data, scan)]
    assert found == expected


def test_only_a_line_without_anything_unusual_is_plain() -> None:
    data = b'a,b\nc\n\n"d""",e\nf,g\r\nh\ri,j\nk,\xff\nl,m\n'
    lines = find_lines(data, 0, True, CSV, 2)
    assert [data[start:end] for start, end in zip(lines.starts, lines.ends)] == [b"a,b", b"f,g", b"l,m"]


def test_quotes_around_whole_simple_fields_are_plain() -> None:
    data = b'"a","b"\n"",c\n"d,e"\n"f"x,"g"\n"h""",i\nj,"k"\r\nl"",m\n"n",o,"p"\n'
    lines = find_lines(data, 0, True, CSV, 2)
    assert [data[start:end] for start, end in zip(lines.starts, lines.ends)] == [b'"a","b"', b'"",c', b'j,"k"']
    assert not find_lines(b'""\n', 0, True, CSV, 1).starts.size


def test_a_plain_looking_line_inside_quotes_is_not_plain() -> None:
    lines = find_lines(b'"a\nb,c\nd",e\nf,g\n', 0, True, CSV, 2)
    assert lines.starts.tolist() == [12]
    assert [record.text for record in lines.records] == [b'"a\nb,c\nd",e']


def test_bytes_that_are_not_utf8_can_be_read_back() -> None:
    assert escape_bytes(b"a\\\xc3\xa9\xe2\x82\xff") == "a\\\\é\\xE2\\x82\\xFF".encode()


def test_a_long_record_is_cut_between_characters() -> None:
    def cut(text: bytes) -> bytes:
        return cut_text(Record(text, 0, 0, False, False, True))

    assert cut(b"ab\xe2\x82") == b"ab"
    assert cut(b"ab\xe2\x82\xac") == b"ab\xe2\x82\xac"
    assert cut(b"ab\xff") == b"ab\xff"
