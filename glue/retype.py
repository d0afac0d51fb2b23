"""Changes of a column's type: the classes of contract/retype.ts, and contract/derive/retype-sql.ts in Spark SQL."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from plan import quoted

TypeChange = Literal["exact", "checked", "never"]


class _Digits(NamedTuple):
    """Digits of a number before and after its point."""

    whole: int
    fraction: int


_OTHERS: dict[tuple[str, str], TypeChange] = {
    ("int", "string"): "exact",
    ("bigint", "string"): "exact",
    ("boolean", "string"): "exact",
    ("date", "string"): "exact",
    ("string", "int"): "checked",
    ("string", "bigint"): "checked",
    ("string", "boolean"): "checked",
    ("string", "date"): "checked",
    ("date", "timestamp"): "exact",
    ("timestamp", "date"): "checked",
}

# An int holds all numbers of nine digits, and some of ten: the old type may have one more digit than the new one
# holds.
_INTEGERS = {"int": 9, "bigint": 18}
_DECIMAL = re.compile(r"decimal\((\d+),(\d+)\)")


def type_change(given: str, wanted: str) -> TypeChange:
    """`exact`: every value survives, by the types alone; `checked`: some may not; `never`: no value converts."""
    if given == wanted:
        return "exact"
    numbers = {"double", *_INTEGERS}
    if not all(kind in numbers or _DECIMAL.fullmatch(kind) for kind in (given, wanted)):
        return _OTHERS.get((given, wanted), "never")
    if given == "double":
        return "checked"
    some = _digits(given, 1)
    if wanted == "double":
        # A double keeps any 15 digits.
        return "exact" if some.whole + some.fraction <= 15 else "checked"
    every = _digits(wanted, 0)
    return "exact" if every.whole >= some.whole and every.fraction >= some.fraction else "checked"


def _digits(kind: str, more: int) -> _Digits:
    decimal = _DECIMAL.fullmatch(kind)
    if decimal is None:
        return _Digits(_INTEGERS[kind] + more, 0)
    return _Digits(int(decimal[1]) - int(decimal[2]), int(decimal[2]))


def converted_sql(given: str, wanted: str, value: str) -> str:
    """Casts an expression to another type; null if a value cannot be converted."""
    if type_change(given, wanted) == "never":
        return f"cast(null as {wanted})"
    return f"try_cast({value} as {wanted})"


def survives_sql(given: str, wanted: str, name: str) -> str:
    """Whether a column's value is the same after conversion there and back; true for null."""
    value = quoted(name)
    change = type_change(given, wanted)
    if change == "exact":
        return "true"
    if change == "never":
        return f"{value} is null"
    back = converted_sql(wanted, given, converted_sql(given, wanted, value))
    guard = "true"
    if (given, wanted) == ("bigint", "double"):
        # Spark converts 2^63 to the greatest bigint.
        guard = f"cast({value} as double) < 9223372036854775808D"
    elif (given, wanted) == ("double", "bigint"):
        guard = f"{value} < 9223372036854775808D"
    elif (given, wanted) == ("string", "date"):
        guard = f"length({value}) = 10 and {value} >= '0001'"
    return f"({value} is null or ({back} <=> {value} and {guard}))"
