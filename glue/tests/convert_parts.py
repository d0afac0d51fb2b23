"""Converts laid runs without Spark: a JSON line each on standard input, `{plan, manifest, root, attempt, script}`.

Answers each with a JSON line: the reports of its parts, or `{name, message}` of the DataFault.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import converter
from faults import DataFault
from objects import read_whole
from parts import convert_part

for line in sys.stdin:
    job = json.loads(line)
    plan, manifest = (json.loads(read_whole(job[name])) for name in ("plan", "manifest"))
    answer: Any
    try:
        answer = [
            convert_part(plan, manifest, job["root"], part, job["attempt"], job["script"])
            for part in range(len(manifest["parts"]))
        ]
    except DataFault as fault:
        answer = {"name": fault.name, "message": fault.message}
    print(json.dumps(answer), flush=True)
converter.close()
