"""The analysis of a published table's returns by a user's PyMC model. It writes the same table as the closed forms.

A job of one machine, without Spark. On Glue the modules beside this file come with ``--extra-py-files``, the packages
of requirements-analysis.txt with ``--additional-python-modules``. It exits non-zero only if the machine failed; the
report's ``error`` holds faults of the data or the model.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from arrow_columns import arrow_schema, worth_dictionary
from attempts import parsed_attempt
from checksums import file_checksum
from described_run import Read, published_fields
from documents import ANALYSIS, Shape, opened, opened_plan, sealed
from faults import DataFault
from field_ids import give_field_ids, ids_by_name
from model_file import ModelFile, load_model, model_errors, model_failed
from objects import ObjectStore, open_store, read_whole
from source_table import read_source
from windows import Window, cut_windows

Json = dict[str, Any]

#: The version of the plans that this program reads (contract/analysis-plan.ts).
VERSION = 1


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    """Parses the command line; Glue adds its own arguments. ``output`` and ``report`` are prefixes below ``root``."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    for name in ("plan", "model", "output", "report", "root"):
        parser.add_argument(f"--{name}", required=True, metavar="URI")
    return parsed_attempt(parser, argv)


def analyze(store: ObjectStore, root: str, plan_uri: str, model: str, output: str) -> Json:
    """
    Writes the table below the key ``output``; returns the results for the report. Raises the DataFault of plan, source
    or model.
    """
    plan: Json = opened_plan(read_whole(plan_uri), plan_uri, VERSION, ANALYSIS)
    source = read_source(store, plan["source"])
    windows = cut_windows(source, plan)
    file = load_model(model)
    numbers = sampled(file, [window for window in windows if window.status == "ok"], plan)
    rows = [_row(window, numbers.get(window.group, {})) for window in windows]
    columns, key = plan["table"]["columns"], plan["table"]["key"]
    fields = give_field_ids(columns, published_fields(_document_reader(root), plan["dataset"], plan["base"]))
    table = pa.Table.from_pylist(rows, arrow_schema(columns, ids_by_name(fields)))
    return {
        "rows": {"in": source.num_rows, "out": len(rows)},
        "files": [write_table(store, f"{output}part-00000.parquet", table, plan["table"]["compression"])],
        "identity": {"key": key, "stage": [], "retired": [], "table": fields.columns},
        "highestFieldId": fields.highest,
    }


def _document_reader(root: str) -> Read:
    def read(key: str, shape: Shape) -> Json:
        uri = f"{root.rstrip('/')}/{key}"
        document: Json = opened(read_whole(uri), uri, shape)
        return document

    return read


def write_table(store: ObjectStore, key: str, table: pa.Table, compression: str) -> Json:
    """Writes a table as one file, even without rows; returns its key, size, rows and checksum."""
    path = store.temporary()
    try:
        pq.write_table(table, path, compression=compression, use_dictionary=worth_dictionary(table))
        checksum = file_checksum(path)
        return {"key": key, "size": store.adopt(key, path), "rows": table.num_rows, "checksum": checksum}
    finally:
        Path(path).unlink(missing_ok=True)


def sampled(file: ModelFile, windows: Sequence[Window], plan: Json) -> dict[str, Json]:
    """The quantities of every window by the names of their groups; makes no model if there are no windows."""
    if not windows:
        return {}
    # Imported late: PyMC takes seconds to import.
    from quantities import quantities
    from sampler import CHAINS, sample

    found: dict[str, Json] = {}
    draws = CHAINS * file.sampling["draws"]
    for window, group in zip(windows, sample(file, list(windows), plan["prior"])):
        with model_errors(file.name, f", day of {window.group}"):
            numbers = quantities(file.day(group.draws), draws, CHAINS, plan["horizon"])
        numbers |= {"r_hat": group.r_hat, "effective_sample_size": group.effective_sample_size}
        for name, number in numbers.items():
            if not math.isfinite(number):
                raise model_failed(f"{file.name}, day of {window.group}: {name} comes out as {number}.")
        found[window.group] = numbers
    return found


def _row(window: Window, numbers: Json) -> Json:
    return {
        "symbol": window.series,
        "window_name": window.name,
        "status": window.status,
        "engine": "pymc",
        "first_date": window.first,
        "last_date": window.last,
        "returns": len(window.returns),
        **numbers,
    }


def main(argv: Sequence[str]) -> None:
    """Runs one attempt; finally writes ``<report><attempt>.json``."""
    args = arguments(argv)
    began = time.monotonic()
    store = open_store(args.root)
    # The output's key is processed/<dataset>/<run>/.
    dataset, run = args.output.split("/")[-3:-1]
    report: Json = {
        "version": 1,
        "dataset": dataset,
        "run": run,
        "attempt": args.attempt,
        "engine": "pymc",
        "rows": {"in": 0, "out": 0},
        "files": [],
    }
    output = f"{_key(args.output, args.root)}{args.attempt}/"
    try:
        report |= analyze(store, args.root, args.plan, args.model, output)
    except DataFault as fault:
        report["error"] = {"name": fault.name, "message": fault.message}
    report["seconds"] = round(time.monotonic() - began, 3)
    key = f"{_key(args.report, args.root)}{args.attempt}.json"
    if not store.create(key, sealed(report)):
        raise FileExistsError(f"{key} exists: another attempt has the same name")


def _key(uri: str, root: str) -> str:
    """The key below the store's root."""
    if not uri.startswith(root):
        raise ValueError(f"{uri} is not below {root}")
    return uri[len(root) :].lstrip("/")


if __name__ == "__main__":
    main(sys.argv[1:])
