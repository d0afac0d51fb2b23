"""Spark's errors about the SQL or a value, told apart from errors of the machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from py4j.protocol import Py4JJavaError
from pyspark.errors.exceptions.captured import AnalysisException, CapturedException, UnknownException

from faults import DataFault

# Spark's exceptions about a value: overflow, a string that is not a number, an index past the end.
_ABOUT_VALUES = re.compile(
    r"org\.apache\.spark\.Spark(?:Arithmetic|DateTime|NumberFormat|Runtime|ArrayIndexOutOfBounds|IllegalArgument"
    r"|UnsupportedOperation|NoSuchElement)Exception: ([^\n]*)"
)


def complaint(error: Exception) -> str | None:
    """Spark's message about the SQL or a value; None if the machine is at fault."""
    if isinstance(error, Py4JJavaError):
        # A task's error is in the stack trace of its job.
        found = _ABOUT_VALUES.search(str(error))
        return found.group(1) if found else None
    if not isinstance(error, CapturedException) or type(error) is UnknownException:
        return None
    # An error about a value has a name, [DIVIDE_BY_ZERO]; one about, say, a wrong setting of the machine has none.
    named = isinstance(error, AnalysisException) or error.getErrorClass() is not None
    return str(error.desc) if named else None


# Errors of storage, network, memory or the cluster: a retry may help, and no file is at fault.
_ABOUT_MACHINES = re.compile(
    r"No space left|OutOfMemory|SparkContext was shut down|stopped SparkContext|ExecutorLostFailure|Permission denied"
    r"|AccessDenied|Forbidden|Status Code: [45]|Throttl|SlowDown|ExpiredToken|SdkClientException|AmazonS3Exception"
    r"|S3Exception|ConnectException|SocketException|SocketTimeout|UnknownHost|Connection reset"
)


def of_machine(error: Exception) -> bool:
    """Whether an exception is about the machine and not about what a file holds."""
    return _ABOUT_MACHINES.search(str(error)) is not None


@contextmanager
def stating(sql: str) -> Iterator[None]:
    """Raises an error of Spark about `sql` or its values as `TransformFailed` with Spark's message."""
    try:
        yield
    except (CapturedException, Py4JJavaError) as error:
        message = complaint(error)
        if message is None:
            raise
        raise DataFault("TransformFailed", f"{message}\n\nin the SQL\n\n{sql}") from error
