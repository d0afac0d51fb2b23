"""
The transform as a Spark job: runs a plan over the staged rows, with the same report as DuckDB's transform.

On Glue the modules beside this file come with `--extra-py-files`. It exits non-zero only if the machine failed; the
report's `error` holds faults of the data, and Publish throws them.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from pyspark.sql import SparkSession

from attempts import parsed_attempt
from checks import check
from complaints import stating
from described_run import DescribedRun, published_fields
from documents import PARTS, TRANSFORM, opened_plan
from faults import DataFault
from field_ids import TableFields, give_field_ids, ids_by_name
from identity import Base, Resolution, recorded_as, refuse, resolve
from inputs import (
    Input,
    base_run,
    check_files,
    check_parts,
    document_reader,
    find_damage,
    part_reports,
    read_files,
    staged_files,
)
from merge import Merge, judge_base, judge_merged, merged, merged_columns, retired_columns
from older_plans import with_queries
from plan import HOUSEKEEPING, VERSION, Column, TransformPlan, WrittenFile
from session import open_session, size_shuffles
from store import create_json, location, read_json, read_text
from table import declared, write_sorted, written_files


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    """
    The command line. `plan` is a document's URI; `pointer` the number of the pointer that the run is built on, 0 for
    none; `base` the prefix of its merged rows, relative to the store's root, or `none`; all others are URIs of
    prefixes. The attempt is appended to those that are written to. Glue adds its own arguments.
    """
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    for name in ("plan", "stage", "parts", "merged", "output", "report"):
        parser.add_argument(f"--{name}", required=True, metavar="URI", type=location)
    parser.add_argument("--base", required=True, metavar="PREFIX")
    parser.add_argument("--pointer", required=True, metavar="NUMBER", type=int)
    parsed = parsed_attempt(parser, argv)
    for name in ("stage", "parts", "base", "merged", "output", "report"):
        prefix = getattr(parsed, name)
        setattr(parsed, name, prefix if prefix == "none" or prefix.endswith("/") else f"{prefix}/")
    return parsed


class Attempt(NamedTuple):
    """
    One attempt: its plan and inputs, and the URIs that it writes to. `fields` are the table's columns with their ids,
    `resolution` maps each stage column to the one whose values it takes over, `allow_loss` names those that may lose
    values.
    """

    plan: TransformPlan
    root: str
    stage: Input
    base: Input
    merged: str
    output: str
    resolution: Resolution
    fields: TableFields
    allow_loss: Sequence[str]


def written(spark: SparkSession, of: Attempt, uri: str, columns: Sequence[Column]) -> Input:
    """The rows that were written below a URI, to be read back."""
    return Input(of.root, uri, written_files(spark, of.root, uri[len(of.root) :]), columns)


def execute(spark: SparkSession, of: Attempt) -> dict[str, Any]:
    """Runs from stage to merged rows to table to checks; returns the results for the report."""
    plan, seen = of.plan, of.stage
    check_files(spark, of.stage)
    check_files(spark, of.base)
    size_shuffles(spark, of.stage.size + of.base.size)
    retired: list[dict[str, Any]] = []
    if plan["mode"] == "upsert":
        say("merges", of.stage.rows + of.base.rows)
        base = read_files(spark, of.base) if of.base.files else None
        merge = Merge(plan, base, of.resolution, of.allow_loss)
        with stating("(the published run's merged rows, as the columns of today's stage)"):
            judge_base(merge)
            write_sorted(merged(merge, read_files(spark, of.stage)), plan["key"], of.merged)
        # Read back as written: otherwise the SQL would repeat the merge each time it reads.
        whole = written(spark, of, of.merged, merged_columns(plan, of.resolution))
        judge_merged(merge, read_files(spark, whole))
        retired = retired_columns(merge, read_files(spark, whole))
        seen = whole._replace(columns=plan["stage"])
    read_files(spark, seen).createOrReplaceTempView("stage")
    say("transforms", seen.rows)
    with stating(plan["sql"]):
        # On a separate line, because the SQL may end in a comment.
        result = spark.sql(f"select * from (\n{plan['sql']}\n)")
        rows = declared(result, plan["columns"], ids_by_name(of.fields))
        write_sorted(rows, plan["key"], of.output, plan.get("compression", "zstd"))
    table = written(spark, of, of.output, plan["columns"])
    say("checks", table.rows)
    checked = check(spark, read_files(spark, table), plan)
    counts = {"in": of.stage.rows, "base": of.base.rows, "merged": seen.rows, "out": checked["out"]}
    upsert = plan["mode"] == "upsert"
    superseded = {"superseded": of.stage.rows + of.base.rows - seen.rows}
    return {
        "rows": {**counts, "dropped": superseded if upsert else {}},
        "rules": checked["rules"],
        "columns": checked["columns"],
        **({"duplicate": checked["duplicate"]} if checked["duplicate"] else {}),
        "merged": seen.files if upsert else [],
        "files": table.files,
        "identity": {
            "key": plan["key"],
            "stage": [recorded_as(each) for each in of.resolution.columns] if upsert else [],
            "retired": retired,
            "table": of.fields.columns,
        },
        "highestFieldId": of.fields.highest,
    }


def outcome(spark: SparkSession, root: str, args: argparse.Namespace) -> dict[str, Any]:
    """The results of `execute`, or the data's fault by its name."""
    staged: list[WrittenFile] = []
    try:
        reports = part_reports(spark, args.parts)
        staged = staged_files(reports)
        document = opened_plan(read_text(spark, args.plan), args.plan, VERSION, TRANSFORM)
        # The manifest lies beside the plan.
        manifest = read_json(spark, args.plan.rsplit("/", 1)[0] + "/manifest.json", PARTS)
        check_parts(reports, manifest, args.parts)
        plan = with_queries(document["transform"])
        merged_before = f"{root}{args.base}"
        before = DescribedRun([], Base([], [], []), [])
        allow_loss: list[str] = manifest.get("allowLoss", [])
        if plan["mode"] == "upsert" and args.base != "none":
            before = base_run(spark, root, merged_before)
            refuse(plan, before.base, allow_loss)
        published = published_fields(document_reader(spark, root), args.stage.split("/")[-3], args.pointer)
        recorded: list[Column] = [
            {"name": column["name"], "type": column["type"], "nullable": True}
            for column in (*before.base.named, *before.base.retired)
        ]
        stage = Input(root, args.stage, staged, plan["stage"])
        base = Input(root, merged_before, before.files, [*recorded, *HOUSEKEEPING])
        resolution = resolve(plan["stage"], before.base, allow_loss)
        attempt = Attempt(
            plan,
            root,
            stage,
            base,
            f"{args.merged}{args.attempt}/",
            f"{args.output}{args.attempt}/",
            resolution,
            give_field_ids(plan["columns"], published),
            allow_loss,
        )
        try:
            return execute(spark, attempt)
        except Exception as error:
            # Before blaming the SQL or the machine: check whether a damaged file made the job fail.
            if not isinstance(error, DataFault) or error.name == "TransformFailed":
                find_damage(spark, stage)
                find_damage(spark, base)
            raise
    except DataFault as fault:
        rows = {"in": sum(file["rows"] for file in staged), "base": 0, "merged": 0, "out": 0, "dropped": {}}
        told = {"name": fault.name, "message": fault.message}
        return {"rows": rows, "rules": [], "columns": {}, "merged": [], "files": [], "error": told}


def say(does: str, rows: int) -> None:
    """Prints a line of progress to the job's output."""
    print(f"Spark {does} {rows} rows", flush=True)


def main(argv: Sequence[str], session: SparkSession | None = None) -> None:
    """Runs one attempt, in `session` if given; finally writes `<report><attempt>.json`."""
    args = arguments(argv)
    began = time.monotonic()
    spark = session or open_session("transform")
    # The stage's key is stage/<dataset>/<run>/; the part before it is the store.
    path: list[str] = args.stage.split("/")
    root, dataset, run = "/".join(path[:-4]) + "/", path[-3], path[-2]
    report = {
        "version": 1,
        "dataset": dataset,
        "run": run,
        "attempt": args.attempt,
        "engine": "spark",
        **outcome(spark, root, args),
        "seconds": round(time.monotonic() - began, 3),
    }
    create_json(spark, f"{args.report}{args.attempt}.json", report)
    if session is None:
        spark.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
