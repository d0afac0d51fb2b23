"""Values as DuckDB prints them; the expected texts are DuckDB 1.5's own."""

from __future__ import annotations

from decimal import Decimal

import pytest

from printed import printed


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e15, "1000000000000000.0"),
        (1e16, "1e+16"),
        (1e-4, "0.0001"),
        (1.5e-7, "1.5e-07"),
        (5e-324, "5e-324"),
        (1e308, "1e+308"),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
        (-0.0, "0.0"),
        (123456789012345680.0, "1.2345678901234568e+17"),
    ],
)
def test_doubles(value: float, text: str) -> None:
    assert printed("double", value) == text


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("decimal(38,10)", "0E-10", "0.0000000000"),
        ("decimal(4,2)", "-0.05", "-0.05"),
        ("decimal(2,2)", "0.5", ".50"),
        ("decimal(2,2)", "-0.99", "-.99"),
        ("decimal(5,0)", "5", "5"),
        ("decimal(38,10)", "9999999999999999999999999999.0123456789", "9999999999999999999999999999.0123456789"),
    ],
)
def test_decimals(kind: str, value: str, text: str) -> None:
    assert printed(kind, Decimal(value)) == text


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (0, "1970-01-01"),
        (-1, "1969-12-31"),
        (-719162, "0001-01-01"),
        (-719163, "0001-12-31 (BC)"),
        (-719162 - 366, "0001-01-01 (BC)"),
        (2932896, "9999-12-31"),
        (2932897, "10000-01-01"),
        (11016, "2000-02-29"),
    ],
)
def test_dates(days: int, text: str) -> None:
    assert printed("date", days) == text


@pytest.mark.parametrize(
    ("micros", "text"),
    [
        (0, "1970-01-01 00:00:00+00"),
        (-1, "1969-12-31 23:59:59.999999+00"),
        (1577880000010000, "2020-01-01 12:00:00.01+00"),
        (1577836800500000, "2020-01-01 00:00:00.5+00"),
        (-62167219200000001, "0002-12-31 (BC) 23:59:59.999999+00"),
    ],
)
def test_timestamps(micros: int, text: str) -> None:
    assert printed("timestamp", micros) == text


def test_other_types() -> None:
    values = [("string", "ä😀"), ("int", -5), ("boolean", True), ("double", None), ("bigint", 2**63 - 1)]
    assert [printed(*each) for each in values] == ["ä😀", "-5", "true", None, "9223372036854775807"]
