import assert from "node:assert/strict";
import {
  basePrefix,
  manifestKey,
  partReportKey,
  planKey,
  pointerKey,
  processedPrefix,
  publicationKey,
  transformReportKey,
} from "../../../contract/keys";
import type { Plan } from "../../../contract/plan";
import type { Manifest, PartReport, Pointer, TransformReport } from "../../../core/run/documents";
import { makePublish } from "../../../handlers/publish";
import { readJson } from "../../../core/run/state";
import { amend, attempt, changed, dataset, makeWorld, writeRun, type World } from "./world";

type Rules = TransformReport["rules"];

describe("publish: judging a run", () => {
  let world: World;
  beforeEach(async () => {
    world = makeWorld();
    await writeRun(world, { run: "r1" });
  });

  const publish = () => makePublish(world)(changed("r1", 0));
  const part = (number: number, change: (report: PartReport) => object) =>
    amend(world.store, partReportKey(dataset, "r1", number), change);
  const report = (change: (report: TransformReport) => object) =>
    amend(world.store, transformReportKey(dataset, "r1", attempt), change);
  const violations = (counts: Record<string, number>) =>
    report((old) => ({
      ...old,
      rules: old.rules.map((rule): Rules[number] => ({ ...rule, violations: counts[rule.name] ?? 0 })),
    }));
  const refuses = async (name: string, message: RegExp) => {
    await assert.rejects(publish(), { name, message });
    assert.equal(world.store.objects.has(pointerKey(dataset, 1)), false);
    assert.equal(await world.catalog.get(dataset), undefined);
  };

  it("publishes a run in which every row is accounted for", async () => {
    assert.deepEqual(await publish(), {
      status: "published",
      run: "r1",
      date: "2026-03-01",
      number: 1,
      rows: { read: 10, staged: 9, quarantined: 1, published: 9 },
      location: processedPrefix(dataset, "r1", attempt),
    });
  });

  it("writes what it decided before it points at it", async () => {
    await publish();
    const publication = await readJson(world.store, publicationKey(dataset, "r1", attempt));
    const pointer = await readJson(world.store, pointerKey(dataset, 1));
    assert.deepEqual(pointer, { ...publication, number: 1, publishedAt: "2026-03-01T08:00:00.000Z" });
  });

  it("refuses a part that lost a row between reading and staging", async () => {
    await part(1, (old) => ({ ...old, staged: { ...old.staged, rows: 2 } }));
    await refuses("RowsLost", /part 1: the manifest holds 4 records; .* 4 read, 2 staged, 1 quarantined/);
  });

  it("refuses a part that read other records than the manifest holds", async () => {
    await part(0, (old) => ({ ...old, records: 5, staged: { ...old.staged, rows: 5 } }));
    await refuses("RowsLost", /part 0: the manifest holds 6 records; .* 5 read/);
  });

  it("refuses rows lost in one part and won in another", async () => {
    await part(0, (old) => ({ ...old, records: 7, staged: { ...old.staged, rows: 7 } }));
    await part(1, (old) => ({ ...old, records: 3, staged: { ...old.staged, rows: 2 } }));
    await refuses("RowsLost", /part 0/);
  });

  it("refuses parts that do not hold all the manifest's records", async () => {
    await amend<Manifest>(world.store, manifestKey(dataset, "r1"), (old) => ({ ...old, records: 11 }));
    await refuses("RowsLost", /Ingest counted 11 records, but the parts hold 10/);
  });

  it("refuses a run with a part that was not converted", async () => {
    world.store.objects.delete(partReportKey(dataset, "r1", 1));
    await refuses(
      "PartMissing",
      /part 1 was not converted \(state\/walks\/runs\/r1\/parts\/00001\.json is missing/,
    );
  });

  it("says how many rows are bad, why, and how to see them", async () => {
    await part(1, (old) => ({
      ...old,
      staged: { ...old.staged, rows: 1 },
      quarantined: { ...old.quarantined, rows: 3 },
      reasons: { rare: 1, often: 2 },
    }));
    await refuses(
      "TooManyBadRows",
      /3 of 10 records are bad \(30 %; limit 10 %\)\. .*often \(2\), rare \(1\).*quarantine_walks\('r1'\)"; .*--max-bad-ratio 0\.3$/,
    );
  });

  it("advises the word that reads another encoding, if most are not UTF-8", async () => {
    await part(1, (old) => ({
      ...old,
      staged: { ...old.staged, rows: 1 },
      quarantined: { ...old.quarantined, rows: 3 },
      reasons: { encoding: 2, often: 1 },
    }));
    await refuses(
      "TooManyBadRows",
      /"; add the encoding of the files to their layout in datasets\/walks\.ts, such as encoding: "windows-1252"; to accept them: --max-bad-ratio 0\.3$/,
    );
  });

  it("names the columns at fault", async () => {
    await part(1, (old) => ({
      ...old,
      staged: { ...old.staged, rows: 1 },
      quarantined: { ...old.quarantined, rows: 3 },
      reasons: { encoding: 1, often: 2 },
      culprits: [
        { reason: "often", column: "constructor", records: 1 },
        { reason: "often", column: "price", records: 1 },
      ],
    }));
    await refuses(
      "TooManyBadRows",
      /Most frequent: often in constructor \(1\), often in price \(1\), encoding \(1\)\./,
    );
  });

  it("advises the word that keeps any JSON in a string column", async () => {
    await part(1, (old) => ({
      ...old,
      staged: { ...old.staged, rows: 1 },
      quarantined: { ...old.quarantined, rows: 3 },
      reasons: { json_type: 3 },
      culprits: [{ reason: "json_type", column: "symbol", records: 3 }],
    }));
    const advice = /to keep values of symbol that are not JSON strings as their JSON text, add json: true/;
    const from = async (place: object) =>
      await amend<Plan>(world.store, planKey(dataset, "r1"), (old) => ({
        ...old,
        layouts: [
          {
            format: "json-lines",
            name: "log",
            files: ".",
            columns: [
              {
                name: "symbol",
                type: "string",
                nullable: false,
                prefix: "",
                nulls: [],
                nonFinite: [],
                from: place,
              },
            ],
          },
        ],
      }));
    await from({ path: "symbol" });
    await refuses("TooManyBadRows", advice);
    await from({ path: "symbol", json: true });
    await refuses(
      "TooManyBadRows",
      /Most frequent: json_type in symbol \(3\)\..*quarantine_walks\('r1'\)"; to accept/,
    );
  });

  it("does not offer to accept the bad rows if there are no others", async () => {
    for (const number of [0, 1])
      await part(number, (old) => ({
        ...old,
        staged: { ...old.staged, rows: 0 },
        quarantined: { key: `quarantine/walks/${number}`, size: 20, rows: old.records },
        reasons: { often: old.records },
      }));
    await refuses(
      "TooManyBadRows",
      /10 of 10 records are bad \(100 %; .*quarantine_walks\('r1'\)"; correct the layout or the stage types in datasets\/walks\.ts\.$/,
    );
  });

  it("takes a header in the middle of a file for no record, good or bad", async () => {
    await amend<Plan>(world.store, planKey(dataset, "r1"), (old) => ({
      ...old,
      limits: { ...old.limits, maxBadRatio: 0 },
    }));
    await refuses("TooManyBadRows", /1 of 10 records are bad/);
    await part(1, (old) => ({ ...old, reasons: { header: 1 } }));
    assert.equal((await publish()).rows.quarantined, 1);
  });

  it("allows a share of bad rows that is just the limit", async () => {
    assert.equal((await publish()).rows.quarantined, 1);
  });

  it("takes the bad share of no records to be none", async () => {
    await amend<Manifest>(world.store, manifestKey(dataset, "r1"), (old) => ({
      ...old,
      parts: [],
      records: 0,
    }));
    await report((old) => ({ ...old, rows: { in: 0, base: 0, merged: 0, out: 0, dropped: {} }, files: [] }));
    world.store.objects.delete(`${processedPrefix(dataset, "r1", attempt)}part-00000.parquet`);
    assert.deepEqual((await publish()).rows, { read: 0, staged: 0, quarantined: 0, published: 0 });
  });

  it("throws the transform's own error by its name", async () => {
    await report((old) => ({
      ...old,
      rules: [],
      error: { name: "PartCorrupt", message: "part 0 has no footer" },
    }));
    await refuses("PartCorrupt", /part 0 has no footer/);
  });

  it("refuses a transform that did not read all staged rows", async () => {
    await report((old) => ({ ...old, rows: { ...old.rows, in: 8 } }));
    await refuses("RowsLost", /9 rows were staged and Transform read 8/);
  });

  it("refuses files that do not hold all the rows that were counted", async () => {
    await report((old) => ({ ...old, rows: { ...old.rows, out: 10 } }));
    await refuses("RowsLost", /counted 10 rows, but its files hold 9/);
  });

  it("names every broken rule with its count", async () => {
    await report((old) => ({
      ...old,
      rules: old.rules.map((rule) => ({
        ...rule,
        severity: "error",
        violations: rule.name.startsWith("key") ? 0 : 2,
      })),
    }));
    await refuses("RuleBroken", /positive \(2 violations\), small \(2 violations\)/);
  });

  it("names the smallest key that breaks a rule, for five rules: an error has to fit a message", async () => {
    const named = (index: number, value: string) => ({
      name: `r${index}`,
      severity: "error",
      violations: 1,
      example: [{ name: "symbol", value }],
    });
    await report((old) => ({
      ...old,
      rules: [
        ...old.rules,
        named(0, `${"x".repeat(101)}\n`),
        ...[1, 2, 3, 4, 5].map((index) => named(index, "A")),
      ],
    }));
    await refuses(
      "RuleBroken",
      /breaks r0 \(1 violation; the smallest key: symbol "x{100}…"\), .*r4 \(1 violation; the smallest key: symbol "A"\), r5 \(1 violation\)\./,
    );
  });

  describe("by its number of rows", () => {
    const atLeast = (min: number, severity: "error" | "warn") =>
      amend<Plan>(world.store, planKey(dataset, "r1"), (old) => ({
        ...old,
        transform: {
          ...old.transform,
          rules: [...old.transform.rules, { name: "many", severity, kind: "rows", min }],
        },
      }));

    it("refuses too few, beside the rules that rows break", async () => {
      await violations({ positive: 1 });
      await atLeast(10, "error");
      await refuses("RuleBroken", /breaks positive \(1 violation\), many \(9 rows, at least 10\)\./);
    });

    it("warns of too few, also where an engine of an earlier version counted them", async () => {
      await atLeast(12, "warn");
      await report((old) => ({
        ...old,
        rules: [...old.rules, { name: "many", severity: "warn", violations: 3 }],
      }));
      const { status, brokenRules } = await publish();
      assert.deepEqual(
        [status, brokenRules],
        ["published", [{ name: "many", severity: "warn", violations: 3 }]],
      );
      assert.deepEqual(world.warnings.length, 1);
      assert.match(world.warnings.join(), /breaks the rule many \(9 rows, at least 12\)/);
    });

    it("allows as many as the rule asks for", async () => {
      await atLeast(9, "error");
      assert.equal((await publish()).status, "published");
    });
  });

  it("calls a duplicate key by its name, and the rest beside it", async () => {
    await violations({ key_unique: 4, positive: 1 });
    await refuses("KeyDuplicated", /key_unique \(4 violations\), positive \(1 violation\)/);
  });

  it("advises what can be changed for each kind of rule", async () => {
    await amend<Plan>(world.store, planKey(dataset, "r1"), (old) => ({
      ...old,
      transform: {
        ...old.transform,
        columns: [...old.transform.columns, { name: "steps", type: "int", nullable: false }],
        rules: [
          ...old.transform.rules,
          { name: "not_null_steps", severity: "error", kind: "row", violation: "steps is null" },
        ],
      },
    }));
    await report((old) => ({
      ...old,
      rules: [...old.rules, { name: "not_null_steps", severity: "error", violations: 0 }],
    }));
    for (const [broken, advice] of [
      [["positive"], "the rule"],
      [["not_null_steps"], "make steps nullable"],
      [["key_unique"], "choose another key"],
      [
        ["key_not_null", "not_null_steps", "positive"],
        "the rule, or make steps nullable, or choose another key",
      ],
    ] as const) {
      await violations(Object.fromEntries(broken.map((name) => [name, 1])));
      await assert.rejects(publish(), {
        message: new RegExp(` Fix the source or ${advice} in datasets/, then run again\\.$`),
      });
    }
  });

  it("names the smallest duplicate key and its files, as far as the report has them", async () => {
    await violations({ key_unique: 4 });
    const told = async (duplicate: TransformReport["duplicate"]) => report((old) => ({ ...old, duplicate }));
    await told({
      key: [
        { name: "symbol", value: "A" },
        { name: "date", value: "2024-03-05" },
      ],
      files: ["a.csv", "b/a.csv"],
    });
    await refuses(
      "KeyDuplicated",
      /key_unique \(4 violations\)\. The smallest duplicate key is symbol "A", date "2024-03-05", in "a\.csv", "b\/a\.csv"\. Nothing is published/,
    );
    await told({ key: [{ name: "symbol", value: "x".repeat(101) + "\n" }], files: [] });
    await refuses("KeyDuplicated", /duplicate key is symbol "x{100}…"\. Nothing/);
  });

  it("calls a null in the key by its name", async () => {
    await violations({ key_not_null: 2, key_unique: 1 });
    await refuses("KeyNull", /key_not_null \(2 violations\)/);
  });

  it("publishes and warns when only a rule of severity warn is broken", async () => {
    await violations({ small: 3 });
    assert.equal((await publish()).status, "published");
    assert.match(world.warnings.join(), /small \(3 violations\)/);
  });

  it("refuses a report that leaves out one of the plan's rules", async () => {
    await report((old) => ({ ...old, rules: old.rules.filter((rule) => rule.name !== "positive") }));
    await refuses("ReportIncomplete", /did not check positive/);
  });

  it("refuses a reported file that is not there", async () => {
    world.store.objects.delete(`${processedPrefix(dataset, "r1", attempt)}part-00000.parquet`);
    await refuses("TableFilesDiffer", /part-00000\.parquet is missing/);
  });

  it("refuses a file of another size than reported", async () => {
    world.store.objects.set(
      `${processedPrefix(dataset, "r1", attempt)}part-00000.parquet`,
      new Uint8Array(69),
    );
    await refuses("TableFilesDiffer", /has 69 bytes, reported were 70/);
  });

  it("refuses an object under the table's location that nobody reported", async () => {
    world.store.objects.set(
      `${processedPrefix(dataset, "r1", attempt)}part-00001.parquet`,
      new Uint8Array(1),
    );
    await refuses("TableFilesDiffer", /part-00001\.parquet is there but was not reported/);
  });

  it("refuses a reported file outside the table's location", async () => {
    await world.store.create("processed/walks/other", new Uint8Array(1));
    await report((old) => ({
      ...old,
      rows: { ...old.rows, out: 10 },
      files: [...old.files, { key: "processed/walks/other", size: 1, rows: 1 }],
    }));
    await refuses("TableFilesDiffer", /processed\/walks\/other is missing under/);
  });

  describe("of an upsert", () => {
    const part0 = `${basePrefix(dataset, "r1", attempt)}part-00000.parquet`;
    beforeEach(async () => {
      world = makeWorld();
      await writeRun(world, { run: "r1", mode: "upsert" });
    });

    it("points at its merged rows", async () => {
      await publish();
      const pointer = await readJson<Pointer>(world.store, pointerKey(dataset, 1));
      assert.equal(pointer.merged, basePrefix(dataset, "r1", attempt));
    });

    it("accounts for the rows of the base that were superseded", async () => {
      const rows = { in: 9, base: 5, merged: 9, out: 9, dropped: { superseded: 5 } };
      await report((old) => ({ ...old, rows }));
      assert.equal((await publish()).status, "published");
    });

    it("refuses a merge that lost a row", async () => {
      await report((old) => ({ ...old, rows: { ...old.rows, base: 1 } }));
      await refuses("RowsLost", /9 staged rows and 1 merged ones, dropped 0 .* read 9/);
    });

    it("refuses a merge that made rows", async () => {
      await report((old) => ({ ...old, rows: { ...old.rows, merged: 10, dropped: { superseded: -1 } } }));
      await refuses("RowsLost", /dropped -1 as superseded/);
    });

    it("refuses merged files that do not hold all merged rows", async () => {
      await report((old) => ({ ...old, merged: old.merged.map((file) => ({ ...file, rows: 8 })) }));
      await refuses("RowsLost", /counted 9 rows, but its files hold 8 \(base\/walks\/r1\//);
    });

    it("refuses a merged file that is not there", async () => {
      world.store.objects.delete(part0);
      await refuses("TableFilesDiffer", /base\/walks\/r1\/a1\/part-00000\.parquet is missing/);
    });

    it("refuses a merged file of another size than reported", async () => {
      world.store.objects.set(part0, new Uint8Array(1));
      await refuses("TableFilesDiffer", /base\/.* has 1 bytes, reported were 1000/);
    });

    it("refuses an object among the merged files that nobody reported", async () => {
      world.store.objects.set(part0.replace("00000", "00001"), new Uint8Array(1));
      await refuses("TableFilesDiffer", /base\/.*part-00001\.parquet is there but was not reported/);
    });
  });

  it("refuses merged files where nothing is merged", async () => {
    await report((old) => ({ ...old, merged: [{ key: "base/x", size: 1, rows: 9 }] }));
    await refuses("RowsLost", /1 merged files/);
  });

  it("refuses an event of a changed run without an attempt", async () => {
    const { transform, ...event } = changed("r1", 0);
    assert.ok(transform);
    await assert.rejects(makePublish(world)(event), { name: "EventIncomplete" });
  });

  it("leaves the published table alone when the next run is refused", async () => {
    await publish();
    await writeRun(world, { run: "r2" });
    await amend<TransformReport>(world.store, transformReportKey(dataset, "r2", attempt), (old) => ({
      ...old,
      rows: { ...old.rows, in: 0 },
    }));
    await assert.rejects(makePublish(world)(changed("r2", 1)), { name: "RowsLost" });
    assert.equal((await world.catalog.get(dataset))?.entry.location, processedPrefix(dataset, "r1", attempt));
    assert.equal(world.store.objects.has(pointerKey(dataset, 2)), false);
  });
});
