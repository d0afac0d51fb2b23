"""
Runs a command and writes what it used, start included, as JSON to a file: user and system processor seconds of the
whole process and of the children that it waited for, seconds by the clock, and peak resident bytes.

    python3 bench/measure.py USAGE.json COMMAND [ARGUMENT ...]

Ends with the command's exit code. Works on Linux and macOS.
"""

import json
import os
import sys
import time


def main(path: str, *command: str) -> int:
    """Runs the command; returns its exit code."""
    began = time.monotonic()
    # The command's own process and nothing of this one: no fork that would copy this process's memory.
    pid = os.posix_spawnp(command[0], command, os.environ)
    _, status, usage = os.wait4(pid, 0)
    used = {
        "wall": time.monotonic() - began,
        "cpu": usage.ru_utime + usage.ru_stime,
        "system": usage.ru_stime,
        "peak": usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
    }
    with open(path, "w", encoding="utf-8") as file:
        json.dump(used, file)
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
