"""The records of one raw file to rows of the stage, or to the reason why not (core/formats/csv/record.ts, slice.ts)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as pa_csv

from fast import read_column
from faults import DataFault
from instants import parse_timestamp
from lines import Lines, Places
from quarantine_text import cut_text, escape_bytes, is_utf8
from records import Record, Scan, split_fields
from row_files import arrow_schema, arrow_type
from values import Reader, Value, decimal_of, make_reader

Json = dict[str, Any]


class Column(NamedTuple):
    """A stage column that is read from the raw file."""

    name: str
    type: str
    nullable: bool
    #: The plan's CsvColumn.
    csv: Json
    #: Field number from 0, or the text that the file's path gave.
    place: Any
    reader: Reader


class Batch(NamedTuple):
    """What a block became. Rows of both tables in the order of the file."""

    staged: pa.Table
    quarantined: pa.Table
    records: int
    #: Quarantined records by reason.
    reasons: dict[str, int]


class FileReader:
    """Reads blocks of one raw file. ``stage``, ``quarantine``: plan columns; raises DataFault ``PlanMismatch``."""

    def __init__(self, layout: Json, file: Json, stage: list[Json], quarantine: list[Json]) -> None:
        self.file = file
        self.stage = arrow_schema(stage)
        self.quarantine = arrow_schema(quarantine)
        fields = file["fields"]
        # A manifest of before says neither how lines end nor what the header was.
        self.scan = Scan(
            layout["delimiter"].encode(), layout["quoting"] == "rfc4180", fields != 1, line_end=file.get("lineEnd")
        )
        self.header: str | None = file.get("header")
        planned = {column["name"]: column for column in stage}
        self.columns: list[Column] = []
        for index, csv in enumerate(layout["columns"]):
            column = planned.get(csv["name"])
            if column is None or index >= len(file["columns"]):
                raise DataFault(
                    "PlanMismatch",
                    f'{file["file"]}: column "{csv["name"]}" of layout "{layout["name"]}" is in the plan or the '
                    "manifest but not in both; start a new run",
                )
            kind, nullable = column["type"], column["nullable"]
            place = file["columns"][index]
            reader = make_reader(csv, kind, nullable)
            self.columns.append(Column(csv["name"], kind, nullable, csv, place, reader))
        # Without these a plan is not one that this program writes.
        self.housekeeping = [name for name in self.stage.names if name.startswith("_")]
        if self.housekeeping[:3] != ["_file", "_offset", "_row"]:
            raise DataFault("PlanMismatch", "the plan lacks _file, _offset or _row; start a new run")

    def read(self, data: bytes, base: int, first_row: int, lines: Lines) -> Batch:
        """Reads a block's records; ``base``: offset of ``data`` in the file; ``first_row``: number of the first."""
        places = np.concatenate(
            (lines.starts + base, np.fromiter((r.start for r in lines.records), np.int64, len(lines.records)))
        )
        numbers = np.empty(len(places), np.int64)
        numbers[np.argsort(places, kind="stable")] = np.arange(first_row, first_row + len(places))
        count = len(lines.starts)
        plain, left = self._read_plain(data, base, lines, numbers[:count])

        slow = list(zip(numbers[count:].tolist(), lines.records))
        slow += [(int(numbers[i]), self._record(data, base, lines, i)) for i in left.tolist()]
        slow.sort(key=lambda each: each[0])
        good: list[tuple[int, Record, list[Value]]] = []
        bad: list[tuple[int, Record, str | None, str]] = []
        for number, record in slow:
            values, column, reason = self.read_record(record)
            if reason is None:
                good.append((number, record, values))
            else:
                bad.append((number, record, column, reason))
        staged = plain
        if good:
            staged = pa.concat_tables([plain, self._slow_table(good)])
            if plain.num_rows:
                staged = staged.take(pc.sort_indices(staged["_offset"]))
        reasons: dict[str, int] = {}
        for _, _, _, reason in bad:
            reasons[reason] = reasons.get(reason, 0) + 1
        return Batch(staged, self._bad_table(bad), len(places), reasons)

    def _record(self, data: bytes, base: int, lines: Lines, index: int) -> Record:
        start, end, stop = (int(places[index]) for places in (lines.starts, lines.ends, lines.stops))
        text = data[start:end]
        quoted = self.scan.quotes and b'"' in text
        return Record(text, base + start, base + stop, quoted, False, False)

    def read_record(self, record: Record) -> tuple[list[Value], str | None, str | None]:
        """One record by every rule: its values, or the column at fault (None: the whole record) and the reason."""
        if record.too_long:
            return [], None, "too_long" if is_utf8(cut_text(record)) else "encoding"
        if not is_utf8(record.text):
            return [], None, "encoding"
        if record.unclosed:
            return [], None, "quoting"
        if record.bare_cr:
            return [], None, "carriage_return"
        fields = split_fields(record, self.scan.delimiter)
        if len(fields) != self.file["fields"]:
            return [], None, "field_count"
        if self.header is not None and hashlib.sha256(b"\0".join(fields)).hexdigest() == self.header:
            return [], None, "header"
        values: list[Value] = []
        for column in self.columns:
            place = column.place
            text = fields[place] if isinstance(place, int) else place["text"].encode()
            value, reason = column.reader(text)
            if reason is not None:
                return [], column.name, reason
            values.append(value)
        return values, None, None

    def _read_plain(self, data: bytes, base: int, lines: Lines, numbers: Places) -> tuple[pa.Table, Places]:
        """The plain lines that are read at once, and the index of those that are not."""
        count = len(lines.starts)
        if count == 0:
            return self.stage.empty_table(), np.zeros(0, np.int64)
        texts = self._texts(_join(data, lines, self.scan.quotes), count)
        ok = self._not_header(texts, count)
        arrays: dict[str, pa.Array] = {}
        for column in self.columns:
            if isinstance(column.place, int):
                text = texts[column.place]
                values, right = read_column(text, column.csv, column.type, column.nullable)
                ok &= right
            else:
                value, reason = column.reader(column.place["text"].encode())
                ok &= reason is None
                values = pa.repeat(_values([value], column.type)[0], count)
            arrays[column.name] = values
        arrays.update(self._housekeeping(lines.starts + base, numbers))
        table = pa.table([arrays[name] for name in self.stage.names], schema=self.stage)
        if ok.all():
            return table, np.zeros(0, np.int64)
        return table.filter(pa.array(ok)), np.flatnonzero(~ok)

    def _not_header(self, texts: dict[int, pa.Array], count: int) -> Any:
        """Which rows differ from the header in a column that is read; the others are looked at one by one."""
        same = np.full(count, self.header is not None, np.bool_)
        for column in self.columns:
            if not same.any():
                break
            if isinstance(column.place, int) and "header" in column.csv["from"]:
                same &= np.asarray(pc.equal(texts[column.place], column.csv["from"]["header"]), np.bool_)
        return ~same

    def _texts(self, plain: Any, count: int) -> dict[int, pa.Array]:
        """The texts of the fields that a column is read from, by field number."""
        wanted = sorted({column.place for column in self.columns if isinstance(column.place, int)})
        names = [str(field) for field in range(self.file["fields"])]
        if not wanted:
            return {}
        table = pa_csv.read_csv(
            pa.BufferReader(plain),
            read_options=pa_csv.ReadOptions(use_threads=False, column_names=names, block_size=len(plain) + 1),
            parse_options=pa_csv.ParseOptions(
                delimiter=self.scan.delimiter.decode(), quote_char=False, double_quote=False, escape_char=False
            ),
            convert_options=pa_csv.ConvertOptions(
                check_utf8=False,
                column_types={name: pa.string() for name in names},
                null_values=[],
                strings_can_be_null=False,
                include_columns=[str(field) for field in wanted],
            ),
        )
        if table.num_rows != count:
            raise RuntimeError(f"{self.file['file']}: {count} lines became {table.num_rows} rows")
        return {field: table[str(field)].combine_chunks() for field in wanted}

    def _housekeeping(self, offsets: Places, numbers: Places) -> dict[str, pa.Array]:
        """The columns that say where a row was read, and when its file was fetched."""
        count = len(offsets)
        columns = {
            "_file": pa.repeat(pa.scalar(self.file["file"], pa.string()), count),
            "_offset": pa.array(offsets, pa.int64()),
            "_row": pa.array(numbers, pa.int64()),
        }
        if "_as_of" in self.stage.names:
            as_of = parse_timestamp(self.file["fetchedAt"].encode())
            columns["_as_of"] = pa.repeat(_values([as_of], "timestamp")[0], count)
        return columns

    def _slow_table(self, good: list[tuple[int, Record, list[Value]]]) -> pa.Table:
        arrays = {
            column.name: _values([values[index] for _, _, values in good], column.type)
            for index, column in enumerate(self.columns)
        }
        arrays.update(self._housekeeping(*_where([(number, record) for number, record, _ in good])))
        return pa.table([arrays[name] for name in self.stage.names], schema=self.stage)

    def _bad_table(self, bad: list[tuple[int, Record, str | None, str]]) -> pa.Table:
        if not bad:
            return self.quarantine.empty_table()
        arrays = self._housekeeping(*_where([(number, record) for number, record, _, _ in bad]))
        arrays["_column"] = pa.array([column for _, _, column, _ in bad], pa.string())
        arrays["_reason"] = pa.array([reason for _, _, _, reason in bad], pa.string())
        raw = (cut_text(record) for _, record, _, _ in bad)
        texts = [escape_bytes(text) if each[3] == "encoding" else text for text, each in zip(raw, bad)]
        arrays["_raw"] = _values(texts, "string")
        return pa.table([arrays[name] for name in self.quarantine.names], schema=self.quarantine)


def _where(rows: list[tuple[int, Record]]) -> tuple[Places, Places]:
    """Offsets and numbers of records."""
    offsets = np.array([record.start for _, record in rows], np.int64)
    return offsets, np.array([number for number, _ in rows], np.int64)


def _join(data: bytes, lines: Lines, quotes: bool) -> Any:
    """The plain lines without their quotes, one behind the other; no copy where there is nothing to leave out."""
    starts, stops = lines.starts, lines.stops
    gaps = np.flatnonzero(starts[1:] != stops[:-1]) + 1
    firsts = np.concatenate(([0], gaps))
    lasts = np.concatenate((gaps, [len(starts)])) - 1
    view = memoryview(data)
    pieces = [view[starts[a] : stops[b]] for a, b in zip(firsts, lasts)]
    if quotes and data.find(b'"', int(starts[0]), int(stops[-1])) >= 0:
        return pa.py_buffer(b"".join(pieces).replace(b'"', b""))
    return pa.py_buffer(pieces[0] if len(pieces) == 1 else b"".join(pieces))


def _values(values: Sequence[Value], kind: str) -> pa.Array:
    """Values as ``values.py`` gives them as an Arrow array of their type."""
    decimal = decimal_of(kind)
    if decimal:
        return pa.array([_decimal(value, decimal[1]) for value in values], arrow_type(kind))
    if kind == "string":
        return pa.array(values, pa.binary()).cast(pa.string())
    if kind == "date":
        return pa.array(values, pa.int32()).view(pa.date32())
    if kind == "timestamp":
        return pa.array(values, pa.int64()).view(arrow_type(kind))
    return pa.array(values, arrow_type(kind))


def _decimal(unscaled: Value, scale: int) -> Decimal | None:
    if unscaled is None:
        return None
    # From digits and exponent: arithmetic would round to the context's 28 digits.
    digits = tuple(int(digit) for digit in str(abs(int(unscaled))))
    return Decimal((1 if int(unscaled) < 0 else 0, digits, -scale))
