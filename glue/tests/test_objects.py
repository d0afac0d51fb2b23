"""The store of a task: whole objects or none, and the first report wins."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

import bucket_store
from bucket_store import BucketStore
from cloud import emulated_cloud
from objects import DirectoryStore, ObjectStore, local_path, open_store, read_whole


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The environment of an emulated cloud on loopback, with a bucket ``lake``."""
    with pytest.MonkeyPatch.context() as patch, emulated_cloud(tmp_path_factory.mktemp("cloud")) as env:
        for name, value in env.items():
            patch.setenv(name, value)
        BucketStore("lake").client.create_bucket(
            Bucket="lake", CreateBucketConfiguration={"LocationConstraint": os.environ["AWS_REGION"]}
        )
        yield


@pytest.fixture(params=["directory", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    if request.param == "directory":
        return DirectoryStore(tmp_path)
    request.getfixturevalue("cloud")
    return open_store(f"s3://lake/{tmp_path.name}")


def test_creates_once(store: ObjectStore) -> None:
    assert store.size("state/a") is None
    assert store.create("state/a", b"one")
    assert not store.create("state/a", b"two")
    assert b"".join(store.read("state/a", 0, 3, 2)) == b"one"


def test_reads_a_range_in_blocks_and_no_more_than_there_is(store: ObjectStore) -> None:
    store.create("state/a", b"0123456789")
    assert list(store.read("state/a", 2, 8, 4)) == [b"2345", b"67"]
    assert b"".join(store.read("state/a", 8, 20, 4)) == b"89"


def test_adopts_a_finished_file(store: ObjectStore) -> None:
    path = store.temporary()
    Path(path).write_bytes(b"rows")
    assert store.adopt("state/b", path) == 4
    assert store.size("state/b") == 4
    assert not Path(path).exists()


def test_states_what_a_bucket_keeps_of_an_object(store: ObjectStore) -> None:
    path = store.temporary()
    Path(path).write_bytes(b"123456789")
    store.adopt("state/c", path)
    assert store.stated("state/c") == ([] if isinstance(store, DirectoryStore) else ["crc32:cbf43926"])


def test_leaves_nothing_beside_the_objects(tmp_path: Path) -> None:
    store = DirectoryStore(tmp_path)
    store.create("a/b", b"")
    store.create("a/b", b"")
    assert list((tmp_path / ".tmp").iterdir()) == []


def test_takes_paths_and_uris(tmp_path: Path) -> None:
    assert local_path("file:///a%20b/c") == Path("/a b/c")
    assert local_path(f"{tmp_path}/") == tmp_path
    opened = open_store(str(tmp_path))
    assert isinstance(opened, DirectoryStore)


def test_reads_nothing_behind_the_end(store: ObjectStore) -> None:
    store.create("state/a", b"01")
    assert list(store.read("state/a", 5, 9, 4)) == []


def test_says_which_object_is_missing(store: ObjectStore) -> None:
    with pytest.raises(FileNotFoundError, match="none"):
        list(store.read("state/none", 0, 9, 4))


def test_lets_one_of_many_creators_win(store: ObjectStore) -> None:
    def create(number: int) -> bool:
        return store.create("state/a", bytes([number]))

    with ThreadPoolExecutor(4) as pool:
        won = list(pool.map(create, range(4)))
    assert won.count(True) == 1
    assert b"".join(store.read("state/a", 0, 9, 9)) == bytes([won.index(True)])


def test_leaves_no_object_of_an_upload_that_fails(cloud: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bucket_store, "_LARGEST_PUT", 0)
    store = BucketStore("lake/failing")
    path = Path(store.temporary())
    path.write_bytes(bytes(9 << 20))

    def fail(**_: Any) -> None:
        raise ClientError({"Error": {"Code": "InternalError"}}, "CompleteMultipartUpload")

    monkeypatch.setattr(store.client, "complete_multipart_upload", fail)
    with pytest.raises(Exception, match="InternalError"):
        store.adopt("a", str(path))
    assert store.size("a") is None
    assert "Uploads" not in store.client.list_multipart_uploads(Bucket="lake")
    path.unlink()


def test_takes_a_refused_key_that_is_not_listed_for_a_missing_one(cloud: None, monkeypatch: pytest.MonkeyPatch) -> None:
    store = BucketStore("lake/refused")
    store.create("there", b"x")

    def refuse(**_: Any) -> None:
        raise ClientError({"ResponseMetadata": {"HTTPStatusCode": 403}}, "HeadObject")

    monkeypatch.setattr(store.client, "head_object", refuse)
    assert store.size("missing") is None
    with pytest.raises(ClientError):
        store.size("there")


def test_reads_a_whole_object_by_its_address(cloud: None) -> None:
    open_store("s3://lake/whole").create("a", b"text")
    assert read_whole("s3://lake/whole/a") == b"text"
    with pytest.raises(FileNotFoundError):
        read_whole("s3://lake/whole/none")
