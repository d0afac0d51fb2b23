"""The object store as a task sees it: a directory on a laptop, a bucket on AWS; the same keys in both.

Executors have no Java gateway, so the bucket is reached with boto3, which Glue has, and not with Hadoop's client.
"""

from __future__ import annotations

import json
import os
import random
import re
import secrets
import socket
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

_numbers = count(1)
_token = secrets.token_hex(6)


class ObjectStore(Protocol):
    """What Convert needs of a store. Keys are relative to its root."""

    def size(self, key: str) -> int | None:
        """Bytes of an object; None where there is none."""
        ...

    def read(self, key: str, start: int, end: int, block: int) -> Iterator[bytes]:
        """The bytes from ``start`` to ``end``, at most ``block`` at a time; fewer where the object is shorter."""
        ...

    def temporary(self) -> str:
        """Path of a new file on this machine, for what is not finished."""
        ...

    def adopt(self, key: str, path: str) -> int:
        """Makes a finished file the object of a key and removes it; the object's size in bytes."""
        ...

    def create(self, key: str, content: bytes) -> bool:
        """Writes an object unless the key exists; False when it does."""
        ...


def open_store(root: str) -> ObjectStore:
    """The store of a root: ``s3://bucket`` or ``s3://bucket/prefix``, ``file:///path`` or a path."""
    if root.startswith("s3://"):
        return BucketStore(root[len("s3://") :].rstrip("/"))
    return DirectoryStore(local_path(root))


def local_path(uri: str) -> Path:
    """The path that ``file:///path``, or a path itself, names."""
    return Path(unquote(urlsplit(uri).path) if uri.startswith("file:") else uri).absolute()


def read_whole(uri: str) -> bytes:
    """The bytes of a small object by its own URI. Raises OSError where there is none."""
    if not uri.startswith("s3://"):
        return local_path(uri).read_bytes()
    root, _, key = uri.rpartition("/")
    store = open_store(root)
    size = store.size(key)
    if size is None:
        raise FileNotFoundError(f"there is no object {uri}")
    return b"".join(store.read(key, 0, size, 1 << 24))


def as_json(value: Any) -> bytes:
    """A document as the rest of the program writes it: names sorted, two spaces, a newline at the end."""
    return (json.dumps(value, sort_keys=True, indent=2, ensure_ascii=False) + "\n").encode()


class DirectoryStore:
    """A directory. Nothing appears under a key before it is whole and on the disk."""

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
        # Host, process, token, number: the laptop's store sweeps what a dead process left by this name.
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
            # link(2) fails where the name exists, and nobody ever sees half a document.
            os.link(path, target)
        except FileExistsError:
            return False
        finally:
            Path(path).unlink(missing_ok=True)
        _sync(target.parent)
        return True


def _sync(path: str | Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class BucketStore:
    """A bucket, in AWS_REGION where that is set, at AWS_ENDPOINT_URL where that is.

    A file is written on this machine first, and appears in the bucket whole: of an upload that fails nothing is left.
    """

    def __init__(self, root: str) -> None:
        import boto3
        from botocore.config import Config

        self.bucket, _, prefix = root.partition("/")
        self.prefix = f"{prefix}/" if prefix else ""
        config = Config(retries={"mode": "standard", "max_attempts": 6})
        region = os.environ.get("AWS_REGION")
        endpoint = os.environ.get("AWS_ENDPOINT_URL")
        # A session of its own: the default one is not safe among threads.
        make = boto3.session.Session(region_name=region).client
        self.client = make("s3", endpoint_url=endpoint, config=config)

    def size(self, key: str) -> int | None:
        from botocore.exceptions import ClientError

        try:
            return int(self.client.head_object(**self._place(key))["ContentLength"])
        except ClientError as error:
            status = _status(error)
            if status == 404 or (status == 403 and not self._listed(key)):
                return None
            raise

    def read(self, key: str, start: int, end: int, block: int) -> Iterator[bytes]:
        from botocore.exceptions import ClientError, HTTPClientError, IncompleteReadError

        failures = 0
        while start < end:
            try:
                body = self.client.get_object(**self._place(key), Range=f"bytes={start}-{end - 1}")["Body"]
                while chunk := body.read(block):
                    start += len(chunk)
                    failures = 0
                    yield chunk
                return
            except ClientError as error:
                status = _status(error)
                # The range begins behind the last byte.
                if status == 416:
                    return
                if status == 404 or (status == 403 and not self._listed(key)):
                    raise FileNotFoundError(f"there is no object s3://{self.bucket}/{self.prefix}{key}") from error
                raise
            except (HTTPClientError, IncompleteReadError):
                # The client retries a request, and not a body that breaks off.
                failures += 1
                if failures == 5:
                    raise

    def temporary(self) -> str:
        handle, path = tempfile.mkstemp(prefix="data-flow-")
        os.close(handle)
        return path

    def adopt(self, key: str, path: str) -> int:
        # In parts where it is large; parts of an upload that fails are aborted.
        self.client.upload_file(path, self.bucket, self.prefix + key)
        size = os.path.getsize(path)
        os.unlink(path)
        return size

    def create(self, key: str, content: bytes) -> bool:
        from botocore.exceptions import ClientError

        for wait in (0.1, 0.2, 0.4, 0.8, 1.6, None):
            try:
                self._put_new(key, content)
                return True
            except ClientError as error:
                status = _status(error)
                if status == 412:
                    # A retry inside the client may have met what its own first try wrote.
                    retried = error.response["ResponseMetadata"].get("RetryAttempts", 0) > 0
                    return retried and b"".join(self.read(key, 0, len(content) + 1, 1 << 24)) == content
                if status != 409 or wait is None:
                    raise
                # Another writes this very key at this moment.
                time.sleep(wait * random.random())
        raise AssertionError("unreachable")

    def _put_new(self, key: str, content: bytes) -> None:
        # As a header: Glue's boto3 may be older than the argument IfNoneMatch (of August 2024), and S3 is not.
        def add_header(params: dict[str, Any], **_: Any) -> None:
            params["headers"]["If-None-Match"] = "*"

        event = "before-call.s3.PutObject"
        self.client.meta.events.register(event, add_header)
        try:
            self.client.put_object(**self._place(key), Body=content)
        finally:
            self.client.meta.events.unregister(event, add_header)

    def _place(self, key: str) -> dict[str, str]:
        return {"Bucket": self.bucket, "Key": self.prefix + key}

    def _listed(self, key: str) -> bool:
        # Without the right to list the bucket S3 refuses a missing key like one that may not be read; the listing of
        # that very key, which a right under a prefix allows, tells them apart.
        found = self.client.list_objects_v2(Bucket=self.bucket, Prefix=self.prefix + key, MaxKeys=1)
        return any(each["Key"] == self.prefix + key for each in found.get("Contents", []))


def _status(error: Any) -> int:
    return int(error.response["ResponseMetadata"].get("HTTPStatusCode", 0))
