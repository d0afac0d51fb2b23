"""The store of a task: whole objects or none, and the first report wins."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyarrow import fs

from objects import BucketStore, DirectoryStore, ObjectStore, local_path, open_store


@pytest.fixture(params=["directory", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    if request.param == "directory":
        return DirectoryStore(tmp_path)
    # The same calls on a bucket and on a local file system of pyarrow.
    (tmp_path / "state").mkdir()
    bucket = BucketStore.__new__(BucketStore)
    bucket.root, bucket.fs, bucket.missing = str(tmp_path), fs.LocalFileSystem(), fs.FileType.NotFound
    return bucket


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
