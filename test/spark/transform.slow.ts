import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { noBase, partReportKey, planKey } from "../../contract/keys";
import type { Plan, PlanColumn, TransformPlan } from "../../contract/plan";
import { makeSparkTransform } from "../../local/spark";
import { damages, layDamaged } from "../local/damaged-stage";
import { readJson } from "../../core/run/state";
import {
  brokenReadings,
  brokenRows,
  duplicates,
  layRun,
  portsIn,
  readingRows,
  readings,
} from "../local/staged-run";
import { filesBelow, keysOf, temporaryHome } from "../local/temporary-home";
import { assertEqual, mergedOf, pointTo, reportOf, transformBoth } from "./both-engines";
import { edgeRows, edges } from "./edges";
import { sparkPython } from "./environment";
import { sparkSession } from "./session";

describe("transform on Spark", function () {
  this.timeout(300_000);
  const home = temporaryHome();
  const launch = sparkSession();

  it("gives the table and the report that DuckDB gives", async () => {
    const ports = portsIn(home());
    await layRun(ports, "r1", [{ staged: readingRows(3000) }, {}, { staged: readingRows(2000, 3000) }]);
    const both = await transformBoth(ports, launch, "r1");
    await assertEqual(ports, readings, both);
    assert.deepEqual(both.spark.rows, { in: 5000, base: 0, merged: 5000, out: 5000, dropped: {} });
    const written = await keysOf(ports.store, `processed/readings/r1/${both.spark.attempt}/`);
    assert.deepEqual(
      written,
      both.spark.files.map(({ key }) => key),
    );
    assert.deepEqual(filesBelow(join(home(), ".tmp")), []);
  });

  it("gives the columns the field ids that DuckDB gives, on what either published", async () => {
    const ports = portsIn(home());
    const column = (name: string, type: PlanColumn["type"], ...renamedFrom: string[]): PlanColumn => ({
      ...{ name, type, nullable: false },
      ...(renamedFrom.length ? { renamedFrom } : {}),
    });
    const key = [column("id", "int"), column("taken", "timestamp")];
    const [number, place] = [column("number", "bigint"), column("place", "bigint", "number")];
    const steps: readonly (readonly [columns: PlanColumn[], sql: string, ids: number[], highest: number])[] =
      [
        [[...key, number], "id, taken, _row as number", [1, 2, 3], 3],
        [[place, ...key], "_row as place, id, taken", [3, 1, 2], 3],
        [[column("value", "double"), ...key], "value, id, taken", [4, 1, 2], 4],
      ];
    for (const [index, [columns, sql, ids, highest]] of steps.entries()) {
      const plan = { ...readings, columns, sql: `select ${sql} from stage`, rules: [] };
      await layRun(ports, `r${index}`, [{ staged: readingRows(3) }], plan);
      const both = await transformBoth(ports, launch, `r${index}`, undefined, index);
      await assertEqual(ports, plan, both);
      const { identity, highestFieldId } = both.spark;
      assert.deepEqual([identity?.table.map(({ fieldId }) => fieldId), highestFieldId], [ids, highest]);
      await pointTo(ports, index + 1, index % 2 === 0 ? both.duckdb : both.spark);
    }
  });

  it("moves every edge value unchanged and prints its extremes alike", async () => {
    const ports = portsIn(home());
    await layRun(ports, "r1", [{ staged: edgeRows() }], edges);
    await assertEqual(ports, edges, await transformBoth(ports, launch, "r1"));
  });

  it("rounds as DuckDB does what the SQL leaves to the declared type", async () => {
    const ports = portsIn(home());
    const integers = ["a", "b", "c", "d"].map((name): PlanColumn => ({ name, type: "int", nullable: false }));
    const plan = {
      ...readings,
      sql: "select id, taken, cast(2.5 as double) as a, cast(-3.5 as double) as b, 2.5 as c, -2.5 as d, id * 0.5 as e from stage",
      columns: [
        ...readings.columns.slice(0, 2),
        ...integers,
        { name: "e", type: "double", nullable: false } as const,
      ],
      rules: [],
    };
    await layRun(ports, "r1", [{ staged: readingRows(3) }], plan);
    await assertEqual(ports, plan, await transformBoth(ports, launch, "r1"));
  });

  it("counts what breaks a rule as DuckDB does", async () => {
    const ports = portsIn(home());
    await layRun(ports, "r1", [{ staged: brokenRows }], brokenReadings);
    const both = await transformBoth(ports, launch, "r1");
    await assertEqual(ports, brokenReadings, both);
    assert.deepEqual(
      both.spark.rules.map(({ violations }) => violations),
      [1, 2, 2, 1, 1],
    );
  });

  for (const { what, staged, plan, duplicate } of duplicates.filter(({ duplicate }) => duplicate))
    it(`names the smallest duplicate key as DuckDB does: ${what}`, async () => {
      const ports = portsIn(home());
      await layRun(ports, "r1", [{ staged }], plan);
      const both = await transformBoth(ports, launch, "r1");
      assert.deepEqual([both.spark.duplicate, both.duckdb.duplicate], [duplicate, duplicate]);
    });

  it("makes of an empty stage one typed file without rows", async () => {
    const ports = portsIn(home());
    await layRun(ports, "r1", [{}]);
    const both = await transformBoth(ports, launch, "r1");
    await assertEqual(ports, readings, both);
    assert.deepEqual(
      both.spark.files.map(({ rows }) => rows),
      [0],
    );
  });

  it("transforms one row, in a store whose path has blanks and the characters of patterns", async () => {
    const odd = join(home(), "a b", "day=1", "[x]{y}*%20é");
    mkdirSync(odd, { recursive: true });
    const ports = portsIn(odd);
    await layRun(ports, "r1", [{ staged: readingRows(1) }]);
    await assertEqual(ports, readings, await transformBoth(ports, launch, "r1"));
  });

  for (const [what, sql] of [
    ["broken SQL", "select from where"],
    ["an unknown column", "select nothing from stage"],
    ["a column that the SQL does not give", "select id, taken from stage"],
    [
      "a value out of its type's range",
      "select id, taken, value, amount, cast(9223372036854775807 as decimal(38,0)) + _row + 1 as row_number from stage",
    ],
    ["an overflow", "select id, taken, value, amount, 9223372036854775807 + _row as row_number from stage"],
  ] as const) {
    it(`reports ${what} as TransformFailed with the SQL`, async () => {
      const ports = portsIn(home());
      await layRun(ports, "r1", [{ staged: readingRows(10) }], { ...readings, sql });
      const { spark, duckdb } = await transformBoth(ports, launch, "r1");
      assert.deepEqual([spark.error?.name, duckdb.error?.name], ["TransformFailed", "TransformFailed"]);
      assert.ok(spark.error?.message.includes(`in the SQL\n\n`));
      assert.ok(spark.error?.message.includes(sql));
      assert.deepEqual([spark.rows, spark.files, spark.columns], [duckdb.rows, [], {}]);
    });
  }

  for (const damage of damages) {
    it(`reports a part ${damage.what} as StageUnreadable by its name`, async () => {
      const ports = portsIn(home());
      const key = await layDamaged(ports, damage);
      const { Id } = await makeSparkTransform(ports, { launch })({
        dataset: "readings",
        run: "r1",
        merged: noBase,
      });
      const { error, files, rows } = await reportOf(ports, "r1", Id);
      assert.equal(error?.name, "StageUnreadable");
      assert.ok(error.message.includes(key));
      assert.match(error.message, damage.told);
      assert.deepEqual([files, rows.in], [[], 5100]);
    });
  }

  it("reports a part without a report as PartMissing, and does nothing else", async () => {
    const ports = portsIn(home());
    await layRun(ports, "r1", [{ staged: readingRows(10) }, { staged: readingRows(10, 10) }, {}]);
    await ports.store.delete([partReportKey("readings", "r1", 1)]);
    const { Id } = await makeSparkTransform(ports, { launch })({
      dataset: "readings",
      run: "r1",
      merged: noBase,
    });
    const { error, rows } = await reportOf(ports, "r1", Id);
    assert.equal(error?.name, "PartMissing");
    assert.match(error.message, /2 of 3 parts .*state\/readings\/runs\/r1\/parts\//);
    assert.equal(rows.out, 0);
    assert.deepEqual(await keysOf(ports.store, "processed/"), []);
  });

  it("refuses a plan of an unknown version by name", async () => {
    const ports = portsIn(home());
    await layRun(ports, "r1", [{ staged: readingRows(10) }]);
    const key = planKey("readings", "r1");
    const plan = await readJson<Plan>(ports.store, key);
    writeFileSync(ports.store.path(key), JSON.stringify({ ...plan, version: 2 }));
    const { spark } = await transformBoth(ports, launch, "r1");
    assert.equal(spark.error?.name, "PlanVersion");
    assert.match(spark.error.message, /plan\.json has version 2, but this program reads version 1/);
  });

  it("fails as a machine does where the run has no plan", async () => {
    const ports = portsIn(home());
    await assert.rejects(
      makeSparkTransform(ports, { launch })({ dataset: "readings", run: "r9", base: 0, merged: noBase }),
      {
        name: "SparkFailed",
        message: /plan\.json is not in the store/,
      },
    );
  });

  describe("upsert", () => {
    const asOf: PlanColumn = { name: "_as_of", type: "timestamp", nullable: false };
    const upsert: TransformPlan = {
      ...readings,
      mode: "upsert",
      stage: [...readings.stage, asOf],
      rules: [],
    };
    const row = (id: number, value: string, hour: number, file = "a.csv", offset = 0) =>
      `select ${id}::int as id, '2020-01-01 00:00:00+00'::timestamptz as taken, ${value}::double as value,
         null::decimal(38,10) as amount, '${file}' as _file, ${offset}::bigint as _offset, ${offset}::bigint as _row,
         '2026-01-01 ${String(hour).padStart(2, "0")}:00:00+00'::timestamptz as _as_of`;
    const rows = (...each: string[]) => [{ staged: each.join(" union all ") }];

    it("keeps of each key the latest row over days, late and restated rows included", async () => {
      const ports = portsIn(home());
      const days = [
        rows(row(1, "1", 1), row(2, "1", 1), row(3, "'nan'", 1)),
        rows(row(2, "2", 2), row(4, "-0.0", 2), row(2, "2.5", 2, "a.csv", 10)),
        // Late: fetched before what the base holds.
        rows(row(2, "0", 0), row(5, "3", 0), row(1, "3", 3)),
      ];
      let merged: { duckdb: string; spark: string } = { duckdb: noBase, spark: noBase };
      for (const [day, parts] of days.entries()) {
        await layRun(ports, `r${day}`, parts, upsert);
        const both = await transformBoth(ports, launch, `r${day}`, merged);
        await assertEqual(ports, upsert, both);
        merged = { duckdb: mergedOf(both.duckdb), spark: mergedOf(both.spark) };
        if (day === 2)
          assert.deepEqual(both.spark.rows, {
            in: 3,
            base: 4,
            merged: 5,
            out: 5,
            dropped: { superseded: 2 },
          });
      }
    });

    it("breaks ties by the bytes of the file's name, then the offset, then for the later reading", async () => {
      const ports = portsIn(home());
      // UTF-16 would order the last two the other way round.
      await layRun(
        ports,
        "r1",
        rows(row(1, "1", 1, "\uFFFD"), row(2, "1", 1, "a", 10), row(3, "1", 1, "a", 10)),
        upsert,
      );
      const first = await transformBoth(ports, launch, "r1");
      await layRun(
        ports,
        "r2",
        rows(row(1, "2", 1, "😀"), row(2, "2", 1, "a", 9), row(3, "2", 1, "a", 10)),
        upsert,
      );
      const merged = { duckdb: mergedOf(first.duckdb), spark: mergedOf(first.spark) };
      const second = await transformBoth(ports, launch, "r2", merged);
      await assertEqual(ports, upsert, second);
      assert.deepEqual(second.spark.columns["value"], { min: "1.0", max: "2.0", nulls: 0 });
    });

    it("conforms a base of an older contract, written by the other engine too", async () => {
      const ports = portsIn(home());
      const without = (name: string) => upsert.stage.filter((column) => column.name !== name);
      const older = {
        ...upsert,
        sql: "select id, taken, value, null as amount, _row as row_number from stage",
      };
      await layRun(ports, "r1", rows(row(1, "1", 1), row(2, "1", 1)), { ...older, stage: without("amount") });
      const first = await transformBoth(ports, launch, "r1");
      const newer = {
        ...upsert,
        sql: "select id, taken, null as value, amount, _row as row_number from stage",
      };
      const plan = { ...newer, stage: without("value") };
      await layRun(ports, "r2", rows(row(2, "2", 2), row(3, "2", 2)), plan);
      const crossed = { duckdb: mergedOf(first.spark), spark: mergedOf(first.duckdb) };
      await assertEqual(ports, plan, await transformBoth(ports, launch, "r2", crossed));
    });

    it("reports a damaged base as BaseUnreadable by its name", async () => {
      const ports = portsIn(home());
      await layRun(ports, "r1", rows(row(1, "1", 1)), upsert);
      const { spark } = await transformBoth(ports, launch, "r1");
      const key = spark.merged[0]!.key;
      writeFileSync(ports.store.path(key), "PAR1");
      await layRun(ports, "r2", rows(row(1, "1", 2)), upsert);
      const merged = { duckdb: mergedOf(spark), spark: mergedOf(spark) };
      const both = await transformBoth(ports, launch, "r2", merged);
      assert.deepEqual(
        [both.spark.error?.name, both.duckdb.error?.name],
        ["BaseUnreadable", "BaseUnreadable"],
      );
      assert.ok(both.spark.error?.message.includes(key));
    });
  });

  it("runs as a process of its own, which leaves nothing but the table and its report", async function () {
    const env = {
      ...process.env,
      DATA_FLOW_PYTHON: await sparkPython(this),
      SPARK_HOME: "/nowhere",
      PYTHONPATH: "/nowhere",
    };
    const said: (string | undefined)[] = [];
    const ports = {
      ...portsIn(home()),
      log: { progress: ({ message }: { message?: string }) => said.push(message), warn: () => undefined },
    };
    await layRun(ports, "r1", [{ staged: readingRows(10) }]);
    const before = filesBelow(home());
    const { Id } = await makeSparkTransform(ports, { env })({
      dataset: "readings",
      run: "r1",
      merged: noBase,
    });
    const made = filesBelow(home()).filter((path) => !before.includes(path));
    assert.equal(made.length, 2);
    assert.equal(made.at(-1), `state/readings/runs/r1/transform/${Id}.json`);
    assert.deepEqual(said, ["Spark is starting", "Spark transforms 10 rows", "Spark checks 10 rows"]);
  });
});
