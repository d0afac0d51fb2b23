"""The object store through Hadoop's file systems: `s3://…`, or on a laptop `file:///…` and plain paths."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from urllib.parse import unquote, urlparse

from py4j.protocol import Py4JJavaError
from pyspark.sql import SparkSession

from complaints import of_machine
from documents import Shape, opened, sealed
from objects import DirectoryStore, ObjectStore, open_store

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

# Each operation is a round trip to the store.
_TOGETHER = 16


class Footer(NamedTuple):
    """The footer of a Parquet file: its rows and the names of its columns."""

    rows: int
    columns: frozenset[str]


def location(text: str) -> str:
    """A URI or path in the form that Hadoop takes, which does not decode `%20`; a prefix keeps its slash."""
    if text.startswith("file:"):
        return "file://" + unquote(urlparse(text).path)
    return f"file://{text}" if text.startswith("/") else text


def root_store(root: str) -> ObjectStore:
    """The store at a root from `location`, for reads without Hadoop."""
    if root.startswith("file://"):
        return DirectoryStore(Path(root[len("file://") :]))
    return open_store(root)


def globless(uri: str) -> str:
    """The URI for Spark's readers, with pattern characters escaped."""
    return "".join(f"\\{char}" if char in "*?[]{}\\" else char for char in uri)


def each(work: Callable[[_Item], _Result], items: Iterable[_Item]) -> list[_Result]:
    """Applies `work` to every item, several at a time; keeps the order."""
    with ThreadPoolExecutor(_TOGETHER) as pool:
        return list(pool.map(work, items))


def _open(spark: SparkSession, uri: str) -> tuple[Any, Any]:
    path = spark._jvm.org.apache.hadoop.fs.Path(uri)  # type: ignore[union-attr]
    return path.getFileSystem(spark._jsc.hadoopConfiguration()), path


def read_json(spark: SparkSession, uri: str, shape: Shape) -> Any:
    """Reads a JSON document. Raises `FileNotFoundError` if it does not exist, and fails like `opened`."""
    return opened(read_text(spark, uri), uri, shape)


def read_text(spark: SparkSession, uri: str) -> bytes:
    """The bytes of a small file. Raises `FileNotFoundError` if it does not exist."""
    files, path = _open(spark, uri)
    if not files.exists(path):
        raise FileNotFoundError(f"{uri} is not in the store: its run was removed, or was never that far")
    stream = files.open(path)
    try:
        text = spark._jvm.org.apache.commons.io.IOUtils.toString(stream, "UTF-8")  # type: ignore[union-attr]
    finally:
        stream.close()
    return str(text).encode("utf-8", "surrogatepass")


def create_json(spark: SparkSession, uri: str, document: Mapping[str, Any]) -> None:
    """Writes a JSON document. Raises `FileExistsError` if it exists already."""
    files, path = _open(spark, uri)
    if files.exists(path):
        raise FileExistsError(f"{uri} exists: another attempt had the same name")
    stream = files.create(path, False)
    try:
        stream.write(bytearray(sealed(document)))
    finally:
        stream.close()


def list_files(spark: SparkSession, uri: str) -> dict[str, int]:
    """Sizes in bytes of all files below a prefix, by their paths from there; empty if the prefix does not exist."""
    files, path = _open(spark, uri)
    if not files.exists(path):
        return {}
    root = files.makeQualified(path).toString().rstrip("/") + "/"
    listing = files.listFiles(path, True)
    found: dict[str, int] = {}
    while listing.hasNext():
        status = listing.next()
        found[status.getPath().toString()[len(root) :]] = int(status.getLen())
    return dict(sorted(found.items()))


def read_footer(spark: SparkSession, uri: str) -> Footer:
    """The footer of a Parquet file. Raises `ValueError` with Parquet's message if the footer is missing."""
    jvm: Any = spark._jvm
    try:
        file = jvm.org.apache.parquet.hadoop.util.HadoopInputFile.fromPath(
            jvm.org.apache.hadoop.fs.Path(uri), spark._jsc.hadoopConfiguration()
        )
        reader = jvm.org.apache.parquet.hadoop.ParquetFileReader.open(file)
    except Py4JJavaError as error:
        if of_machine(error):
            raise
        raise ValueError(str(error.java_exception.toString())) from error
    try:
        fields = reader.getFooter().getFileMetaData().getSchema().getFields()
        return Footer(int(reader.getRecordCount()), frozenset(str(field.getName()) for field in fields))
    finally:
        reader.close()
