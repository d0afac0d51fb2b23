"""Identity and changes of type: the cases of test/contract, to which the contract's own functions are held as well."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from identity import Base, recorded_as, resolve
from retype import type_change

SHARED = Path(__file__).parents[2] / "test" / "contract"
CASES = json.loads((SHARED / "identity.json").read_text(encoding="utf-8"))
PAIRS = json.loads((SHARED / "retype.json").read_text(encoding="utf-8"))


def typed(columns: list[dict[str, Any]]) -> Any:
    """Types do not matter to identity."""
    return [{**column, "type": "int", "nullable": True} for column in columns]


@pytest.mark.parametrize("case", CASES, ids=[case["what"] for case in CASES])
def test_whose_values_a_column_takes_over(case: dict[str, Any]) -> None:
    expected = case["expected"]
    base = Base(typed(case["named"]), typed(case["retired"]), [])
    resolution = resolve(typed(case["wanted"]), base, case["allowLoss"])
    found = {column["name"]: source["name"] if source else None for column, source in resolution.columns}
    assert found == expected["from"]
    assert [column["name"] for column in resolution.retired] == expected["retired"]
    assert [column["name"] for column in resolution.dropped] == expected["dropped"]
    contradictions = [{"column": name, "candidates": names} for name, names in resolution.contradictions]
    assert contradictions == expected["contradictions"]
    formerly = {each.column["name"]: recorded_as(each)["formerly"] for each in resolution.columns}
    assert {name: formerly[name] for name in expected["formerly"]} == expected["formerly"]


@pytest.mark.parametrize("kind", PAIRS)
def test_the_class_of_a_change_of_type(kind: str) -> None:
    assert {type_change(given, wanted) for given, wanted in PAIRS[kind]} == {kind}
