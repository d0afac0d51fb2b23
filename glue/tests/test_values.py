"""Texts to values: the rules one by one, and that the fast way never gives another value."""

from __future__ import annotations

import random
import struct
from typing import Any

import pyarrow as pa
import pytest

from fast import read_column
from rows import _values
from values import make_reader, value_reader

KINDS = [
    "string",
    "boolean",
    "int",
    "bigint",
    "double",
    "date",
    "timestamp",
    "decimal(5,5)",
    "decimal(9,2)",
    "decimal(38,10)",
]


def column(**more: Any) -> dict[str, Any]:
    return {"name": "c", "prefix": "", "nulls": [], "nonFinite": [], **more}


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("int", "-2147483648", -2147483648),
        ("int", "2147483648", "out_of_range"),
        ("int", "9" * 5000, "out_of_range"),
        ("int", "0" * 5000 + "7", 7),
        ("int", "1.0", "unreadable"),
        ("bigint", "+9223372036854775807", 2**63 - 1),
        ("bigint", "9223372036854775808", "out_of_range"),
        ("double", "1e999", "out_of_range"),
        ("double", "1e-999", 0.0),
        ("double", "1_0", "unreadable"),
        ("double", " 1", "unreadable"),
        ("double", "nan", "unreadable"),
        ("double", "٣", "unreadable"),
        ("boolean", "tRUE", True),
        ("boolean", "1", "unreadable"),
        ("date", "1900-02-29", "unreadable"),
        ("date", "2000-02-29", 11016),
        ("date", "0000-12-31", "out_of_range"),
        ("timestamp", "1970-01-01 00:00:00.5-00:01", 60_500_000),
        ("timestamp", "0001-01-01T00:00:00+00:01", "out_of_range"),
        ("timestamp", "1970-01-01T00:00:00.1234567", "unreadable"),
        ("timestamp", "1970-01-01T00:00:00+18:01", "unreadable"),
        ("decimal(4,2)", "12.3400", 1234),
        ("decimal(4,2)", "12.345", "out_of_range"),
        ("decimal(4,2)", "-.5e1", -500),
        ("decimal(4,2)", "0e99999999999999999999", 0),
        ("decimal(4,2)", "1e-99999999999999999999", "out_of_range"),
        ("decimal(4,2)", ".", "unreadable"),
    ],
)
def test_a_text_has_this_value_or_this_fault(kind: str, text: str, expected: Any) -> None:
    value, reason = value_reader(kind)(text.encode())
    assert expected == (value if reason is None else reason)


def test_minus_zero_keeps_its_sign() -> None:
    assert struct.pack("<d", value_reader("double")(b"-0.0")[0]) == struct.pack("<d", -0.0)


def test_prefix_then_nulls_then_value_then_non_finite() -> None:
    plan = column(prefix="p", nulls=["", "NaN"], nonFinite=["NaN", "-Infinity"])
    read = make_reader(plan, "double", nullable=True)
    assert read(b"1") == (None, "unreadable")
    assert read(b"p") == (None, None)
    assert read(b"pNaN") == (None, None)
    assert read(b"p-Infinity") == (float("-inf"), None)
    assert make_reader(plan, "double", nullable=False)(b"p") == (None, "null")


def field(chance: random.Random) -> str:
    """A text that is often a number, a date or a time, and often nearly one."""
    shapes = [
        lambda: str(chance.randrange(-(10 ** chance.randrange(1, 22)), 10 ** chance.randrange(1, 22))),
        lambda: repr(struct.unpack("<d", chance.randbytes(8))[0]),
        lambda: f"{chance.randrange(1000)}.{chance.randrange(10 ** chance.randrange(1, 30))}",
        lambda: f"{chance.choice('+-')}{chance.randrange(99)}e{chance.randrange(-400, 400)}",
        lambda: f"{chance.randrange(10000):04}-{chance.randrange(14):02}-{chance.randrange(33):02}",
        lambda: (
            f"20{chance.randrange(100):02}-02-{chance.randrange(1, 31):02}{chance.choice('Tt ')}"
            f"{chance.randrange(25):02}:{chance.randrange(61):02}:59"
            f"{chance.choice(['', 'Z', '.5', '.123456', '+02:00', '.é'])}"
        ),
        lambda: chance.choice(["", "true", "FALSE", "NaN", "p", "-0", "0", "1.", ".5"]),
        lambda: chance.choice(["é", "\0", "x" * 30]),
    ]
    text = chance.choice(shapes)()
    if chance.random() < 0.1 and text:
        at = chance.randrange(len(text))
        text = text[:at] + chance.choice("0-+.eE:T é") + text[at + chance.randrange(2) :]
    return text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2000-02-29", 11016),
        ("2000-02-29 00:00:00+08:00", 11016),
        ("2000-02-29T00:00:00.000000-12:00", 11016),
        ("2000-02-29 00:00:00Z", 11016),
        ("2000-02-29 00:00:00+18:00", 11016),
        ("2000-02-29 00:00:00+18:01", "unreadable"),
        ("2000-02-29 00:00:00+0800", "unreadable"),
        ("2000-02-29 01:00:00+08:00", "unreadable"),
        ("2000-02-29 00:00:00.0000000", "unreadable"),
        ("2000-02-29 00:00:00\n", "unreadable"),
        ("2001-02-29 00:00:00Z", "unreadable"),
        ("0000-02-29 00:00:00Z", "out_of_range"),
    ],
)
def test_the_day_of_a_local_midnight_is_read_as_it_is_written(text: str, expected: Any) -> None:
    value, reason = make_reader(column(time="midnight"), "date", nullable=False)(text.encode())
    assert expected == (value if reason is None else reason)


@pytest.mark.parametrize("seed", range(4))
def test_the_fast_way_reads_a_local_midnight_as_the_exact_one_does(seed: int) -> None:
    chance = random.Random(seed)
    plan = column(time="midnight", nulls=[""] if seed % 2 else [])
    tails = ["", " 00:00:00+08:00", "T00:00:00Z", " 00:00:00.0-05:30", " 00:00:00+18:00", " 00:00:00+09:61"]
    tails += [" 01:00:00+08:00", " 00:00:00é", " ", "x"]
    texts = [field(chance)[:10] + chance.choice(tails) for _ in range(2000)]
    texts += [f"20{chance.randrange(100):02}-03-1{chance.randrange(10)}{chance.choice(tails[:4])}" for _ in range(2000)]
    read = make_reader(plan, "date", nullable=True)
    values, ok = read_column(pa.array(texts, pa.string()), plan, "date", nullable=True)
    exact = [read(text.encode()) for text in texts]
    rows = [row for row in range(len(texts)) if ok[row]]
    assert all(exact[row][1] is None for row in rows)
    expected = _values([exact[row][0] for row in rows], "date")
    assert bits(values.take(pa.array(rows, pa.int64()))) == bits(expected)
    assert ok[2000:].all(), "the fast way leaves something to the slow one"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(6))
def test_the_fast_way_gives_the_same_value_or_none(kind: str, seed: int) -> None:
    chance = random.Random(seed)
    plan = column(nulls=["", "0"] if seed % 2 else [], nonFinite=["NaN"] if seed % 3 else [])
    nullable = seed % 4 < 2
    if seed == 5:
        plan["prefix"] = "p"
    read = make_reader(plan, kind, nullable)
    texts = [plan["prefix"] + field(chance) for _ in range(3000)]
    # Runs of good values, as files have them, so that not every half of a column holds a bad one.
    good = [text for text in texts if read(text.encode())[1] is None]
    texts += [chance.choice(good) for _ in range(3000)] if good else []
    values, ok = read_column(pa.array(texts, pa.string()), plan, kind, nullable)
    exact = [read(text.encode()) for text in texts]
    assert all(exact[row][1] is None for row in range(len(texts)) if ok[row])
    rows = [row for row in range(len(texts)) if ok[row]]
    expected = _values([exact[row][0] for row in rows], kind)
    assert bits(values.take(pa.array(rows, pa.int64()))) == bits(expected)
    if good:
        assert ok[3000:].mean() > 0.3, "the fast way leaves too much to the slow one"


def bits(values: pa.Array) -> list[Any]:
    """Values that are equal only where their bits are."""
    if pa.types.is_floating(values.type):
        return [None if value is None else struct.pack("<d", value) for value in values.to_pylist()]
    if pa.types.is_timestamp(values.type):
        return list(values.view(pa.int64()).to_pylist())
    return list(values.to_pylist())
