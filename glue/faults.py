"""Faults of the data, as a task reports them: by name, and without PySpark, which only the driver needs."""

from __future__ import annotations


class DataFault(Exception):  # noqa: N818 - the program's own word for it
    """What is wrong with a run's data or plan, and what to do; the state machine matches ``name``."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(name, message)
        self.name = name
        self.message = message
