import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { basePrefix, noBase, planKey, transformReportKey } from "../../contract/keys";
import { asOfColumn, type TransformPlan } from "../../contract/plan";
import { queryParquet } from "../handlers/duckdb";
import type { WrittenFile } from "../../core/run/documents";
import { createJson } from "../../core/run/state";
import type { LocalPorts } from "../../local/local-ports";
import { wholePlan, wholeTransformReport } from "../whole-documents";
import { layRun, portsIn, readings, transformed, writeParquet } from "./staged-run";
import { keysOf, temporaryHome } from "./temporary-home";

const plan: TransformPlan = {
  ...readings,
  stage: [...readings.stage, asOfColumn],
  sql: "select id, taken, value, amount, count(*) over () as row_number from stage",
  mode: "upsert",
  rules: [],
};

/** A stage row as SQL. `time` in seconds of 2020. */
const row = (id: number, value: number, time = 0, file = "a", offset = 0) =>
  `select ${id}::int as id, '2020-01-01 00:00:00+00'::timestamptz as taken, ${value}::double as value,
    1.5::decimal(38,10) as amount, '${file}' as _file, ${offset}::bigint as _offset, 0::bigint as _row,
    make_timestamptz(1577836800000000 + (${time} * 1000000)::bigint) as _as_of`;
const rows = (...all: string[]) => all.join(" union all ");

describe("transform of an upsert on the laptop", function () {
  const home = temporaryHome();

  /** A base of rows (SQL), as the transform of another run left it. */
  async function layBase(ports: LocalPorts, sql: string, of: TransformPlan = plan): Promise<string> {
    const prefix = basePrefix("readings", "r0", "a0");
    const merged = [await writeParquet(ports.store, `${prefix}part-00000.parquet`, sql)];
    const report = wholeTransformReport({ dataset: "readings", run: "r0", attempt: "a0", merged });
    await createJson(ports.store, transformReportKey("readings", "r0", "a0"), report);
    await createJson(ports.store, planKey("readings", "r0"), wholePlan({ transform: of }));
    return prefix;
  }

  /** Transforms `staged` on `base` (both SQL). */
  async function merge(staged: string | undefined, base: string | undefined, of = plan, before = of) {
    const ports = portsIn(home());
    await layRun(ports, "r1", [staged === undefined ? {} : { staged }], of);
    const prefix = base === undefined ? noBase : await layBase(ports, base, before);
    return { ports, report: await transformed(ports, "r1", prefix) };
  }
  const read = async (
    ports: LocalPorts,
    files: readonly WrittenFile[],
    columns = "id, value::int as value",
  ) => {
    const [file] = files;
    return queryParquet(
      readFileSync(ports.store.path(file!.key)),
      `select ${columns} from file order by all`,
    );
  };

  it("merges the base with the run's rows, counts both and hands both on", async () => {
    const { ports, report } = await merge(rows(row(1, 11, 1), row(2, 2)), rows(row(1, 10), row(3, 3)));
    assert.equal(report.error, undefined);
    assert.deepEqual(report.rows, { in: 2, base: 2, merged: 3, out: 3, dropped: { superseded: 1 } });
    const expected = [
      { id: 1, value: 11 },
      { id: 2, value: 2 },
      { id: 3, value: 3 },
    ];
    assert.deepEqual(await read(ports, report.files), expected);
    assert.deepEqual(await read(ports, report.merged), expected);
    const prefix = basePrefix("readings", "r1", report.attempt);
    assert.deepEqual(
      report.merged.map(({ key, rows: count }) => [key, count]),
      [[`${prefix}part-00000.parquet`, 3]],
    );
    assert.deepEqual(
      await keysOf(ports.store, "base/readings/r1/"),
      report.merged.map(({ key }) => key),
    );
    const names = Object.keys((await read(ports, report.merged, "*"))[0] ?? {});
    assert.deepEqual(
      names,
      plan.stage.map(({ name }) => name),
    );
  });

  for (const [what, staged, base, value] of [
    ["a later time of fetching before a later file", row(1, 10, 1, "a"), row(1, 20, 2, "0"), 20],
    ["a later file before a later place", row(1, 10, 1, "b", 0), row(1, 20, 1, "a", 9), 10],
    ["a later place", row(1, 10, 1, "a", 9), row(1, 20, 1, "a", 10), 20],
    ["a file later by its bytes", row(1, 10, 1, "\uff5e"), row(1, 20, 1, "\u{1f600}"), 20],
    ["today's reading of the same record", row(1, 10, 1, "a", 9), row(1, 20, 1, "a", 9), 10],
    ["a time a microsecond later", row(1, 10, 1), row(1, 20, 1.000001), 20],
  ] as const) {
    it(`keeps of one key ${what}`, async () => {
      const { ports, report } = await merge(staged, base);
      assert.deepEqual(await read(ports, report.files), [{ id: 1, value }]);
    });
  }

  it("keeps one of several rows of a key in one run", async () => {
    const { ports, report } = await merge(
      rows(row(1, 1, 0, "a", 5), row(1, 2, 0, "a", 7), row(1, 3, 0, "a", 6)),
      undefined,
    );
    assert.deepEqual(await read(ports, report.files), [{ id: 1, value: 2 }]);
    assert.deepEqual(report.rows, { in: 3, base: 0, merged: 1, out: 1, dropped: { superseded: 2 } });
  });

  it("conforms a base of an older contract: a new column is null, a surplus one stays", async () => {
    const older: TransformPlan = {
      ...plan,
      stage: [
        ...plan.stage.filter(({ name }) => name !== "amount"),
        { name: "surplus", type: "int", nullable: true },
        { name: "extra", type: "string", nullable: true },
      ],
    };
    const rowsBefore = `select * exclude (amount), 7 as surplus, 'x' as extra from (${rows(row(1, 1), row(2, 2))})`;
    const { ports, report } = await merge(row(1, 5, 9), rowsBefore, plan, older);
    assert.equal(report.error, undefined);
    assert.deepEqual(
      await read(ports, report.merged, "id, amount is null as lacking, value::int as value, surplus"),
      [
        { id: 1, lacking: false, value: 5, surplus: 7 },
        { id: 2, lacking: true, value: 2, surplus: 7 },
      ],
    );
    assert.deepEqual(Object.keys((await read(ports, report.merged, "*"))[0] ?? {}), [
      ...plan.stage.map(({ name }) => name),
      "extra",
      "surplus",
    ]);
    assert.deepEqual(report.identity?.retired, [
      { name: "extra", type: "string", formerly: [], values: { base: 2, merged: 2 } },
      { name: "surplus", type: "int", formerly: [], values: { base: 2, merged: 2 } },
    ]);
  });

  it("hands the base on when nothing is staged, and an empty one when there is nothing at all", async () => {
    const { report } = await merge(undefined, row(1, 1));
    assert.deepEqual(report.rows, { in: 0, base: 1, merged: 1, out: 1, dropped: { superseded: 0 } });
    const ports = portsIn(home());
    await layRun(ports, "r2", [{}], plan);
    const empty = await transformed(ports, "r2");
    assert.deepEqual(empty.rows, { in: 0, base: 0, merged: 0, out: 0, dropped: { superseded: 0 } });
    assert.deepEqual(
      empty.merged.map(({ rows: count }) => count),
      [0],
    );
  });

  it("keeps -0.0, NaN and instants of the merged rows as they are", async () => {
    const odd = `select * replace ('-0'::double as value) from (${row(1, 0)}) union all
      select * replace ('nan'::double as value, '1931-02-28 23:59:59.123457+00'::timestamptz as taken) from (${row(2, 0)})`;
    const { ports, report } = await merge(undefined, odd);
    assert.deepEqual(await read(ports, report.merged, "id, value::varchar as v, taken::varchar as t"), [
      { id: 1, v: "-0.0", t: "2020-01-01 00:00:00+00" },
      { id: 2, v: "nan", t: "1931-02-28 23:59:59.123457+00" },
    ]);
  });

  it("does not look at a base for a run that replaces", async () => {
    const replace = { ...readings, rules: [] };
    const { report } = await merge(`select * exclude (_as_of) from (${row(1, 1)})`, row(2, 2), replace);
    assert.deepEqual(report.rows, { in: 1, base: 0, merged: 1, out: 1, dropped: {} });
    assert.deepEqual(report.merged, []);
  });

  const damages: Record<string, (path: string) => void> = {
    missing: (path) => rmSync(path),
    "cut off": (path) => writeFileSync(path, readFileSync(path).subarray(0, -1)),
    "damaged in its pages": (path) => {
      const bytes = readFileSync(path);
      writeFileSync(path, Buffer.from(bytes).fill(0xff, 4, bytes.length >> 1));
    },
  };
  for (const [what, damage] of Object.entries(damages)) {
    it(`reports a file of the base that is ${what} as BaseUnreadable by its name`, async () => {
      const ports = portsIn(home());
      await layRun(ports, "r1", [{ staged: row(1, 1) }], plan);
      const prefix = await layBase(ports, row(2, 2));
      damage(ports.store.path(`${prefix}part-00000.parquet`));
      const { error, files, merged } = await transformed(ports, "r1", prefix);
      assert.equal(error?.name, "BaseUnreadable");
      assert.ok(error.message.includes(`${prefix}part-00000.parquet`));
      assert.deepEqual([files, merged], [[], []]);
    });
  }

  it("reports a base that nobody reported as BaseUnreadable", async () => {
    const ports = portsIn(home());
    await layRun(ports, "r1", [{ staged: row(1, 1) }], plan);
    const { error } = await transformed(ports, "r1", "base/readings/gone/a/");
    assert.equal(error?.name, "BaseUnreadable");
    assert.match(error.message, /base\/readings\/gone\/a\//);
  });

  it("reports a plan of another version as PlanVersion", async () => {
    const ports = portsIn(home());
    await layRun(ports, "r1", [{ staged: row(1, 1) }], plan);
    await ports.store.delete([planKey("readings", "r1")]);
    await createJson(ports.store, planKey("readings", "r1"), { version: 2, transform: plan });
    const { error } = await transformed(ports, "r1");
    assert.equal(error?.name, "PlanVersion");
    assert.match(error.message, /plan\.json has version 2/);
  });
});
