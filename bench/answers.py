"""
What Parquet files say, whoever wrote them: the number of rows, and for each column a digest of its values.

    python bench/answers.py QUESTIONS.json

QUESTIONS.json has `columns` (`name`, `type`, `prefix`) and `sides`: by name, the `files` of one table in order, and the
`names` of the columns in them. Prints for each side `rows` and `digests`, or `fault` if its values cannot be
read as these types. A value is compared as the declared type: doubles bit by bit, decimals and instants as integers,
strings as UTF-8. So a date that pandas wrote as a timestamp, or a decimal that it wrote as a double, is equal if
the nearest value of the declared type is.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

Json = dict[str, Any]

TYPES = {
    "string": pa.large_string(),
    "boolean": pa.bool_(),
    "int": pa.int32(),
    "bigint": pa.int64(),
    "double": pa.float64(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
}


def type_of(kind: str) -> pa.DataType:
    """The Arrow type that values are compared as."""
    decimal = re.fullmatch(r"decimal\((\d+),(\d+)\)", kind)
    return pa.decimal128(int(decimal[1]), int(decimal[2])) if decimal else TYPES[kind]


def read_as(values: pa.Array, column: Json) -> pa.Array:
    """Values as the column's type."""
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    kind = type_of(column["type"])
    if column["prefix"] and not pa.types.is_integer(values.type):
        values = pc.utf8_slice_codeunits(values.cast(pa.string()), len(column["prefix"]))
    return values.cast(kind)


def bytes_of(values: pa.Array) -> Iterator[bytes]:
    """What is hashed of an array: which values are null, how long strings are, and the values."""
    yield np.asarray(values.is_valid()).tobytes()
    if pa.types.is_large_string(values.type):
        values = values.fill_null("")
        yield np.asarray(pc.binary_length(values)).tobytes()
        yield "".join(values.to_pylist()).encode()
    elif pa.types.is_decimal(values.type):
        yield "".join(f"{value}," for value in values.to_pylist()).encode()
    elif pa.types.is_boolean(values.type):
        yield np.asarray(values.fill_null(False)).tobytes()
    else:
        width = {4: pa.int32(), 8: pa.int64()}[values.type.bit_width // 8]
        yield np.asarray(values.view(width).fill_null(0)).tobytes()


class Digest:
    """Digest of a column. Each of its streams has a hash of its own, so that batches of any size give the same."""

    def __init__(self) -> None:
        self.hashes = [hashlib.sha256() for _ in range(3)]

    def add(self, values: pa.Array) -> None:
        """Takes the next values."""
        for stream, chunk in zip(self.hashes, bytes_of(values)):
            stream.update(chunk)

    def __str__(self) -> str:
        return hashlib.sha256(b"".join(each.digest() for each in self.hashes)).hexdigest()[:16]


def answer(files: list[str], names: list[str], columns: list[Json]) -> Json:
    """Rows and digests of a table."""
    digests = [Digest() for _ in columns]
    rows = 0
    for path in files:
        for batch in pq.ParquetFile(path).iter_batches(batch_size=65_536, columns=names):
            rows += batch.num_rows
            for digest, name, column in zip(digests, names, columns):
                digest.add(read_as(batch.column(name), column))
    return {"rows": rows, "digests": {column["name"]: str(digest) for column, digest in zip(columns, digests)}}


def main(path: str) -> None:
    """Prints the answers of all sides."""
    with open(path, encoding="utf-8") as file:
        questions = json.load(file)
    answers: Json = {}
    for side, asked in questions["sides"].items():
        try:
            answers[side] = answer(asked["files"], asked["names"], questions["columns"])
        except (pa.ArrowException, OSError, KeyError) as error:
            answers[side] = {"fault": str(error)}
    print(json.dumps(answers))


if __name__ == "__main__":
    main(*sys.argv[1:])
