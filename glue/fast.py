"""Columns of plain texts to typed Arrow arrays, all rows at once.

Every reader here is allowed to say "not I" of any row, and never to be wrong about one: such a row is read again by
``values.py``, which knows every rule. pyarrow casts decimals to the nearest double, as Python and JavaScript do.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fast_instants import read_dates, read_midnights, read_timestamps
from row_files import arrow_type
from values import decimal_of

Mask = npt.NDArray[np.bool_]
#: Values, and of which rows they hold; the value of another row means nothing.
Columns = tuple[pa.Array, Mask]

# Below so many rows it is not worth while to look which of them is at fault.
_LEAF = 32


def _table(allowed: bytes) -> Mask:
    table = np.zeros(256, np.bool_)
    table[list(allowed)] = True
    return table


_NUMBER = _table(b"0123456789+-.eE")
_INTEGER = _table(b"0123456789-")


def read_column(texts: pa.Array, column: dict[str, Any], kind: str, nullable: bool) -> Columns:
    """Reads the texts of a stage column. ``column``: the plan's CsvColumn; ``texts``: strings without nulls."""
    ok = np.ones(len(texts), np.bool_)
    none: Any = None
    if column["prefix"]:
        begins = _numpy(pc.starts_with(texts, column["prefix"]))
        if nullable:
            none = _numpy(pc.equal(texts, ""))
            begins |= none
        ok &= begins
        texts = pc.utf8_slice_codeunits(texts, len(column["prefix"]))
    if column["nulls"]:
        named = _numpy(pc.is_in(texts, value_set=pa.array(column["nulls"], pa.string())))
        if not nullable:
            ok &= ~named
        none = named if none is None else none | named
    if none is not None and not none.any():
        none = None
    special = {text: float(text) for text in column["nonFinite"]} if kind == "double" else {}
    marked: Any = None
    if special:
        marked = _numpy(pc.is_in(texts, value_set=pa.array(list(special), pa.string())))
        if none is not None:
            marked &= ~none
        if not marked.any():
            marked = None
    hidden = none if marked is None else marked if none is None else none | marked
    shown = texts
    if hidden is not None:
        shown = pc.if_else(pa.array(hidden), pa.scalar(None, pa.string()), texts)
    values, right = read_midnights(shown) if column.get("time") == "midnight" else _read_values(shown, kind)
    if hidden is not None:
        right = right | hidden
    if marked is not None:
        for text, value in special.items():
            values = pc.if_else(
                pa.array(marked & _numpy(pc.equal(texts, text))), pa.scalar(value, pa.float64()), values
            )
    return values, ok & right


def _numpy(flags: pa.Array) -> Mask:
    return np.asarray(flags.to_numpy(zero_copy_only=False), np.bool_)


def _read_values(texts: pa.Array, kind: str) -> Columns:
    """Values of a type; of a null anything."""
    kept = np.ones(len(texts), np.bool_)
    if kind == "string":
        return texts, kept
    if kind == "boolean":
        lower = pc.ascii_lower(texts)
        known = _numpy(pc.is_in(lower, value_set=pa.array(["true", "false"])))
        return pc.equal(lower, "true"), known
    if kind == "date":
        return read_dates(texts)
    if kind == "timestamp":
        return read_timestamps(texts)
    target = arrow_type(kind)
    if kind == "double":
        values, kept = _cast(texts, target, _NUMBER)
        finite = pc.fill_null(pc.is_finite(values), False)
        return values, kept & _numpy(finite)
    if decimal_of(kind):
        return _cast(texts, target, _NUMBER)
    return _cast(texts, target, _INTEGER)


def _cast(texts: pa.Array, target: pa.DataType, allowed: Mask) -> Columns:
    """Casts all rows; where that fails, halves of them, until few rows are left to be read one by one."""
    if allowed[_bytes(texts)].all():
        try:
            return texts.cast(target), np.ones(len(texts), np.bool_)
        except pa.ArrowInvalid:
            pass
    if len(texts) <= _LEAF:
        return pa.nulls(len(texts), target), np.zeros(len(texts), np.bool_)
    half = len(texts) // 2
    left, left_ok = _cast(texts.slice(0, half), target, allowed)
    right, right_ok = _cast(texts.slice(half), target, allowed)
    return pa.concat_arrays([left, right]), np.concatenate((left_ok, right_ok))


def _bytes(texts: pa.Array) -> npt.NDArray[np.uint8]:
    """The bytes of all texts, one behind the other."""
    _, places, data = texts.buffers()
    if data is None or len(texts) == 0:
        return np.zeros(0, np.uint8)
    offsets = np.frombuffer(places, np.int32)
    first, last = offsets[texts.offset], offsets[texts.offset + len(texts)]
    return np.frombuffer(data, np.uint8)[first:last]
