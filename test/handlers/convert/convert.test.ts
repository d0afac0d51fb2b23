import assert from "node:assert/strict";
import fc from "fast-check";
import { manifestKey, partReportKey } from "../../../contract/keys";
import { asOfColumn, housekeeping } from "../../../contract/plan";
import type { CsvFile } from "../../../core/formats/csv/file";
import type { Manifest, PartReport, RawFile } from "../../../core/run/documents";
import { queryParquet } from "../duckdb";
import { csvColumn, csvLayout, dataset, rawRun, rowsOf, run, type RawRun } from "./raw-run";

const typed = csvLayout([
  csvColumn("id", { header: "id" }, { type: "int", nulls: [""] }),
  csvColumn("x", { header: "x" }, { type: "double", nullable: true, nulls: [""] }),
  csvColumn("t", { header: "t" }),
]);

describe("convert", () => {
  it("stages the good records and keeps the bad ones with place, column, reason and text", async () => {
    const good = "1,2.5,hällo\n";
    const lines: [string | Buffer, string | null, string, string?][] = [
      ["2,3\n", null, "field_count"],
      ["3,4,5,6\n", null, "field_count"],
      [",4,a\n", "id", "null"],
      ["x,y,a\n", "id", "unreadable"],
      ["4,1e999,a\n", "x", "out_of_range"],
      ["99999999999,y,a\n", "id", "out_of_range"],
      ['5,6,"a"b\n', null, "quoting"],
      ['6,7,a"b\n', null, "quoting"],
      ["7,8,a\rb\n", null, "carriage_return"],
      ['"id",x,t\n', null, "header"],
      [Buffer.from([55, 44, 56, 44, 0xc3, 0x28, 0x5c, 10]), null, "encoding", "7,8,\\xC3(\\\\"],
    ];
    const pieces = [Buffer.from("id,x,t\n")];
    const expected: Record<string, unknown>[] = [];
    let offset = pieces[0]!.length;
    lines.forEach(([line, column, reason, raw], index) => {
      const bad = Buffer.from(line);
      const start = offset + Buffer.byteLength(good);
      expected.push({
        _file: "f.csv",
        _offset: start,
        _row: 2 * index + 1,
        _column: column,
        _reason: reason,
        _raw: raw ?? bad.toString().trimEnd(),
      });
      pieces.push(Buffer.from(good), bad);
      offset = start + bad.length;
    });
    const input = await rawRun({ "f.csv": Buffer.concat(pieces) }, [typed]);
    const report = await input.convert(0);
    const { staged, quarantined } = await rowsOf(input, report);
    assert.deepEqual(quarantined, expected);
    assert.equal(staged.length, lines.length);
    assert.deepEqual(staged[1], { id: 1, x: 2.5, t: "hällo", _file: "f.csv", _offset: 7 + 13 + 4, _row: 2 });
    assert.deepEqual(report.reasons, {
      carriage_return: 1,
      encoding: 1,
      field_count: 2,
      header: 1,
      null: 1,
      out_of_range: 2,
      quoting: 2,
      unreadable: 1,
    });
    assert.deepEqual(report.culprits, [
      { reason: "null", column: "id", records: 1 },
      { reason: "unreadable", column: "id", records: 1 },
      { reason: "out_of_range", column: "x", records: 1 },
      { reason: "out_of_range", column: "id", records: 1 },
    ]);
    assert.deepEqual([report.records, report.staged?.rows, report.quarantined?.rows], [22, 11, 11]);
  });

  describe("of files that were put together", () => {
    const texts = csvLayout([csvColumn("a", { header: "a" }), csvColumn("b", { header: "b" })]);
    const mark = "\ufeff";
    /** Staged values as UTF-8 in Latin-1: DuckDB's client takes a mark away. */
    const valuesOf = async ({ store }: RawRun, { staged }: PartReport) => {
      if (!staged) return [];
      const sql = "select hex(encode(a || ',' || b)) as hex from file";
      const rows = await queryParquet(store.objects.get(staged.key)!, sql);
      return rows.map(({ hex }) => Buffer.from(hex as string, "hex").toString("latin1"));
    };
    /** Values staged and reasons of quarantine, which must be the same whatever the parts. */
    const both = async (text: string, layout = texts) => {
      const found = [];
      for (const partBytes of [10, 1 << 20]) {
        const input = await rawRun({ "f.csv": Buffer.from(text) }, [layout], partBytes);
        const [rows, bad]: string[][] = [[], []];
        for (const part of input.manifest.parts.keys()) {
          const report = await input.convert(part);
          const { quarantined } = await rowsOf(input, report);
          rows!.push(...(await valuesOf(input, report)));
          bad!.push(...quarantined.map((row) => `${row["_reason"] as string}: ${row["_raw"] as string}`));
        }
        found.push({ rows, bad });
      }
      assert.deepEqual(found[0], found[1]);
      return found[0]!;
    };

    it("takes no header for a row, though all columns are texts, and no mark for a character", async () => {
      for (const end of ["\n", "\r\n", "\r"])
        assert.deepEqual(
          await both(
            [`${mark}a,b`, "k1,v1", `${mark}"a",b`, "k2,v2", "a,b", `${mark}"k3",v3`, mark].join(end),
          ),
          { rows: ["k1,v1", "k2,v2", "k3,v3"], bad: ['header: "a",b', "header: a,b"] },
        );
    });

    it("takes for a header what has all of its fields alone", async () => {
      assert.deepEqual(await both("a,b,c\nk,v,1\na,b,1\na,b,c\nA,b,c\n"), {
        rows: ["k,v", "a,b", "A,b"],
        bad: ["header: a,b,c"],
      });
      const none = csvLayout([csvColumn("a", { field: 0 }), csvColumn("b", { field: 1 })], {
        header: false,
        fields: 2,
      });
      assert.deepEqual(await both(`${mark}a,b\n${mark}a,b\n`, none), { rows: ["a,b", "a,b"], bad: [] });
    });

    it("keeps line ends of another file whole, and a bare CR out of the values", async () => {
      assert.deepEqual(await both("a,b\r\n1,x\ry\r\n2,z\n3,w\r"), {
        rows: ["2,z", "3,w"],
        bad: ["carriage_return: 1,x\ry"],
      });
    });

    it("reads by the rules of before what a manifest of before counted", async () => {
      const input = await rawRun({ "f.csv": Buffer.from(`a,b\nk1,v\ra,b\n${mark}k2,v\n`) }, [texts]);
      const [slice] = input.manifest.parts[0]!.slices;
      const [{ format, ...file }] = input.manifest.files as [RawFile];
      const { lineEnd, header, ...own } = format!["csv"] as CsvFile;
      assert.deepEqual([lineEnd, header?.length], ["lf", 64]);
      const old: Manifest = {
        ...input.manifest,
        files: [{ ...file, ...own, records: 3 }],
        parts: [{ slices: [{ ...slice!, records: 3 }], records: 3 }],
        records: 3,
      };
      input.store.objects.set(manifestKey(dataset, run), Buffer.from(JSON.stringify(old)));
      assert.deepEqual(await valuesOf(input, await input.convert(0)), ["k1,v", "a,b", "\xef\xbb\xbfk2,v"]);
    });
  });

  it("keeps the first 1 MiB of a record that is longer, cut between characters", async () => {
    const text = `1,2,x${"€".repeat(400_000)}`;
    const input = await rawRun({ "f.csv": Buffer.from(`id,x,t\n${text}\n2,3,b`) }, [typed], 1 << 30);
    const { staged, quarantined } = await rowsOf(input, await input.convert(0));
    const kept = Math.floor((1024 * 1024 - 5) / 3);
    assert.deepEqual(quarantined[0]?.["_reason"], "too_long");
    assert.equal(quarantined[0]?.["_raw"], text.slice(0, 5 + kept));
    assert.equal(staged[0]?.["_offset"], 7 + Buffer.byteLength(text) + 1);
  });

  it("writes no file where there are no rows", async () => {
    const clean = await (await rawRun({ "f.csv": Buffer.from("id,x,t\n1,2,a\n") }, [typed])).convert(0);
    assert.equal(clean.quarantined, null);
    const dirty = await rawRun({ "f.csv": Buffer.from("id,x,t\n1,2\n") }, [typed]);
    assert.equal((await dirty.convert(0)).staged, null);
    assert.ok([...dirty.store.objects.keys()].every((key) => !key.startsWith("stage/")));
  });

  it("reads parts of any size to the same rows, offsets and record numbers", async () => {
    const piece = fc.constantFrom(
      "1,2,a",
      "3,,é",
      '4,5,"x\ny"',
      '5,6,"open',
      "bad",
      "\n",
      "\r",
      "\r\n",
      ",",
      '"',
      "7,8,😀\n",
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 40 }),
        fc.constantFrom(1, 7, 30),
        async (pieces, partBytes) => {
          const bytes = Buffer.from(`id,x,t\n${pieces.join("")}`);
          const all = async (size: number) => {
            const input = await rawRun({ "f.csv": bytes }, [typed], size);
            const parts = [];
            for (const number of input.manifest.parts.keys())
              parts.push(await rowsOf(input, await input.convert(number)));
            return {
              staged: parts.flatMap((part) => part.staged),
              quarantined: parts.flatMap((part) => part.quarantined),
            };
          };
          assert.deepEqual(await all(partBytes), await all(1024 * 1024));
        },
      ),
      { numRuns: 6 },
    );
  });

  it("takes a column from the path, and several slices in one part", async () => {
    const layout = csvLayout(
      [csvColumn("id", { path: "id" }, { type: "int" }), csvColumn("t", { field: 1 })],
      {
        files: "log(?<id>.*)\\.csv",
        header: false,
        fields: 2,
      },
    );
    const input = await rawRun({ "log7.csv": Buffer.from("a,b\n"), "log8.csv": Buffer.from("c,d\ne\n") }, [
      layout,
    ]);
    const slices = input.manifest.parts.flatMap((part) => part.slices);
    Object.assign(input.manifest.parts[0]!, { slices, records: 3 });
    await input.store.delete([`state/${dataset}/runs/${run}/manifest.json`]);
    await input.store.create(
      `state/${dataset}/runs/${run}/manifest.json`,
      Buffer.from(JSON.stringify(input.manifest)),
    );
    const { staged, quarantined } = await rowsOf(input, await input.convert(0));
    assert.deepEqual(
      staged.map((row) => [row["id"], row["t"], row["_file"], row["_row"]]),
      [
        [7, "b", "log7.csv", 0],
        [8, "d", "log8.csv", 0],
      ],
    );
    assert.deepEqual(
      quarantined.map((row) => [row["_file"], row["_row"], row["_offset"]]),
      [["log8.csv", 1, 4]],
    );
  });

  it("writes when each file was fetched where the plan asks for it, in stage alone", async () => {
    const files = { "a.csv": Buffer.from("id,x,t\n1,2,a\n2,2\n"), "b.csv": Buffer.from("id,x,t\n3,2,a\n") };
    const input = await rawRun(files, [typed], 1024 * 1024, [...housekeeping, asOfColumn]);
    Object.assign(input.manifest.files[1]!, { fetchedAt: "1969-12-31T23:59:59.999Z" });
    input.store.objects.set(manifestKey(dataset, run), Buffer.from(JSON.stringify(input.manifest)));
    const times = [];
    for (const number of [0, 1]) {
      const { staged, quarantined } = await rowsOf(input, await input.convert(number));
      times.push(...staged.map((row) => String(row["_as_of"])));
      for (const row of quarantined) assert.equal("_as_of" in row, false);
    }
    assert.deepEqual(times, ["2026-01-02 03:04:05+00", "1969-12-31 23:59:59.999+00"]);
  });

  it("returns the report that is there, without work", async () => {
    const input = await rawRun({ "f.csv": Buffer.from("id,x,t\n1,2,a\n") }, [typed]);
    const first = await input.convert(0);
    const keys = [...input.store.objects.keys()];
    assert.deepEqual(await input.convert(0), first);
    assert.deepEqual([...input.store.objects.keys()], keys);
  });

  it("lets the first of two tries win", async () => {
    const input = await rawRun({ "f.csv": Buffer.from("id,x,t\n1,2,a\n") }, [typed]);
    const [one, two] = await Promise.all([input.convert(0), input.convert(0)]);
    assert.deepEqual(one, two);
    assert.ok(input.store.objects.has(one.staged!.key));
  });

  it("fails when the raw object is gone, shorter, or of other records, and leaves no file", async () => {
    const text = "id,x,t\n1,2,a\n2,3,b\n";
    const spoil = async (bytes: string | undefined, expected: { name: string; message?: RegExp }) => {
      const input = await rawRun({ "f.csv": Buffer.from(text) }, [typed]);
      const { key } = input.manifest.files[0]!;
      if (bytes === undefined) input.store.objects.delete(key);
      else input.store.objects.set(key, Buffer.from(bytes));
      await assert.rejects(input.convert(0), expected);
      assert.deepEqual(
        [...input.store.objects.keys()].filter((key) => !/^raw|manifest|plan/.test(key)),
        [],
      );
    };
    await spoil(undefined, { name: "RawDamaged", message: /the object does not exist/ });
    await spoil(text.slice(0, -1), { name: "RawDamaged", message: /has 18 bytes and the manifest says 19/ });
    await spoil(text.replace("a\n2", "a,2"), { name: "RowsLost", message: /2 records and 1 were read/ });
  });

  it("fails when fewer bytes come than were asked for, be it an end of line", async () => {
    const input = await rawRun({ "f.csv": Buffer.from("id,x,t\n1,2,a\n") }, [typed]);
    const whole = { ...input.store };
    Object.assign(input.store, {
      async *get(key: string, range?: { start: number; end: number }) {
        for await (const chunk of whole.get(key, range)) yield range ? chunk.subarray(0, -1) : chunk;
      },
    });
    await assert.rejects(input.convert(0), {
      name: "RawDamaged",
      message: /bytes 7 to 13 were asked for and 5 bytes/,
    });
  });

  it("fails when the manifest counts other records in the part than in its slices", async () => {
    const input = await rawRun({ "f.csv": Buffer.from("id,x,t\n1,2,a\n") }, [typed]);
    const manifest = { ...input.manifest, parts: [{ ...input.manifest.parts[0], records: 2 }] };
    input.store.objects.set(manifestKey(dataset, run), Buffer.from(JSON.stringify(manifest)));
    await assert.rejects(input.convert(0), {
      name: "RowsLost",
      message: /has 2 records, 1 were read, 1 staged/,
    });
  });

  it("leaves no file when reading breaks off", async () => {
    const rows = Array.from({ length: 140_000 }, (_, row) => `${row},1,a\n`).join("");
    const input = await rawRun({ "f.csv": Buffer.from(`id,x,t\n${rows}`) }, [typed], 1 << 30);
    const whole = { ...input.store };
    Object.assign(input.store, {
      async *get(key: string, range?: { start: number; end: number }) {
        if (!range) {
          yield* whole.get(key);
          return;
        }
        for await (const chunk of whole.get(key, range)) yield chunk.subarray(0, chunk.length - 1000);
        throw new Error("connection lost");
      },
    });
    await assert.rejects(input.convert(0), /connection lost/);
    assert.deepEqual(
      [...input.store.objects.keys()].filter((key) => /^(stage|quarantine)/.test(key)),
      [],
    );
    assert.ok(!input.store.objects.has(partReportKey(dataset, run, 0)));
  });

  it("fails for a part that the manifest does not have", async () => {
    const input = await rawRun({ "f.csv": Buffer.from("id,x,t\n1,2,a\n") }, [typed]);
    await assert.rejects(input.convert(1), { name: "NoSuchPart" });
  });

  it("tells rows, bytes and bad rows", async () => {
    const input = await rawRun({ "f.csv": Buffer.from("id,x,t\n1,2,a\nx\n") }, [typed]);
    await input.convert(0);
    assert.deepEqual(input.progress.at(-1), { step: "Convert", rows: 2, bytes: 8, bad: 1 });
  });
});
