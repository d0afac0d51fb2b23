"""Finds the earlier column whose values a column takes over (contract/identity.ts), and what rules out merging."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypedDict

from faults import DataFault
from plan import Column, TransformPlan
from retype import type_change


class _Numbered(TypedDict, total=False):
    fieldId: int


class Recorded(_Numbered):
    """
    A column as a run recorded it: `formerly` are its earlier names, newest first; `fieldId` is its id in the published
    files, which columns of merged rows and of older versions lack.
    """

    name: str
    type: str
    formerly: list[str]


class Resolved(NamedTuple):
    """A contract's column, and the recorded column whose values it takes over; None for a new column."""

    column: Column
    source: Recorded | None


class Resolution(NamedTuple):
    """
    The outcome for every column. `retired` are the recorded columns that the contract does not name, `dropped` those
    that the run discards, both by name; `contradictions` name a column and the columns whose values it could take
    over.
    """

    columns: list[Resolved]
    retired: list[Recorded]
    dropped: list[Recorded]
    contradictions: list[tuple[str, list[str]]]


class Base(NamedTuple):
    """The merged rows before a run: columns that their plan named, retired columns, and the key by name."""

    named: Sequence[Recorded]
    retired: Sequence[Recorded]
    key: Sequence[str]


def resolve(wanted: Sequence[Column], base: Base, allow_loss: Sequence[str] = ()) -> Resolution:
    """
    A column takes over the values under its own name; otherwise under the first existing name of its `renamedFrom`;
    otherwise of a column that earlier had its name, or one of its `renamedFrom`. Each recorded column is used once.
    """
    columns = [column for column in wanted if not column["name"].startswith("_")]
    left = {column["name"]: column for column in (*base.named, *base.retired)}
    found: dict[str, Recorded] = {}
    contradictions: list[tuple[str, list[str]]] = []

    for column in columns:
        name = column["name"]
        own = left.get(name)
        if own is None:
            continue
        # Two columns that the contract treats as one. After the rename the old name may belong to another column.
        other = next((each for each in former_names(column) if each in left and each not in own["formerly"]), None)
        if other is not None and name in allow_loss:
            continue
        if other is not None:
            contradictions.append((name, [name, other]))
        found[name] = left.pop(name)

    for column in columns:
        former = next((each for each in former_names(column) if each in left), None)
        if column["name"] not in found and former is not None:
            found[column["name"]] = left.pop(former)

    def bearers(former: str) -> list[Recorded]:
        return [each for each in left.values() if former in each["formerly"] and each["name"] not in allow_loss]

    def wishes() -> Iterator[tuple[int, int, int, str, str]]:
        for place, column in enumerate(columns):
            if column["name"] not in found:
                for rank, former in enumerate((column["name"], *former_names(column))):
                    # Of two columns that used to be one, the one with the later name gets it.
                    ages = [each["formerly"].index(former) for each in bearers(former)]
                    if ages:
                        yield rank, min(ages), place, column["name"], former

    for *_, name, former in sorted(wishes()):
        candidates = bearers(former)
        if name in found or not candidates:
            continue
        if len(candidates) > 1:
            contradictions.append((name, [each["name"] for each in candidates]))
        found[name] = left.pop(candidates[0]["name"])

    surplus = [left[name] for name in sorted(left)]
    return Resolution(
        [Resolved(column, found.get(column["name"])) for column in columns],
        [column for column in surplus if column["name"] not in allow_loss],
        [column for column in surplus if column["name"] in allow_loss],
        contradictions,
    )


def former_names(column: Column) -> Sequence[str]:
    """Names that the contract says the column had, newest first."""
    return column.get("renamedFrom", [])


def recorded_as(resolved: Resolved) -> Recorded:
    """A resolved column, in the form that the run's report records."""
    column, source = resolved
    names = [*former_names(column), *((source["name"], *source["formerly"]) if source else ())]
    formerly = [former for former in dict.fromkeys(names) if former != column["name"]]
    return {"name": column["name"], "type": column["type"], "formerly": formerly}


def unrecorded(columns: Sequence[Column]) -> list[Recorded]:
    """The columns of a plan without recorded identities: runs of earlier versions recorded none."""
    return [recorded_as(Resolved(column, None)) for column in columns if not column["name"].startswith("_")]


def ways_forward(column: Column, key: Sequence[str], values: str) -> str:
    """What to do about a type that merged values cannot be converted to."""
    name = column["name"]
    # Rows are merged by the key: without its values they would become one row.
    if name in key:
        return "It is part of the key, by which rows are merged: put the old type back."
    if column["nullable"] or "fill" in column:
        become = "null" if column["nullable"] else "the column's fill"
        return (
            f"Put the old type back, give the new one to a column of another name, or run with --allow-loss {name}, "
            f"which makes {values} {become}."
        )
    # Under another name, too, the merged rows have no value for it.
    return (
        "Put the old type back; or give the column, which is required, a fill, and then give it another name or run "
        f"with --allow-loss {name}, which makes {values} the fill."
    )


def refuse(plan: TransformPlan, base: Base, allow_loss: Sequence[str]) -> None:
    """Raises the faults of contract/base-faults.ts: `KeyChanged`, `ContractAmbiguous`, `ContractNarrows`."""
    resolution = resolve(plan["stage"], base, allow_loss)
    before = {column["name"]: source["name"] if source else None for column, source in resolution.columns}
    if sorted(str(before.get(name)) for name in plan["key"]) != sorted(base.key):
        raise DataFault(
            "KeyChanged",
            f"the key is {', '.join(plan['key'])}, but the published rows were merged by {', '.join(base.key)}. Put "
            "that key back (if you renamed a key column, give its old name in renamedFrom), or describe rows with "
            "another key as a new data set.",
        )
    for name, candidates in resolution.contradictions:
        if candidates[0] == name:
            message = (
                f"the merged rows hold both {name} and {candidates[1]}, but renamedFrom says that they are one column. "
                f"Remove renamedFrom to keep the values of {name}"
            )
            give_up = f", or run with --allow-loss {name} to replace them with those of {candidates[1]}."
            message += "." if name in plan["key"] else give_up
        else:
            both = " and ".join(candidates)
            message = f"{both} were both called {name} before. Say in its renamedFrom which of them it is."
        raise DataFault("ContractAmbiguous", message)
    for column, source in resolution.columns:
        name = column["name"]
        if source and name not in allow_loss and type_change(source["type"], column["type"]) == "never":
            raise DataFault(
                "ContractNarrows",
                f"the merged values of {name} are of type {source['type']}, and none of them can become "
                f"{column['type']}. " + ways_forward(column, plan["key"], "those values"),
            )
