"""The attempt of a job's run, as its command line names it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence


def parsed_attempt(parser: argparse.ArgumentParser, argv: Sequence[str]) -> argparse.Namespace:
    """Parses a script's own arguments, and ``attempt``: Glue's job run id, else ``--attempt``. Glue adds its own."""
    parser.add_argument("--attempt", metavar="ID")
    parser.add_argument("--JOB_RUN_ID", help=argparse.SUPPRESS)
    parsed, _ = parser.parse_known_args(argv)
    parsed.attempt = parsed.JOB_RUN_ID or parsed.attempt
    if not parsed.attempt:
        parser.error("--attempt is required unless Glue gives a job run id")
    return parsed
