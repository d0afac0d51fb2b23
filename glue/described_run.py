"""What a run recorded: its merged rows, and its columns by their identity (core/run/described-run.ts)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from documents import POINTER, PUBLICATION, TRANSFORM, TRANSFORM_REPORT, Shape
from faults import DataFault
from field_ids import TableFields
from identity import Base, Recorded, unrecorded
from plan import TransformPlan, WrittenFile

#: Reads the JSON document of a key. Raises FileNotFoundError if it does not exist, and fails like ``documents.opened``.
Read = Callable[[str, Shape], Any]


class DescribedRun(NamedTuple):
    """What an earlier run left: the files of its merged rows, their description, and its table's columns."""

    files: list[WrittenFile]
    base: Base
    table: list[Recorded]


def describe_run(read: Read, dataset: str, run: str, attempt: str) -> DescribedRun:
    """Describes an attempt of a run, from its report or from Publish's record of it. Fails like ``read``."""
    state = f"state/{dataset}/runs/{run}/"
    try:
        document = read(f"{state}transform/{attempt}.json", TRANSFORM_REPORT)
        files = document["merged"]
    except (FileNotFoundError, DataFault):
        # Publish records the same columns.
        document = read(f"{state}{attempt}.json", PUBLICATION)
        files = document["mergedFiles"]
    identity = document.get("identity")
    if identity is not None:
        return DescribedRun(files, Base(identity["stage"], identity["retired"], identity["key"]), identity["table"])
    # Earlier versions recorded no identities, and kept only the columns of the plan.
    plan: TransformPlan = read(f"{state}plan.json", TRANSFORM)["transform"]
    return DescribedRun(files, Base(unrecorded(plan["stage"]), [], plan["key"]), unrecorded(plan["columns"]))


# How many pointers are read to find the highest field id; core/run/described-run.ts reads as many.
_MOST_POINTERS_BACK = 1000


def published_fields(read: Read, dataset: str, number: int) -> TableFields:
    """The fields of the table that a pointer published; no columns if `number` is 0 or the run cannot be read."""
    if number == 0:
        return TableFields([], 0)
    pointers = [_pointer(read, dataset, number)]
    # A version without field ids may have published after one with them. One that never gave any has many pointers.
    first = max(1, number - _MOST_POINTERS_BACK + 1)
    while "highestFieldId" not in pointers[-1] and number > first:
        number -= 1
        pointers.append(_pointer(read, dataset, number))
    return TableFields(_table(read, dataset, pointers[0]), pointers[-1].get("highestFieldId", 0))


def _pointer(read: Read, dataset: str, number: int) -> dict[str, Any]:
    """A pointer; empty if there is none, or if it cannot be read."""
    try:
        pointer: dict[str, Any] = read(f"state/{dataset}/published/{number:06d}.json", POINTER)
        return pointer
    except (FileNotFoundError, DataFault):
        return {}


def _table(read: Read, dataset: str, pointer: dict[str, Any]) -> list[Recorded]:
    if "identity" in pointer:
        table: list[Recorded] = pointer["identity"]["table"]
        return table
    try:
        return describe_run(read, dataset, pointer["run"], pointer["attempt"]).table
    except (FileNotFoundError, DataFault, KeyError):
        return []
