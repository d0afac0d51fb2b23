"""The process beside a task: kept, started again, ended; and the bundle, unpacked by many at once."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import converter
from faults import DataFault
from objects import DirectoryStore

#: Answers every line by what `answer(line)` returns.
_ANSWERING = """
const answer = %s;
const lines = require("node:readline").createInterface({ input: process.stdin });
lines.on("line", (line) => console.log(JSON.stringify(answer(JSON.parse(line)))));
"""


class Process:
    """A script of the test's as the converter."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = DirectoryStore(folder / "store")
        (folder / "store" / ".tmp").mkdir(parents=True)

    def run(self, script: str, job: dict[str, Any] | None = None) -> Any:
        """What the converter reports of a job."""
        path = self.folder / "script.js"
        path.write_text(script)
        argv = converter.command(str(path), str(self.folder / "store" / ".tmp"))
        return converter.convert(argv, self.store, job or {})

    def answer(self, function: str, job: dict[str, Any] | None = None) -> Any:
        """What the converter reports that answers a line by a function."""
        return self.run(_ANSWERING % function, job)


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Process]:
    yield Process(tmp_path)
    converter.close()


def test_one_process_does_one_job_after_the_other(process: Process) -> None:
    jobs = [process.answer("(job) => ({ report: [process.pid, job.number] })", {"number": n}) for n in (1, 2)]
    assert [number for _, number in jobs] == [1, 2]
    assert jobs[0][0] == jobs[1][0]


def test_a_fault_has_its_name_and_ends_the_process(process: Process) -> None:
    script = "({ bad }) => bad ? { fault: { name: 'RowsLost', message: `${process.pid}` } } : { report: process.pid }"
    with pytest.raises(DataFault) as fault:
        process.answer(script, {"bad": True})
    assert fault.value.name == "RowsLost"
    assert process.answer(script) != int(fault.value.message)


def test_an_end_before_the_report_is_the_machines(process: Process) -> None:
    with pytest.raises(converter.ConverterEnded, match=r"ended \(3\).*\nno memory") as ended:
        process.run("console.error('no memory'); process.stdout.write('{\"rep'); process.exitCode = 3;")
    assert not isinstance(ended.value, DataFault)
    assert process.answer("() => ({ report: 1 })") == 1


def test_a_process_in_which_nothing_moves_is_ended(process: Process, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(converter, "PATIENCE", 0.05)
    with pytest.raises(converter.ConverterEnded, match=r"nothing moved for 0\.05 seconds"):
        process.run("setInterval(() => undefined, 1000);")


def test_a_process_that_reads_nothing_is_ended(process: Process, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(converter, "PATIENCE", 0.05)
    with pytest.raises(converter.ConverterEnded, match="nothing moved"):
        process.run("setInterval(() => undefined, 1000);", {"more than a pipe takes": "x" * 1_000_000})


def test_what_the_store_raises_ends_the_process(process: Process) -> None:
    with pytest.raises(FileNotFoundError):
        process.answer("() => ({ get: 'raw/gone', start: 0, end: 1 })")
    assert process.answer("() => ({ report: 1 })") == 1


def test_the_process_has_no_environment_and_writes_where_it_may(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    script = """({ paths }) => ({ report: { environment: Object.keys(process.env), written: paths.map((path) => {
      try { require("node:fs").writeFileSync(path, ""); return true; } catch (error) { return error.code; }
    }) } })"""
    paths = [process.store.temporary(), str(process.folder / "elsewhere")]
    report = process.answer(script, {"paths": paths})
    assert report == {"environment": [], "written": [True, "ERR_ACCESS_DENIED"]}


def test_a_machines_workers_unpack_the_bundle_at_once(tmp_path: Path) -> None:
    glue = Path(converter.__file__).parent
    modules = tmp_path / "modules.zip"
    content = os.urandom(3_000_000)
    with zipfile.ZipFile(modules, "w") as zipped:
        for name in ("bucket_store", "converter", "faults", "objects"):
            zipped.write(glue / f"{name}.py", f"{name}.py")
        for name in converter.BUNDLE:
            zipped.writestr(f"bundle/{name}", content)
    machine = tmp_path / "machine"
    machine.mkdir()
    code = "import sys; sys.path.insert(0, sys.argv[1]); import converter; print(converter.unpacked(sys.argv[2]))"
    workers = [
        subprocess.Popen([sys.executable, "-c", code, str(modules), str(machine)], stdout=subprocess.PIPE)
        for _ in range(6)
    ]
    scripts = {worker.communicate()[0].decode().strip() for worker in workers}
    assert [worker.returncode for worker in workers] == [0] * 6
    assert scripts == {str(machine / "converter-bundle" / "index.js")}
    assert [path.name for path in machine.iterdir()] == ["converter-bundle"]
    assert all((machine / "converter-bundle" / name).read_bytes() == content for name in converter.BUNDLE)
