"""
Runs scripts of glue/ for the tests in one Spark session, which takes seconds to start: a line of standard input is
`{"script": "transform.py", "args": [...]}`, and each is answered by a line of standard output, `{"error": null}` or
`{"error": traceback}`, after what the script itself prints.
"""

from __future__ import annotations

import importlib
import json
import sys
import traceback
from pathlib import Path

from pyspark.sql import SparkSession

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from session import open_session, settings


def main() -> None:
    """Serves until standard input ends."""
    # With a catalog of tables in the working directory, which the tests' own statements use.
    SparkSession.builder.config(map={**settings}).enableHiveSupport().getOrCreate()
    session = open_session("tests")
    session.sparkContext.setLogLevel("OFF")
    print(json.dumps({"error": None}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        script = importlib.import_module(request["script"].removesuffix(".py"))
        error = None
        try:
            script.main(request["args"], session)
        except BaseException:
            error = traceback.format_exc()
        print(json.dumps({"error": error}), flush=True)
    session.stop()


if __name__ == "__main__":
    main()
