"""Raw to stage and quarantine as a Spark job, whose tasks run the converter of the Lambda functions (converter.py).

On Glue the modules beside this file, and the converter, come with ``--extra-py-files``. A task is one part of the
manifest. The script exits non-zero only if the machine failed; the report's ``error`` holds faults of the data, and
Publish throws them.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from typing import Any

from pyspark import SparkFiles, TaskContext
from pyspark.sql import SparkSession

from attempts import parsed_attempt
from documents import CONVERT, MANIFEST, opened, opened_plan, sealed
from faults import DataFault
from objects import open_store, read_whole
from plan import VERSION
from session import open_session, ship

Json = dict[str, Any]

#: The modules of this folder that a task imports.
MODULES = (
    "bucket_store",
    "checksums",
    "converter",
    "documents",
    "faults",
    "objects",
    "parts",
)


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    """The command line; Glue adds its own arguments.

    ``root``: the store of all keys; ``converter``: path of the converter's script where all tasks run on this machine.
    """
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    for name in ("plan", "manifest", "root"):
        parser.add_argument(f"--{name}", required=True, metavar="URI")
    parser.add_argument("--converter", metavar="PATH")
    return parsed_attempt(parser, argv)


def convert_all(spark: SparkSession, plan: Json, manifest: Json, args: argparse.Namespace) -> int:
    """Converts every part, one task each; returns the number of records. Raises the first faulty part's DataFault."""
    parts = range(len(manifest["parts"]))
    if not parts:
        return 0
    context = spark.sparkContext
    ship(spark, MODULES)
    # Sent once per machine, not once per task: with 10,000 parts they are megabytes.
    documents = context.broadcast((plan, manifest))
    root, attempt, script = args.root, args.attempt, args.converter

    def convert(part: int) -> list[Json]:
        import parts as on_executor
        from converter import unpacked
        from faults import DataFault as Fault

        task = TaskContext.get()
        # A task may be retried, or run twice at once: each attempt writes its own files, and the first report wins.
        own = f"{attempt}-{task.taskAttemptId() if task else 0}"
        try:
            run = script or unpacked(SparkFiles.getRootDirectory())
            return [on_executor.convert_part(*documents.value, root, part, own, run)]
        except Fault as fault:
            return [{"part": part, "error": {"name": fault.name, "message": fault.message}}]

    reports = context.parallelize(parts, len(parts)).flatMap(convert).collect()
    for report in reports:
        if "error" in report:
            raise DataFault(report["error"]["name"], report["error"]["message"])
    return sum(int(report["records"]) for report in reports)


def main(argv: Sequence[str], session: SparkSession | None = None) -> None:
    """Runs the job, in ``session`` if given; finally writes the run's ``convert/<attempt>.json``."""
    args = arguments(argv)
    started = time.monotonic()
    # The manifest's key is state/<dataset>/runs/<run>/manifest.json.
    dataset, _, run = args.manifest.split("/")[-4:-1]
    report: Json = {
        "version": 1,
        "dataset": dataset,
        "run": run,
        "attempt": args.attempt,
        "engine": "spark",
        "parts": 0,
        "records": 0,
    }
    spark = session or open_session("convert")
    try:
        plan: Json = opened_plan(read_whole(args.plan), args.plan, VERSION, CONVERT)
        manifest: Json = opened(read_whole(args.manifest), args.manifest, MANIFEST)
        report["parts"] = len(manifest["parts"])
        print(f"Spark converts {manifest['records']} records in {report['parts']} parts", flush=True)
        report["records"] = convert_all(spark, plan, manifest, args)
    except DataFault as fault:
        report["error"] = {"name": fault.name, "message": fault.message}
    report["seconds"] = round(time.monotonic() - started, 3)
    key = f"state/{dataset}/runs/{run}/convert/{args.attempt}.json"
    if not open_store(args.root).create(key, sealed(report)):
        raise FileExistsError(f"{key} exists: another attempt has the same name")
    if session is None:
        spark.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
