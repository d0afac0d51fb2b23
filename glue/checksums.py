"""Checksums of what a run writes: ``crc32:`` and eight hexadecimal digits (core/run/checksum.ts)."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from objects import ObjectStore

_BLOCK = 1 << 20


def checksum(chunks: Iterable[bytes]) -> str:
    """The checksum of some bytes."""
    value = 0
    for chunk in chunks:
        value = zlib.crc32(chunk, value)
    return f"crc32:{value:08x}"


def file_checksum(path: str) -> str:
    """The checksum of a file on this machine."""
    with open(path, "rb", buffering=0) as file:
        return checksum(iter(lambda: file.read(_BLOCK), b""))


def object_checksum(store: ObjectStore, key: str, size: int) -> str:
    """The checksum of an object: the one that the store keeps, which needs no read, otherwise that of its bytes."""
    stated = store.stated(key)
    return stated[0] if stated else checksum(store.read(key, 0, size, _BLOCK))


def differing(store: ObjectStore, file: Mapping[str, Any]) -> str | None:
    """The checksum of a reported file if it differs from the report; None if it matches or cannot be compared."""
    wanted = file.get("checksum")
    if wanted is None:
        return None
    kind = wanted.split(":")[0]
    for stated in store.stated(file["key"]):
        if stated.startswith(kind):
            return None if stated == wanted else stated
    if kind != "crc32":
        return None
    found = checksum(store.read(file["key"], 0, file["size"], _BLOCK))
    return None if found == wanted else found
