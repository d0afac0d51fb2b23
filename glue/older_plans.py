"""
Rules of plans that earlier versions wrote: a rule that a query counts has only its kind, not the query.

The queries are those of contract/rules/covers.ts and contract/rules/milliseconds.ts.
"""

from __future__ import annotations

from typing import Any

from plan import Rule, TransformPlan


def with_queries(plan: TransformPlan) -> TransformPlan:
    """Adds the missing queries to a plan's rules, whichever version wrote the plan."""
    return {**plan, "rules": [_with_query(rule, plan) for rule in plan["rules"]]}


def _with_query(rule: Any, plan: TransformPlan) -> Rule:
    counted: Rule = rule
    if "violation" in rule or "query" in rule:
        return counted
    if rule["kind"] == "covers":
        return {**counted, "query": _covers(rule["column"], rule["stage"])}
    if rule["kind"] == "milliseconds":
        return {**counted, "query": _milliseconds(plan)}
    return counted


def _covers(column: str, stage: str) -> str:
    return (
        f"select count(*) from (select distinct {stage} as _value from stage where {stage} is not null) as _wanted "
        f"where not exists (select 1 from result where result.{column} = _wanted._value)"
    )


def _milliseconds(plan: TransformPlan) -> str:
    key = plan["key"]
    times = {column["name"] for column in plan["columns"] if column["type"] == "timestamp"}
    rounded = ", ".join(f"{_rounded(name) if name in times else name} as _k{n}" for n, name in enumerate(key))
    present = " and ".join(f"{name} is not null" for name in key)
    fine = " or ".join(f"unix_micros({name}) % 1000 <> 0" for name in key if name in times)
    names = [f"_k{n}" for n in range(len(key))]
    return (
        "select cast(coalesce(sum(_count - 1), 0) as bigint) from (select count(*) as _count from ("
        f"select distinct {', '.join(key)}, {', '.join(f'_keys.{name}' for name in names)} "
        f"from (select {', '.join(key)}, {rounded} from result where {present}) as _keys "
        f"join (select distinct {rounded} from result where {present} and ({fine})) as _fine "
        f"on {' and '.join(f'_fine.{name} = _keys.{name}' for name in names)}"
        f") as _equal group by {', '.join(names)}) as _groups"
    )


def _rounded(name: str) -> str:
    micros = f"unix_micros({name}) + 500"
    return f"{micros} - (({micros}) % 1000 + 1000) % 1000"
