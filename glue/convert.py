"""Raw to stage and quarantine as a Spark job: the same rows, offsets and reasons as Lambda's converter.

On Glue the modules beside this file come with ``--extra-py-files``. A task is one part of the manifest. It exits
non-zero only when the machine failed; what the data did stands in the report's ``error``, and Publish throws it.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pyspark import TaskContext
from pyspark.sql import SparkSession

from attempts import parsed_attempt
from faults import DataFault
from objects import as_json, open_store, read_whole
from parts import run_key
from plan import VERSION
from session import open_session

Json = dict[str, Any]

#: Modules that a task imports, this folder's own.
MODULES = (
    "blocks",
    "bucket_store",
    "fast",
    "fast_instants",
    "faults",
    "instants",
    "lines",
    "objects",
    "parts",
    "quarantine_text",
    "records",
    "row_files",
    "rows",
    "slices",
    "values",
)


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    """The command line; Glue adds arguments of its own. ``root``: the store of all keys."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    for name in ("plan", "manifest", "root"):
        parser.add_argument(f"--{name}", required=True, metavar="URI")
    return parsed_attempt(parser, argv)


def convert_all(spark: SparkSession, plan: Json, manifest: Json, root: str, attempt: str) -> int:
    """Converts every part, one task each; the number of records. Raises the DataFault of the first part at fault."""
    if plan.get("version") != VERSION:
        raise DataFault(
            "PlanVersion",
            f"the plan is of version {plan.get('version')} and this program reads version {VERSION}: deploy the "
            "program that wrote it, or start a new run",
        )
    parts = range(len(manifest["parts"]))
    if not parts:
        return 0
    context = spark.sparkContext
    for module in MODULES:
        path = Path(__file__).with_name(f"{module}.py")
        if path.exists():
            context.addPyFile(str(path))
    # Once a machine and not once a task: with 10,000 parts they are megabytes.
    documents = context.broadcast((plan, manifest))

    def convert(part: int) -> list[Json]:
        import parts as on_executor
        from faults import DataFault as Fault

        task = TaskContext.get()
        # A task may be tried again, or twice at once: each writes files of its own, the first report wins.
        own = f"{attempt}-{task.taskAttemptId() if task else 0}"
        try:
            return [on_executor.convert_part(*documents.value, root, part, own)]
        except Fault as fault:
            return [{"part": part, "error": {"name": fault.name, "message": fault.message}}]

    reports = context.parallelize(parts, len(parts)).flatMap(convert).collect()
    for report in reports:
        if "error" in report:
            raise DataFault(report["error"]["name"], report["error"]["message"])
    return sum(int(report["records"]) for report in reports)


def main(argv: Sequence[str], session: SparkSession | None = None) -> None:
    """Runs the job, in ``session`` where there is one; last it writes the run's ``convert/<attempt>.json``."""
    args = arguments(argv)
    started = time.monotonic()
    plan: Json = json.loads(read_whole(args.plan))
    manifest: Json = json.loads(read_whole(args.manifest))
    report: Json = {
        "version": 1,
        "dataset": manifest["dataset"],
        "run": manifest["run"],
        "attempt": args.attempt,
        "engine": "spark",
        "parts": len(manifest["parts"]),
        "records": 0,
    }
    spark = session or open_session("convert")
    print(f"Spark converts {manifest['records']} records in {report['parts']} parts", flush=True)
    try:
        report["records"] = convert_all(spark, plan, manifest, args.root, args.attempt)
    except DataFault as fault:
        report["error"] = {"name": fault.name, "message": fault.message}
    report["seconds"] = round(time.monotonic() - started, 3)
    key = run_key(manifest, f"convert/{args.attempt}.json")
    if not open_store(args.root).create(key, as_json(report)):
        raise FileExistsError(f"{key} exists: another attempt had the same name")
    if session is None:
        spark.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
