"""Field ids: the cases of test/contract, to which the contract's own function is held as well."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from field_ids import TableFields, give_field_ids

CASES = json.loads((Path(__file__).parents[2] / "test" / "contract" / "field-ids.json").read_text(encoding="utf-8"))


def typed(columns: list[dict[str, Any]]) -> Any:
    """Types do not matter to field ids."""
    return [{**column, "type": "int", "nullable": True} for column in columns]


@pytest.mark.parametrize("case", CASES, ids=[case["what"] for case in CASES])
def test_the_ids_of_contracts_that_follow_each_other(case: dict[str, Any]) -> None:
    published = case["published"]
    fields = TableFields(typed(published["columns"]), published["highestFieldId"])
    for step in case["steps"]:
        fields = give_field_ids(typed(step["wanted"]), fields)
        assert [column["fieldId"] for column in fields.columns] == step["ids"]
        assert fields.highest == step["highest"]
