import assert from "node:assert/strict";
import { gzipSync, zstdCompressSync } from "node:zlib";
import type { Header } from "tar-stream";
import { members } from "../../../core/archive";
import { buildTar } from "./build-tar";
import { buildZip, type Packed } from "./build-zip";
import { limits, readAll, stored, whole } from "./stored";

const text = (value: string) => Buffer.from(value);
const csv = { name: "x.csv", data: text("a,b\n1,2\n") };
const double = {
  name: "._x.csv",
  data: Buffer.concat([Buffer.from("0005160700020000", "hex"), Buffer.alloc(112)]),
};

/** Every member: its content, or what it is where it is odd. */
async function contents(bytes: Uint8Array, chunkSize = 700): Promise<Record<string, string>> {
  const store = stored(bytes, chunkSize);
  const found: Record<string, string> = {};
  for await (const { path, bytes, odd } of members(store, "key", "archive", limits))
    found[path] = odd ? `is ${odd.what}` : (await whole(bytes)).toString();
  assert.equal(store.open(), 0);
  return found;
}

/** The same members as zip, tar and tar.gz. */
const packings: Record<string, (members: readonly { name: string; data: Buffer }[]) => Promise<Buffer>> = {
  zip: (given) => Promise.resolve(buildZip(given)),
  tar: (given) => buildTar(given),
  "tar.gz": async (given) => gzipSync(await buildTar(given)),
};

describe("members that are no plain files", () => {
  for (const [kind, pack] of Object.entries(packings)) {
    it(`macOS' attributes in a ${kind}, and a file that only has such a name`, async () => {
      const named = { name: "d/._y.csv", data: csv.data };
      assert.deepEqual(await contents(await pack([double, csv, named])), {
        "._x.csv": "is attributes that macOS keeps beside a file (AppleDouble)",
        "x.csv": "a,b\n1,2\n",
        "d/._y.csv": "a,b\n1,2\n",
      });
    });

    it(`packed files in a ${kind}`, async () => {
      const inner = [
        { name: "a.zip", data: buildZip([csv]) },
        { name: "b.tar", data: await buildTar([csv]) },
        { name: "c.csv.zst", data: zstdCompressSync(csv.data) },
        { name: "d.csv.bz2", data: Buffer.from("425a683931415926535923", "hex") },
        { name: "e.csv", data: text("BZh9 is text") },
      ];
      const odd = await contents(await pack(inner));
      assert.deepEqual(odd, {
        "a.zip": "is a zip archive",
        "b.tar": "is a tar archive",
        "c.csv.zst": "is a Zstandard file",
        "d.csv.bz2": "is a bzip2 file",
        "e.csv": "BZh9 is text",
      });
      await assert.rejects(readAll(stored(await pack([inner[3]!]))), {
        name: "ArchiveUnsupported",
        message: 'archive, member "d.csv.bz2": is a bzip2 file; pack the file itself, or pack it with gzip',
      });
    });
  }

  it("kinds of a tar", async () => {
    const linked: (Partial<Header> & { name: string })[] = [
      { name: "README", type: "symlink", linkname: "docs/README" },
      { name: "hard", type: "link", linkname: "x.csv" },
      { name: "null", type: "character-device" },
      { name: "sda", type: "block-device" },
      { name: "pipe", type: "fifo" },
    ];
    const sparse = {
      name: "GNUSparseFile.0/s.bin",
      data: text("0"),
      pax: { "GNU.sparse.major": "1", "GNU.sparse.name": "s.bin" },
    };
    assert.deepEqual(await contents(await buildTar([...linked, sparse, csv])), {
      README: "is a symbolic link",
      hard: "is a hard link",
      null: "is a character device",
      sda: "is a block device",
      pipe: "is a fifo",
      "s.bin": "is a sparse file",
      "x.csv": "a,b\n1,2\n",
    });
  });

  it("a sparse file of GNU's own format, whatever blocks its map takes", async () => {
    const tar = await buildTar([{ name: "s.bin", data: Buffer.alloc(1500, "s") }, csv]);
    for (const blocks of [0, 1, 3]) {
      const map = Buffer.alloc(512 * blocks);
      for (let block = 0; block < blocks - 1; block++) map[512 * block + 504] = 1;
      const sparse = withHeaders(Buffer.from(tar), (header, name) => {
        if (name !== "s.bin") return undefined;
        header.write("S", 156, "latin1");
        header.write("ustar  \0", 257, "latin1");
        header[482] = blocks > 0 ? 1 : 0;
        return map;
      });
      for (const chunkSize of [1, 700, 1 << 20])
        assert.deepEqual(await contents(sparse, chunkSize), {
          "s.bin": "is a sparse file",
          "x.csv": "a,b\n1,2\n",
        });
    }
  });

  it("kinds of a zip", async () => {
    const zip = buildZip([
      { name: "README", mode: 0o120777, data: text("docs/README") },
      { name: "pipe", mode: 0o010644 },
      { name: "secret", flags: 1, data: csv.data },
      { name: "lzma", method: 14, data: csv.data },
      { name: "folder.csv", mode: 0o040755 },
      csv,
    ]);
    assert.deepEqual(await contents(zip), {
      README: "is a symbolic link",
      pipe: "is a device or pipe",
      secret: "is an encrypted file",
      lzma: "is packed by compression method 14 (LZMA)",
      "x.csv": "a,b\n1,2\n",
    });
  });
});

/** A tar whose headers are changed, and blocks put behind them. */
function withHeaders(tar: Buffer, change: (header: Buffer, name: string) => Buffer | undefined): Buffer {
  const pieces: Buffer[] = [];
  let at = 0;
  while (tar[at] !== 0) {
    const header = tar.subarray(at, at + 512);
    const size = parseInt(header.toString("latin1", 124, 135), 8);
    const more = change(header, header.toString("latin1", 0, header.indexOf(0))) ?? Buffer.alloc(0);
    let sum = 256;
    for (let byte = 0; byte < 512; byte++) if (byte < 148 || byte >= 156) sum += header[byte]!;
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
    const end = at + 512 + 512 * Math.ceil(size / 512);
    pieces.push(header, more, tar.subarray(at + 512, end));
    at = end;
  }
  return Buffer.concat([...pieces, tar.subarray(at)]);
}

describe("gzip'd members", () => {
  const gz = (name: string, ...parts: readonly string[]) => ({
    name,
    data: Buffer.concat(parts.map((part) => gzipSync(part))),
  });

  for (const [kind, pack] of Object.entries(packings)) {
    it(`of a ${kind} are unpacked, one level deep`, async () => {
      const twice = { name: "deep.csv.gz.gz", data: gzipSync(gz("", "a\n").data) };
      const inner = { name: "in.tgz", data: gzipSync(await buildTar([csv])) };
      const given = [
        gz("d/x.csv.gz", "a,b\n", "1,2\n"),
        gz("Y.CSV.GZ", "y"),
        gz("z.csv", "z"),
        gz("empty.csv.gz", ""),
        ...[twice, inner, csv],
      ];
      for (const chunkSize of [1, 700, 1 << 20])
        assert.deepEqual(await contents(await pack(given), chunkSize), {
          "d/x.csv": "a,b\n1,2\n",
          "Y.CSV": "y",
          "z.csv": "z",
          "empty.csv": "",
          "deep.csv.gz": "is a gzip file inside a gzip file",
          "in.tgz": "is a tar archive inside a gzip file",
          "x.csv": "a,b\n1,2\n",
        });
    });

    it(`of a ${kind} that are damaged are refused`, async () => {
      const { data } = gz("", "a,b\n1,2\n");
      const cut = data.subarray(0, -3);
      const spoilt = Buffer.from(data);
      spoilt[data.length - 6]! ^= 1;
      const followed = Buffer.concat([data, text("junk")]);
      for (const bytes of [cut, spoilt, followed])
        await assert.rejects(readAll(stored(await pack([{ name: "x.csv.gz", data: bytes }]))), {
          name: "ArchiveDamaged",
          message: /x\.csv\.gz/,
        });
    });

    it(`of a ${kind} count towards the limit with what they unpack to`, async () => {
      const packed = await pack([gz("x.csv.gz", "1,2\n".repeat(5000))]);
      const bounds = { ...limits, maxUnpackedBytes: 19_999 };
      await assert.rejects(readAll(stored(packed), "archive", bounds), { name: "ArchiveTooLarge" });
    });

    it(`of a ${kind} can be left unread, or half read`, async () => {
      const many = [gz("a.csv.gz", "1,2\n".repeat(200_000)), gz("b.csv.gz", "1,2\n".repeat(200_000)), csv];
      const store = stored(await pack(many), 700);
      const read: string[] = [];
      for await (const { path, bytes } of members(store, "key", "archive", limits)) {
        read.push(path);
        if (path === "b.csv") for await (const _ of bytes) break;
      }
      assert.deepEqual([read, store.open()], [["a.csv", "b.csv", "x.csv"], 0]);
    });
  }

  it("beside the file itself are left out", async () => {
    const beside = "is a packed x.csv, which lies beside it unpacked";
    const found = { "x.csv.gz": beside, "x.csv": "a,b\n1,2\n" };
    assert.deepEqual(await contents(await buildTar([csv, gz("x.csv.gz", "other")])), found);
    assert.deepEqual(await contents(buildZip([gz("x.csv.gz", "other"), csv])), found);
    // Of a tar the first is read before the second is known.
    await assert.rejects(contents(await buildTar([gz("x.csv.gz", "other"), csv])), {
      name: "ArchiveDuplicateMember",
      message:
        /member "x\.csv", byte \d+: "x\.csv\.gz" came before and unpacks to this path; pack one of the two, or this one first$/,
    });
  });

  for (const [kind, pack] of Object.entries(packings))
    it(`of a ${kind} that are not meant are named and left alone, whatever they hold`, async () => {
      const given = [
        { name: "old.log.gz", data: gzipSync("old").subarray(0, 12) },
        gz("db.sql.gz", "1,2\n".repeat(50_000)),
        { name: "looks.bin", data: Buffer.from("1f8b0800ffff", "hex") },
        gz("x.csv.gz", "a,b\n1,2\n"),
      ];
      const store = stored(await pack(given));
      const bounds = { ...limits, maxUnpackedBytes: 20_000 };
      const found: [string, string][] = [];
      const isMeant = (path: string) => path.endsWith(".csv");
      for await (const { path, bytes, odd } of members(store, "key", "archive", bounds, isMeant))
        found.push([path, odd ? `is ${odd.what}` : (await whole(bytes)).toString()]);
      assert.deepEqual(found, [
        ["old.log.gz", "is a gzip file"],
        ["db.sql.gz", "is a gzip file"],
        ["looks.bin", "is a gzip file"],
        ["x.csv", "a,b\n1,2\n"],
      ]);
      assert.equal(store.open(), 0);
    });
});

describe("packings by their first bytes", () => {
  const named: Record<string, string> = {
    "a bzip2 file": "425a683931415926535923",
    "an LZ4 file": "04224d186440a7",
    "an xz file": "fd377a585a000004",
    "a Zstandard file": "28b52ffd0458",
    "a Zstandard file of several threads": "502a4d1804",
    "a RAR archive": "526172211a0701",
    "a 7z archive": "377abcaf271c0004",
    "an lzip file": "4c5a495001",
    "an LZMA file": "5d00008000",
    "a file of compress (.Z)": "1f9d90",
    "an ar archive": "213c617263683e0a",
  };
  for (const [what, head] of Object.entries(named)) {
    it(`${what} is named`, async () => {
      const bytes = Buffer.concat([Buffer.from(head, "hex"), Buffer.alloc(600)]);
      const message = `archive: is ${what.replace(" of several threads", "")}; pack it as zip or tar.gz`;
      await assert.rejects(readAll(stored(bytes)), { name: "ArchiveUnsupported", message });
    });
  }

  it("a cpio archive is named", async () => {
    const header = Buffer.alloc(600);
    // Magic, mode of a plain file, and a name of two bytes.
    [0x71c7, 0, 0, 0o100644, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0x61].forEach((word, at) =>
      header.writeUInt16LE(word, 2 * at),
    );
    await assert.rejects(readAll(stored(header)), {
      name: "ArchiveUnsupported",
      message: /is a cpio archive;/,
    });
  });

  for (const head of ["c771", "c7710000", "1f8b", "1f8b09", "1f8b08e0", "1f9d", "1f9d2c", "1f9d60"])
    it(`data that only begins with ${head} is data`, async () => {
      const bytes = Buffer.concat([Buffer.from(head, "hex"), Buffer.from("more data ".repeat(60))]);
      assert.deepEqual(await readAll(stored(bytes)), [["archive", bytes]]);
      assert.deepEqual(await readAll(stored(buildZip([{ name: "x.bin", data: bytes }]))), [["x.bin", bytes]]);
    });

  it("what is packed inside a gzip file is named, and not taken for a text", async () => {
    const found = async (bytes: Uint8Array) => {
      for await (const { path, odd } of members(stored(gzipSync(bytes)), "key", "x.csv.gz", limits))
        return [path, odd?.what];
      return [];
    };
    assert.deepEqual(await found(gzipSync(csv.data)), ["x.csv", "a gzip file inside a gzip file"]);
    assert.deepEqual(await found(buildZip([csv])), ["x.csv", "a zip archive inside a gzip file"]);
    assert.deepEqual(await found(csv.data), ["x.csv", undefined]);
  });

  it("a tar of before POSIX is read", async () => {
    const old = async (given: Parameters<typeof buildTar>[0]) =>
      withHeaders(await buildTar(given), (header) => {
        header.fill(0, 257, 500);
        if (header[156] === 0x30) header[156] = 0;
        return undefined;
      });
    const given = [
      { ...csv, name: "d/x.csv" },
      { name: "y.csv", data: text("y".repeat(700)) },
    ];
    const found = given.map(({ name, data }) => [name, data]);
    assert.deepEqual(await readAll(stored(await old(given), 100)), found);
    assert.deepEqual(await readAll(stored(gzipSync(await old(given)))), found);
    const cut = (await old(given)).subarray(0, 1300);
    await assert.rejects(readAll(stored(cut)), { name: "ArchiveDamaged" });
  });

  it("a text of 512 bytes and more is no tar", async () => {
    const bytes = Buffer.alloc(2000, "12345678,1234567\n");
    assert.deepEqual(await readAll(stored(bytes), "x.csv"), [["x.csv", bytes]]);
  });
});

describe("zip entries that overlap", () => {
  const overlapping = async (...members: Packed[]) => {
    await assert.rejects(readAll(stored(buildZip(members))), {
      name: "ArchiveDamaged",
      message: /^archive.*byte \d+: overlaps the entry behind it, or the directory; pack it again$/,
    });
  };
  const a = { name: "a.csv", data: Buffer.alloc(3000, "1,2\n") };

  it("as one for two", () => overlapping(a, { ...a, name: "b.csv", at: 0 }));
  it("with data descriptors, as one for two", () =>
    overlapping({ ...a, flags: 0x808 }, { ...a, name: "b.csv", flags: 0x808, at: 0 }));
  it("as one inside the other", () => {
    const inner = buildZip([{ ...a, name: "b.csv", method: 0 }]).subarray(0, 35 + 3000);
    return overlapping({ name: "a.csv", method: 0, data: inner }, { ...a, name: "b.csv", method: 0, at: 35 });
  });
  it("and the directory", async () => {
    const zip = buildZip([{ ...a, method: 0 }]);
    // The local header alone states a name that is ten bytes longer.
    zip.writeUInt16LE(15, 26);
    await assert.rejects(readAll(stored(zip)), { name: "ArchiveDamaged", message: /overlaps/ });
  });
  it("not: empty ones, folders, and bytes between them", async () => {
    const zip = buildZip([{ name: "d/" }, { name: "e.csv" }, { ...a, localExtra: 20 }, { name: "f/" }, csv]);
    assert.deepEqual(
      (await readAll(stored(zip))).map(([path]) => path),
      ["e.csv", "a.csv", "x.csv"],
    );
  });
});
