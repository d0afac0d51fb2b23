"""The job over a bucket: the same keys, and no Spark."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis_run import Run, dated
from analyze import main
from bucket_store import BucketStore
from cloud import emulated_cloud
from objects import open_store, read_whole


def test_reads_plan_model_and_source_from_a_bucket_and_writes_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cloud").mkdir()
    (tmp_path / "store").mkdir()
    with emulated_cloud(tmp_path / "cloud") as env:
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        BucketStore("lake").client.create_bucket(
            Bucket="lake", CreateBucketConfiguration={"LocationConstraint": os.environ["AWS_REGION"]}
        )
        run = Run(tmp_path / "store", {"A": dated([0.01] * 5)})
        store = open_store("s3://lake/")
        for file in run.plan["source"]["files"]:
            store.create(file["key"], (run.root / file["key"]).read_bytes())
        state = "state/prices_posterior/runs/r"
        store.create(f"{state}/plan.json", json.dumps(run.plan).encode())
        store.create("scripts/prices.model.py", b"build = day = print")
        given = {
            "plan": f"s3://lake/{state}/plan.json",
            "model": "s3://lake/scripts/prices.model.py",
            "output": "s3://lake/processed/prices_posterior/r/",
            "report": f"s3://lake/{state}/analysis/",
            "root": "s3://lake/",
            "JOB_RUN_ID": "jr_1",
        }
        main([word for name, value in given.items() for word in (f"--{name}", value)])
        report = json.loads(read_whole(f"s3://lake/{state}/analysis/jr_1.json"))
        assert "error" not in report
        [file] = report["files"]
        assert file["key"] == "processed/prices_posterior/r/jr_1/part-00000.parquet"
        content = read_whole(f"s3://lake/{file['key']}")
        assert len(content) == file["size"]
        assert pq.read_table(pa.BufferReader(content)).num_rows == report["rows"]["out"] == 3
        # A model that is not there is the user's to mend, in a bucket too.
        main(
            [
                word
                for name, value in {**given, "model": "s3://lake/none.py", "JOB_RUN_ID": "jr_2"}.items()
                for word in (f"--{name}", value)
            ]
        )
        told = json.loads(read_whole(f"s3://lake/{state}/analysis/jr_2.json"))["error"]
        assert told["name"] == "ModelFailed" and "s3://lake/none.py" in told["message"]
