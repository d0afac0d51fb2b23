"""An emulated cloud on loopback: test/requirements.txt has it."""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def emulated_cloud(folder: Path) -> Iterator[dict[str, str]]:
    """The environment of clients of a ministack that runs meanwhile. Skips where there is none, unless CI=true."""
    if importlib.util.find_spec("ministack") is None and os.environ.get("CI") != "true":
        pytest.skip("no ministack here: pip install -r test/requirements.txt")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "LOG_LEVEL": "WARNING",
        # Its other ports, and its clearing up among the machine's containers.
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        "DOCKER_HOST": "unix:///nonexistent",
    }
    with open(folder / "log", "wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "ministack"], cwd=folder, env=env, stdout=log, stderr=log)
    try:
        _await_ready(process, f"{url}/_ministack/ready", folder / "log")
        yield {
            "AWS_ENDPOINT_URL": url,
            "AWS_REGION": "eu-central-1",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
        }
    finally:
        process.kill()
        process.wait()


def _await_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    end = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.03)
    raise RuntimeError(f"ministack does not start: {log.read_text()[-2000:]}")
