"""The object store over S3, with boto3."""

from __future__ import annotations

import base64
import os
import random
import tempfile
import time
from collections.abc import Iterator
from typing import Any

# S3's limit for a single request.
_LARGEST_PUT = 5 * 1000**3


class BucketStore:
    """A bucket, in AWS_REGION where that is set, at AWS_ENDPOINT_URL where that is.

    A file is written on this machine first, and appears in the bucket complete; a failed upload leaves nothing.
    """

    def __init__(self, root: str) -> None:
        import boto3
        from botocore.config import Config

        self.bucket, _, prefix = root.partition("/")
        self.prefix = f"{prefix}/" if prefix else ""
        config = Config(retries={"mode": "standard", "max_attempts": 6})
        region = os.environ.get("AWS_REGION")
        endpoint = os.environ.get("AWS_ENDPOINT_URL")
        # A separate session: threads cannot safely share the default one.
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
                # The range begins after the last byte.
                if status == 416:
                    return
                if status == 404 or (status == 403 and not self._listed(key)):
                    raise FileNotFoundError(
                        f"the object s3://{self.bucket}/{self.prefix}{key} does not exist"
                    ) from error
                raise
            except (HTTPClientError, IncompleteReadError):
                # The client retries a request, but not a body that breaks off.
                failures += 1
                if failures == 5:
                    raise

    def temporary(self) -> str:
        handle, path = tempfile.mkstemp(prefix="data-flow-")
        os.close(handle)
        return path

    def adopt(self, key: str, path: str) -> int:
        size = os.path.getsize(path)
        if size <= _LARGEST_PUT:
            # In one request, so that S3 stores one checksum of the whole, which is compared with the report's.
            with open(path, "rb") as body:
                self.client.put_object(**self._place(key), Body=body, ChecksumAlgorithm="CRC32")
        else:
            # In parts; if the upload fails, they are aborted.
            self.client.upload_file(path, self.bucket, self.prefix + key)
        os.unlink(path)
        return size

    def stated(self, key: str) -> list[str]:
        answer = self.client.head_object(**self._place(key), ChecksumMode="ENABLED")
        # As headers: Glue's boto3 may be older than S3's newest checksum.
        headers = answer["ResponseMetadata"]["HTTPHeaders"]
        if headers.get("x-amz-checksum-type", "FULL_OBJECT") != "FULL_OBJECT":
            return []
        found = ((kind, headers.get(f"x-amz-checksum-{kind}")) for kind in ("crc32", "crc64nvme"))
        # For a multipart upload, the checksum ends with a count of the parts.
        return [f"{kind}:{base64.b64decode(text).hex()}" for kind, text in found if text and "-" not in text]

    def create(self, key: str, content: bytes) -> bool:
        from botocore.exceptions import ClientError

        for wait in (0.1, 0.2, 0.4, 0.8, 1.6, None):
            try:
                self._put_new(key, content)
                return True
            except ClientError as error:
                status = _status(error)
                if status == 412:
                    # A retry inside the client may conflict with the object that its own first attempt wrote.
                    retried = error.response["ResponseMetadata"].get("RetryAttempts", 0) > 0
                    return retried and b"".join(self.read(key, 0, len(content) + 1, 1 << 24)) == content
                if status != 409 or wait is None:
                    raise
                # Another writer is writing this key right now.
                time.sleep(wait * random.random())
        raise AssertionError("unreachable")

    def _put_new(self, key: str, content: bytes) -> None:
        # As a header: Glue's boto3 may be older than the argument IfNoneMatch (of August 2024), but S3 supports it.
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
