import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import type { CsvLayout } from "../../../../contract/formats";
import type { CsvFile } from "../../../../core/formats/csv/file";
import { openRaw } from "../../../../core/formats/csv/raw";
import type { FittingFile, RawResult } from "../../../../core/formats/format";
import { chunked, csvOptions, scanAll } from "./scan-all";

const layout: CsvLayout = {
  name: "plain",
  files: "csv$",
  delimiter: ",",
  quoting: "rfc4180",
  header: true,
  fields: 0,
  columns: [
    {
      name: "a",
      type: "string",
      nullable: false,
      from: { header: "a" },
      prefix: "",
      nulls: [],
      nonFinite: [],
    },
  ],
};

async function* stream(chunks: readonly Uint8Array[]) {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}

async function open(
  chunks: readonly Uint8Array[],
  partBytes = 1,
  layouts = [layout],
): Promise<[Buffer, RawResult<CsvFile>]> {
  const raw = (await openRaw("x.csv", stream(chunks), layouts, partBytes)) as FittingFile<CsvFile>;
  assert.equal(raw.kind, "fitting");
  const stored: Uint8Array[] = [];
  for await (const chunk of raw.stored) stored.push(Buffer.from(chunk));
  return [Buffer.concat(stored), raw.result()];
}

const body = fc
  .array(
    fc.constantFrom("1", "x", ",", ",y,", '"', '"a\nb"', ',"', "\n", "\n", "\r", "\r\n", "ä", "😀", "\ufeff"),
    {
      maxLength: 80,
    },
  )
  .map((pieces) => pieces.join(""));

const ends = { "\n": "lf", "\r\n": "crlf", "\r": "cr" } as const;

describe("raw file", () => {
  it("is stored as it came and described by size and hash", async () => {
    const bytes = Buffer.from("a,b\n1,2\n3,4");
    const [stored, result] = await open([bytes.subarray(0, 1), bytes.subarray(1, 6), bytes.subarray(6)]);
    assert.deepEqual(stored, bytes);
    assert.deepEqual(result, {
      size: 11,
      sha256: createHash("sha256").update(bytes).digest("hex"),
      storedSize: 11,
      layout: "plain",
      own: {
        encoding: "utf-8",
        fields: 2,
        columns: [0],
        lineEnd: "lf",
        header: createHash("sha256").update("a\0b").digest("hex"),
        unread: ["b"],
      },
      records: 2,
      slices: [
        { start: 4, end: 8, firstRow: 0, records: 1 },
        { start: 8, end: 11, firstRow: 1, records: 1 },
      ],
    });
  });

  it("cut into parts of any size has the records of the whole", async () => {
    await fc.assert(
      fc.asyncProperty(
        body,
        fc.array(fc.nat(), { maxLength: 8 }),
        fc.constantFrom(1, 7, 40, 1024),
        fc.constantFrom("\n" as const, "\r\n" as const, "\r" as const),
        async (text, cuts, partBytes, lineEnd) => {
          // Behind a CR it would be the end of the header's line.
          fc.pre(!(lineEnd === "\r" && text.startsWith("\n")));
          const start = 3 + lineEnd.length;
          const scan = { ...csvOptions, lineEnd: ends[lineEnd] };
          const bytes = Buffer.from(`a,b${lineEnd}${text}`);
          const whole = scanAll([bytes.subarray(start)], { ...scan, base: start });
          const [, result] = await open(chunked(bytes, cuts), partBytes);
          const { slices, records } = result;
          assert.equal(result.own.lineEnd, scan.lineEnd);
          const parts = slices.flatMap(({ start, end, firstRow, records }) => {
            const found = scanAll([bytes.subarray(start, end)], { ...scan, base: start });
            assert.equal(found.length, records);
            return found.map((record, index) => ({ ...record, row: firstRow + index }));
          });
          assert.equal(records, whole.length);
          assert.deepEqual(
            parts,
            whole.map((record, row) => ({ ...record, row })),
          );
          for (const { start, end } of slices.slice(0, -1)) assert.ok(end - start >= partBytes);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("of some MiB cut at 1 KiB and at 1 MiB has the records of the whole", async () => {
    const lines = fc.sample(body, { seed: 4, numRuns: 2000 }).join("\n");
    const bytes = Buffer.from(`a,b\n${lines.repeat(Math.ceil((3 * 1024 * 1024) / lines.length))}`);
    const scan = { ...csvOptions, lineEnd: "lf" as const };
    // As texts: a deep comparison of so many takes seconds.
    const whole = JSON.stringify(scanAll([bytes.subarray(4)], { ...scan, base: 4 }));
    for (const partBytes of [1024, 1024 * 1024]) {
      const [, { slices }] = await open(
        Array.from({ length: Math.ceil(bytes.length / 65_536) }, (_, at) =>
          bytes.subarray(at * 65_536, (at + 1) * 65_536),
        ),
        partBytes,
      );
      assert.ok(slices.length >= 3);
      const parts = slices.flatMap(({ start, end }) =>
        scanAll([bytes.subarray(start, end)], { ...scan, base: start }),
      );
      assert.ok(JSON.stringify(parts) === whole);
    }
  });

  it("of UTF-16 is stored as UTF-8 with its mark, hashed as it came", async () => {
    const bytes = Buffer.from("\ufeffa,b\nä,😀\n", "utf16le").swap16();
    const [stored, result] = await open(Array.from(bytes, (byte) => Buffer.from([byte])));
    assert.equal(stored.toString(), "\ufeffa,b\nä,😀\n");
    assert.deepEqual(
      [result.own.encoding, result.size, result.storedSize],
      ["utf-16be", bytes.length, stored.length],
    );
    assert.equal(result.sha256, createHash("sha256").update(bytes).digest("hex"));
    assert.deepEqual(result.slices, [{ start: 7, end: 15, firstRow: 0, records: 1 }]);
  });

  it("whose path matches two layouts fits none if one has an encoding", async () => {
    const layouts = [
      { ...layout, files: "x" },
      { ...layout, name: "old", encoding: "latin1" },
    ];
    const raw = await openRaw("x.csv", stream([Buffer.from("a\n1\n")]), layouts, 1);
    assert.ok(raw.kind === "skipped");
    const why =
      "its path matches the layouts plain and old, and old has an encoding, so that it is chosen by the path alone; " +
      'narrow "files" of the two so that each file matches one';
    assert.deepEqual(
      raw.misfits,
      ["plain", "old"].map((name) => `layout ${name} is meant for its path, but ${why}`),
    );
    assert.equal(await raw.size(), 4);
  });

  it("with a header alone has no slices", async () => {
    const [, { records, slices }] = await open([Buffer.from("a,b\n")]);
    assert.deepEqual([records, slices], [0, []]);
  });

  it("counts an empty line as a record where there is one field", async () => {
    const [, { records }] = await open([Buffer.from("a\n\n\n")]);
    assert.equal(records, 2);
  });

  it("that fits no layout says its first line and size", async () => {
    const raw = await openRaw("x.txt", stream([Buffer.from("hel"), Buffer.from("lo\nyou")]), [layout], 1);
    assert.ok(raw.kind === "skipped");
    assert.deepEqual([raw.firstLine, await raw.size()], ["hello", 9]);
  });

  it("of no byte, and of one, fits nothing", async () => {
    for (const text of ["", "a"]) {
      const raw = await openRaw("x.txt", stream([Buffer.from(text)]), [layout], 1);
      assert.ok(raw.kind === "skipped");
      assert.deepEqual([raw.firstLine, await raw.size()], [text, text.length]);
    }
  });

  it("of one byte is not lost", async () => {
    const [stored, { size }] = await open([Buffer.from("a")]);
    assert.deepEqual([stored.toString(), size], ["a", 1]);
  });

  it("has no result before it was read, and passes on what its source throws", async () => {
    const broken = async function* () {
      yield Buffer.alloc(2_000_000, "a,b\n1,2\n");
      await Promise.reject(new Error("cut off"));
    };
    const raw = (await openRaw("x.csv", broken(), [layout], 1)) as FittingFile;
    assert.throws(() => raw.result(), { name: "RawUnread" });
    await assert.rejects(async () => {
      for await (const _ of raw.stored);
    }, /cut off/);
    assert.throws(() => raw.result(), { name: "RawUnread" });
  });
});
