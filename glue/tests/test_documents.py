"""Checksums of documents and files, as core/run/sealed.ts and core/run/checksum.ts write them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from checksums import differing, file_checksum, object_checksum
from documents import PARTS, opened, opened_plan, sealed
from faults import DataFault
from objects import DirectoryStore


def test_writes_the_checksum_over_the_document_with_zeros_in_its_place() -> None:
    assert sealed({"b": "zwölf", "a": 1}).decode() == (
        '{\n  "a": 1,\n  "b": "zwölf",\n  "checksum": "crc32:f2d4eb7d"\n}\n'
    )


def test_finds_every_flipped_bit_or_reads_the_same() -> None:
    content = sealed({"parts": [{"slices": [], "records": 7}], "name": "ä"})
    whole = opened(content, "x", PARTS)
    found = 0
    for bit in range(8 * len(content)):
        flipped = bytearray(content)
        flipped[bit >> 3] ^= 1 << (bit & 7)
        try:
            read = opened(bytes(flipped), "x", PARTS)
        except DataFault as fault:
            assert fault.name == "StateDamaged"
            found += 1
        else:
            # The name of the checksum was hit: the document has none, and a member more.
            assert (read["parts"], read["name"]) == (whole["parts"], whole["name"])
    assert found > 0.9 * 8 * len(content)


@pytest.mark.parametrize("content", [b"", b"{", b"\0\1PAR1", b"[]", b"null", b'{"parts": null}', b'{"parts": [{}]}'])
def test_says_what_to_do_with_a_document_that_is_none(content: bytes) -> None:
    with pytest.raises(
        DataFault, match=r"runs/r/manifest.json \(\d+ bytes\) (?:is|has) .*run prices again with --force"
    ) as told:
        opened(content, "/home/state/prices/runs/r/manifest.json", PARTS)
    assert told.value.name == "StateDamaged"


def test_reads_a_document_of_an_older_version() -> None:
    assert opened(b'{"parts": []}', "x", PARTS) == {"parts": []}


def test_tells_a_plan_of_another_version_from_a_damaged_one() -> None:
    with pytest.raises(DataFault) as told:
        opened_plan(b'{"version": 2}', "plan.json", 1, {"sql": str})
    assert told.value.name == "PlanVersion"
    with pytest.raises(DataFault) as told:
        opened_plan(b'{"version": 1, "sql": null}', "plan.json", 1, {"sql": str})
    assert told.value.name == "StateDamaged"


class Stating(DirectoryStore):
    """A store that keeps a checksum of its own, and whose objects cannot be read."""

    def stated(self, key: str) -> list[str]:
        return ["crc64nvme:0123456789abcdef"]

    def read(self, *_: Any) -> Any:
        raise AssertionError("read")


def test_compares_what_a_store_states_without_reading(tmp_path: Path) -> None:
    store = Stating(tmp_path)
    assert object_checksum(store, "a", 3) == "crc64nvme:0123456789abcdef"
    file = {"key": "a", "size": 3, "rows": 1}
    assert differing(store, {**file, "checksum": "crc64nvme:0123456789abcdef"}) is None
    assert differing(store, {**file, "checksum": "crc64nvme:0123456789abcdee"}) == "crc64nvme:0123456789abcdef"
    assert differing(store, file) is None


def test_reads_what_a_store_does_not_state(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"123456789")
    store = DirectoryStore(tmp_path)
    # The check value of CRC-32.
    assert file_checksum(str(tmp_path / "a")) == object_checksum(store, "a", 9) == "crc32:cbf43926"
    file = {"key": "a", "size": 9, "rows": 1, "checksum": "crc32:cbf43926"}
    assert differing(store, file) is None
    (tmp_path / "a").write_bytes(b"123456788")
    assert str(differing(store, file)).startswith("crc32:")
    assert differing(store, {**file, "checksum": "crc64nvme:0123456789abcdef"}) is None
    assert json.loads(sealed({}))["checksum"].startswith("crc32:")
