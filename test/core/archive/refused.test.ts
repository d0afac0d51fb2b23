import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { type archiveFailures, members } from "../../../core/archive";
import { buildTar } from "./build-tar";
import { buildZip, type Packed } from "./build-zip";
import { limits, readAll, stored } from "./stored";

const data = Buffer.from("12,34\n".repeat(2000));
const file = { name: "a.csv", data };

async function refused(
  bytes: Uint8Array,
  name: (typeof archiveFailures)[number],
  message: RegExp,
  bounds = limits,
) {
  const store = stored(bytes, 700);
  await assert.rejects(readAll(store, "archive", bounds), (error: Error) => {
    assert.equal(error.name, name, error.message);
    assert.match(error.message, message);
    assert.match(error.message, /^archive[,:]/);
    return true;
  });
  assert.equal(store.open(), 0);
}

describe("archives that are refused", () => {
  for (const name of [
    "../a.csv",
    "a/../../b",
    "/etc/passwd",
    "C:\\a.csv",
    "c:a",
    "a\\b.csv",
    "a\u0000.csv",
    "a\u001b[2J",
  ]) {
    it(`a zip with a member ${JSON.stringify(name)}`, () =>
      refused(buildZip([file, { name, data }]), "ArchiveUnsafePath", /member ".*byte \d+.*pack it again/));
  }

  for (const name of ["../a.csv", "/etc/passwd", "a/../../b", "a\\b.csv", "a\u0007.csv"]) {
    it(`a tar with a member ${JSON.stringify(name)}`, async () =>
      refused(await buildTar([file, { name, data }]), "ArchiveUnsafePath", /pack it again/));
  }

  it("a path that no object key can hold", () =>
    refused(buildZip([{ name: "é".repeat(500) }]), "ArchiveUnsafePath", /longer than 800 bytes/));

  it("a plain file under a name that climbs out", () =>
    assert.rejects(readAll(stored(data), "../a.csv"), { name: "ArchiveUnsafePath" }));

  it("an encrypted zip", () =>
    refused(buildZip([{ ...file, flags: 1 }]), "ArchiveEncrypted", /a\.csv.*password/));
  it("a strongly encrypted zip", () =>
    refused(buildZip([{ ...file, flags: 0x41 }]), "ArchiveEncrypted", /password/));
  it("a zip encrypted with AES", () =>
    refused(buildZip([{ ...file, method: 99 }]), "ArchiveEncrypted", /password/));

  it("a method it does not know, by name", () =>
    refused(buildZip([{ ...file, method: 14 }]), "ArchiveUnsupported", /method 14 \(LZMA\)/));
  it("a symbolic link in a zip", () =>
    refused(buildZip([{ ...file, mode: 0o120777 }]), "ArchiveUnsupported", /symbolic link/));
  it("a device in a zip", () =>
    refused(buildZip([{ ...file, mode: 0o060644 }]), "ArchiveUnsupported", /device/));
  for (const [type, what] of Object.entries({
    symlink: /symbolic link/,
    link: /hard link/,
    "character-device": /character device/,
    fifo: /fifo/,
  })) {
    it(`a ${type} in a tar`, async () =>
      refused(
        await buildTar([{ name: "l", type: type as "fifo", linkname: "/etc/passwd" }]),
        "ArchiveUnsupported",
        what,
      ));
  }
  it("a sparse file in a tar", async () =>
    refused(await buildTar([{ ...file, pax: { "GNU.sparse.major": "1" } }]), "ArchiveUnsupported", /sparse/));
  it("a 7z archive", () =>
    refused(Buffer.from("377abcaf271c0004", "hex"), "ArchiveUnsupported", /7z.*as zip/));

  it("two members of one path", async () => {
    const twice = [file, { ...file, name: "./a.csv" }];
    await refused(buildZip(twice), "ArchiveDuplicateMember", /a\.csv/);
    await refused(await buildTar(twice), "ArchiveDuplicateMember", /a\.csv/);
  });

  it("more members than the limit", async () => {
    const some = [1, 2, 3, 4].map((i) => ({ name: `${i}.csv`, data }));
    const bounds = { ...limits, maxMembers: 3 };
    await refused(buildZip(some), "ArchiveTooManyMembers", /more than 3 members/, bounds);
    await refused(await buildTar(some), "ArchiveTooManyMembers", /more than 3 members/, bounds);
    assert.equal((await readAll(stored(buildZip(some.slice(1))), "archive", bounds)).length, 3);
  });

  it("a directory far above the limit, without reading it", async () => {
    const zip = buildZip([file], { zip64: true, entryCount: 5e9 });
    await refused(zip, "ArchiveTooManyMembers", /5000000000 members/);
  });
});

describe("archives that are too large", () => {
  const bounds = { ...limits, maxUnpackedBytes: data.length };

  it("lets through what fits exactly", async () => {
    for (const bytes of [
      buildZip([file]),
      await buildTar([file]),
      gzipSync(await buildTar([file])),
      gzipSync(data),
      data,
    ]) {
      assert.equal((await readAll(stored(bytes), "archive", bounds)).length, 1);
    }
  });

  it("a zip by its stated sizes, before a member is fetched", async () => {
    const zip = buildZip([file, { name: "b", size: 21e9, zip64: true, data }]);
    await refused(zip, "ArchiveTooLarge", /unpack to 21000012000 bytes.*limit is 20000000000/);
  });
  it("a tar by its stated sizes", async () =>
    refused(await buildTar([file, { ...file, name: "b" }]), "ArchiveTooLarge", /24000 bytes/, bounds));
  it("a plain file", () => refused(Buffer.alloc(data.length + 1), "ArchiveTooLarge", /12001 bytes/, bounds));
  it("a gzip bomb, while it unpacks", () =>
    refused(gzipSync(Buffer.alloc(50_000_000)), "ArchiveTooLarge", /more than 12000 bytes/, bounds));
  it("zeros behind a tar", async () => {
    const tar = Buffer.concat([await buildTar([file]), Buffer.alloc(120_000_000)]);
    await refused(tar, "ArchiveTooLarge", /the tar is longer/, bounds);
  });

  // 64 MiB of zeros and a little, which gzip and Deflate make a thousand times smaller.
  const zeros = Buffer.alloc(65 * 1024 * 1024);
  const bomb = (bytes: Uint8Array) =>
    refused(bytes, "ArchiveTooLarge", /unpack to \d+ so far; .*more than 300 times over/);
  it("a bomb: a gzip", () => bomb(gzipSync(zeros)));
  it("a bomb: the zeros behind a gzipped tar", async () =>
    bomb(gzipSync(Buffer.concat([await buildTar([file]), zeros]))));
  it("a bomb: a zip of many members", () => {
    const part = zeros.subarray(0, zeros.length / 5);
    return bomb(buildZip([1, 2, 3, 4, 5].map((n) => ({ name: `${n}.csv`, data: part }))));
  });
  it("a bomb: a gzip in a zip, each of them harmless", () => {
    // A repeated line of 800 bytes that is random: gzip makes it 130 times smaller, and Deflate the result again.
    const line = Buffer.from(Array.from({ length: 800 }, (_, i) => (i * i * 2654435761) >>> 24));
    const long = gzipSync(Buffer.concat(Array.from({ length: 90_000 }, () => line)));
    return bomb(buildZip([{ name: "a.csv.gz", data: long }]));
  });
  it("and no bomb: 64 MiB that pack to a thousandth", async () => {
    const [[, bytes] = []] = await readAll(stored(gzipSync(zeros.subarray(0, 60_000_000)), 700));
    assert.equal(bytes?.length, 60_000_000);
  });
});

describe("archives that are damaged", () => {
  const lies: Record<string, [Partial<Packed>, RegExp]> = {
    "a stated size too small": [{ size: 11_999 }, /holds more than the 11999 bytes/],
    "a stated size too large": [{ size: 12_001 }, /holds 12000 of the 12001 bytes/],
    "a stored size that does not fit": [{ method: 0, size: 5 }, /size mismatch/],
    "a wrong CRC": [{ crc: 1 }, /CRC-32 is [0-9a-f]{8}, not 00000001/],
    "bytes behind the compressed data": [{ trailing: Buffer.from("junk") }, /4 bytes follow/],
    "a folder with content": [{ name: "a/" }, /folder that holds 12000 bytes/],
  };
  for (const [what, [lie, message]] of Object.entries(lies)) {
    it(`a zip with ${what}`, () => refused(buildZip([{ ...file, ...lie }]), "ArchiveDamaged", message));
  }

  it("a zip whose directory holds more than it states", () =>
    refused(
      buildZip([file, { name: "b" }], { entryCount: 1 }),
      "ArchiveDamaged",
      /goes on after the 1 entries/,
    ));
  it("a zip with bytes behind its end", () =>
    refused(
      Buffer.concat([buildZip([file]), Buffer.from("junk")]),
      "ArchiveDamaged",
      /fetch it again|fetch the archive again/,
    ));

  it("a zip with a broken byte in its data", () => {
    const zip = buildZip([{ ...file, method: 0 }]);
    zip[200]! ^= 1;
    return refused(zip, "ArchiveDamaged", /a\.csv.*CRC-32/);
  });

  it("a zip cut anywhere", async () => {
    const zip = buildZip([file, { ...file, name: "b.csv", method: 0 }]);
    for (let length = 4; length < zip.length; length += 97) {
      await assert.rejects(readAll(stored(zip.subarray(0, length))), { name: "ArchiveDamaged" }, `${length}`);
    }
  });

  it("a tar cut anywhere", async () => {
    const tar = await buildTar([file, { name: "b.csv", data: Buffer.alloc(700) }]);
    // Two blocks of zeros end it; a single one is accepted.
    for (let length = 512; length < tar.length - 512; length += 128) {
      await assert.rejects(readAll(stored(tar.subarray(0, length))), { name: "ArchiveDamaged" }, `${length}`);
    }
  });

  it("a tar cut between the two headers of a member", async () => {
    const tar = await buildTar([file, { name: `${"long/".repeat(60)}b.csv`, data }]);
    const cut = tar.subarray(0, 512 + Math.ceil(data.length / 512) * 512 + 1024);
    await refused(cut, "ArchiveDamaged", /breaks off/);
  });

  it("a tar whose header does not add up", async () => {
    const tar = await buildTar([file, { name: "b.csv", data }]);
    tar[512 + Math.ceil(data.length / 512) * 512 + 3]! ^= 1;
    await refused(tar, "ArchiveDamaged", /byte \d+.*header/i);
  });

  it("a tar with bytes behind its end", async () =>
    refused(
      Buffer.concat([await buildTar([file]), Buffer.alloc(600, "junk")]),
      "ArchiveDamaged",
      /header|end/,
    ));

  it("a gzip cut anywhere", async () => {
    const gzip = gzipSync(data);
    for (let length = 2; length < gzip.length; length += 3) {
      await assert.rejects(
        readAll(stored(gzip.subarray(0, length))),
        { name: "ArchiveDamaged" },
        `${length}`,
      );
    }
  });

  it("a gzipped tar cut after its last member", async () => {
    const gzip = gzipSync(await buildTar([file]));
    await refused(gzip.subarray(0, -4), "ArchiveDamaged", /unexpected end of file/);
  });

  it("a gzip with a wrong CRC", () => {
    const gzip = gzipSync(data);
    gzip[gzip.length - 6]! ^= 1;
    return refused(gzip, "ArchiveDamaged", /incorrect data check/);
  });

  it("a gzip followed by other bytes, whatever the chunks", async () => {
    for (const junk of ["junk", "\0\0\0junk"]) {
      const bytes = Buffer.concat([gzipSync(data), Buffer.from(junk)]);
      for (const chunkSize of [1, bytes.length - junk.length, bytes.length]) {
        await assert.rejects(readAll(stored(bytes, chunkSize)), { name: "ArchiveDamaged" }, `${chunkSize}`);
      }
    }
  });

  it("an object that is not there", () =>
    assert.rejects(
      members({ get: stored(data).get, head: () => Promise.resolve(undefined) }, "k", "n", limits).next(),
      { name: "NoSuchKey" },
    ));
});
