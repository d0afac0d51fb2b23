"""The object store for a task: a directory on a laptop, a bucket on AWS; the same keys in both.

Executors have no Java gateway, so they reach the bucket with boto3, which Glue has, and not with Hadoop's client.
"""

from __future__ import annotations

import os
import re
import secrets
import socket
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from bucket_store import BucketStore

_numbers = count(1)
_token = secrets.token_hex(6)


class ObjectStore(Protocol):
    """The store's operations that Convert needs. Keys are relative to the store's root."""

    def size(self, key: str) -> int | None:
        """Bytes of an object; None if it does not exist."""
        ...

    def read(self, key: str, start: int, end: int, block: int) -> Iterator[bytes]:
        """The bytes from ``start`` to ``end``, at most ``block`` at a time; fewer if the object is shorter."""
        ...

    def temporary(self) -> str:
        """Path of a new file on this machine, for unfinished work."""
        ...

    def adopt(self, key: str, path: str) -> int:
        """Turns a finished file into the object of a key and removes the file; returns the object's size in bytes."""
        ...

    def create(self, key: str, content: bytes) -> bool:
        """Writes an object unless the key exists; returns False if it does."""
        ...

    def stated(self, key: str) -> list[str]:
        """The checksums of a whole object that the store itself keeps, ``crc32:…`` first; empty for a directory."""
        ...


def open_store(root: str) -> ObjectStore:
    """Opens the store at a root: ``s3://bucket`` or ``s3://bucket/prefix``, ``file:///path`` or a path."""
    if root.startswith("s3://"):
        return BucketStore(root[len("s3://") :].rstrip("/"))
    return DirectoryStore(local_path(root))


def local_path(uri: str) -> Path:
    """The path of a ``file:///path``, or the path itself."""
    return Path(unquote(urlsplit(uri).path) if uri.startswith("file:") else uri).absolute()


def read_whole(uri: str) -> bytes:
    """The bytes of a small object by its URI. Raises OSError if it does not exist."""
    if not uri.startswith("s3://"):
        return local_path(uri).read_bytes()
    root, _, key = uri.rpartition("/")
    store = open_store(root)
    size = store.size(key)
    if size is None:
        raise FileNotFoundError(f"the object {uri} does not exist")
    return b"".join(store.read(key, 0, size, 1 << 24))


class DirectoryStore:
    """A directory. A key appears only once its object is complete and on the disk."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def size(self, key: str) -> int | None:
        path = self.root / key
        return path.stat().st_size if path.is_file() else None

    def read(self, key: str, start: int, end: int, block: int) -> Iterator[bytes]:
        with open(self.root / key, "rb", buffering=0) as file:
            file.seek(start)
            while start < end and (chunk := file.read(min(block, end - start))):
                start += len(chunk)
                yield chunk

    def temporary(self) -> str:
        folder = self.root / ".tmp"
        folder.mkdir(parents=True, exist_ok=True)
        # Host, process, token, number: the laptop's store removes files of this name pattern after their process has
        # died.
        host = re.sub("[^A-Za-z0-9.-]", "-", socket.gethostname())
        return str(folder / "~".join((host, str(os.getpid()), _token, str(next(_numbers)))))

    def adopt(self, key: str, path: str) -> int:
        target = self.root / key
        _sync(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, target)
        _sync(target.parent)
        return target.stat().st_size

    def create(self, key: str, content: bytes) -> bool:
        target = self.root / key
        path = self.temporary()
        try:
            Path(path).write_bytes(content)
            _sync(path)
            target.parent.mkdir(parents=True, exist_ok=True)
            # link(2) fails if the name exists, and readers never see a partial document.
            os.link(path, target)
        except FileExistsError:
            return False
        finally:
            Path(path).unlink(missing_ok=True)
        _sync(target.parent)
        return True

    def stated(self, key: str) -> list[str]:
        return []


def _sync(path: str | Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
