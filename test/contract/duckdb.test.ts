import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import {
  checkQueries,
  duckdbSession,
  redshiftDdl,
  stageView,
  transformPlan,
  type Checks,
} from "../../contract";
import { mhealth } from "../../datasets/mhealth";
import { checkedResult } from "../../local/checked-result";
import { shapes } from "./shapes";

const plan = transformPlan(shapes);

describe("DuckDB statements", () => {
  let folder: string;
  let connection: DuckDBConnection;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "duckdb-statements-"));
  });
  after(() => rm(folder, { recursive: true }));
  beforeEach(async () => {
    connection = await (await DuckDBInstance.create(":memory:")).connect();
    for (const statement of duckdbSession) await connection.run(statement);
  });
  afterEach(() => connection.closeSync());

  const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJson();

  /** Writes rows (SQL) as a stage file, as Convert types it but for one: `n` comes as a bigint. */
  async function stageFile(name: string, values: string): Promise<string> {
    const path = join(folder, name);
    const select = `select n::bigint n, m::bigint moment, x::double x, d::decimal(9,2) d, t::varchar t,
      'a.csv' _file, 0::bigint _offset, 0::bigint _row from (values ${values}) v(n, m, x, d, t)`;
    await connection.run(`copy (${select}) to '${path.replaceAll("'", "''")}' (format parquet)`);
    return path;
  }

  async function transform(values: string): Promise<Checks> {
    await connection.run(stageView(plan, [await stageFile("stage.parquet", values)]));
    return checkedResult(connection, plan);
  }

  const violations = (checks: Checks) =>
    Object.fromEntries(
      checks.rules.filter((rule) => rule.violations > 0).map((rule) => [rule.name, rule.violations]),
    );

  it("check a wide table at a cost that grows with its columns, not with their square", () => {
    // DuckDB copies all columns of a query for each `filter`: 2,000 took 40 s and 5 GB.
    for (const query of checkQueries(plan)) assert.doesNotMatch(query, /filter\s*\(/i);
  });

  it("give each column its declared type", async () => {
    await transform("(1, 5, 1.5, 1, 'a')");
    assert.deepEqual(
      (await rows("describe result")).map((column) => column["column_type"]),
      [
        "INTEGER",
        "TIMESTAMP WITH TIME ZONE",
        "DOUBLE",
        "DECIMAL(9,2)",
        "BIGINT",
        "DATE",
        "BOOLEAN",
        "VARCHAR",
      ],
    );
    assert.deepEqual((await rows("describe stage")).map((column) => column["column_type"])[0], "INTEGER");
  });

  it("count no violation in a sound table", async () => {
    const checks = await transform("(1, 0, -200, 0, ''), (2, 0, 200, 10.5, 'abc'), (3, 0, null, null, 'b')");
    assert.deepEqual(violations(checks), {});
    assert.deepEqual(checks.rows, { in: 3, base: 0, merged: 3, out: 3, dropped: {} });
  });

  it("find NaN, infinities and what lies just outside a range, and let null pass", async () => {
    const values = ["'NaN'", "'inf'", "'-inf'", "200.00000000000003", "-200.00000000000003", "null", "-0.0"];
    const checks = await transform(values.map((x, n) => `(${n}, ${n}, ${x}::double, null, '')`).join(", "));
    assert.deepEqual(violations(checks), { x_range: 5 });
  });

  it("compare decimals exactly", async () => {
    const checks = await transform("(1, 0, 0, 10.50, ''), (2, 0, 0, 10.51, ''), (3, 0, 0, -0.01, '')");
    assert.deepEqual(violations(checks), { d_range: 2 });
    assert.equal(checks.rules.find((rule) => rule.name === "d_range")?.severity, "warn");
  });

  it("count an expression that is false or null as broken", async () => {
    const checks = await transform("(1, 0, 0, 0, 'abcd'), (2, 0, 0, 0, null), (3, 0, 0, 0, 'abc')");
    assert.deepEqual(violations(checks), { short_text: 2 });
  });

  it("count null keys apart from duplicates, and required columns outside the key", async () => {
    const checks = await transform(
      "(1, null, 0, 0, ''), (1, null, 0, 0, ''), (1, 1, 0, 0, ''), (1, 2, 0, 0, '')",
    );
    assert.deepEqual(violations(checks), { key_not_null: 2, not_null_big: 2, key_unique_in_milliseconds: 1 });
  });

  it("count the rows beyond the first of each key", async () => {
    const checks = await transform(
      "(1, 1, 0, 0, ''), (1, 1, 0, 0, ''), (1, 1, 0, 0, ''), (2, 1, 0, 0, ''), (2, 1, 0, 0, '')",
    );
    assert.deepEqual(violations(checks), { key_unique: 3 });
  });

  it("find stage values that the table lacks", async () => {
    const checks = await transform("(1, 1, 0, 0, ''), (2, 1, 0, 0, 'dropped'), (3, 1, 0, 0, 'dropped')");
    assert.deepEqual(checks.rows, { in: 3, base: 0, merged: 3, out: 1, dropped: {} });
    assert.deepEqual(violations(checks), { each_n: 2 });
  });

  it("tell extremes and nulls of each column", async () => {
    const { columns } = await transform(
      "(2, 0, 1.5, null, 'b'), (1, 20000, -2, null, 'a'), (3, 0, null, null, 'c')",
    );
    assert.deepEqual(columns["x"], { min: "-2.0", max: "1.5", nulls: 1 });
    assert.deepEqual(columns["d"], { min: null, max: null, nulls: 3 });
    assert.deepEqual(columns["timestamp"], {
      min: "1970-01-01 00:00:00+00",
      max: "1970-01-01 00:00:00.02+00",
      nulls: 0,
    });
  });

  it("order the table by its key", async () => {
    await transform("(2, 1, 0, 0, ''), (1, 7, 0, 0, ''), (1, 5, 0, 0, '')");
    assert.deepEqual(
      (await rows("select n, big from result")).map(({ n, big }) => [n, big]),
      [
        [1, "5"],
        [1, "7"],
        [2, "1"],
      ],
    );
  });

  it("work on an empty stage, which has its columns", async () => {
    await connection.run(stageView(plan, []));
    const checks = await checkedResult(connection, plan);
    assert.deepEqual(checks.rows, { in: 0, base: 0, merged: 0, out: 0, dropped: {} });
    assert.deepEqual(violations(checks), {});
  });

  it("read files whose names hold quotes, brackets and equals signs", async () => {
    // DuckDB would take a folder of this name for the column t.
    await mkdir(join(folder, "t=9"));
    const paths = [
      await stageFile("t=9/it's [1].parquet", "(1, 1, 0, 0, 'a')"),
      await stageFile("t=9/b.parquet", "(2, 1, 0, 0, 'b')"),
    ];
    await connection.run(stageView(plan, paths));
    assert.deepEqual((await rows("select n, t from stage order by n")).map(Object.values), [
      [1, "a"],
      [2, "b"],
    ]);
  });

  it("are in UTC, whatever the machine's zone", async () => {
    await connection.run("set TimeZone = 'Asia/Tokyo'");
    for (const statement of duckdbSession) await connection.run(statement);
    assert.deepEqual(await rows("select timestamp_micros(0)::varchar as t"), [
      { t: "1970-01-01 00:00:00+00" },
    ]);
  });

  it("give mhealth its times: 20 ms a record, a gap where one is quarantined, at a file's beginning too", async () => {
    const health = transformPlan(mhealth);
    const path = join(folder, "health.parquet");
    const doubles = health.stage
      .filter((column) => column.type === "double")
      .map(({ name }) => `0.0::double ${name}`);
    await connection.run(
      `copy (select s::int subject, 1 activity, ${doubles.join(", ")}, f _file, 0::bigint _offset, r::bigint _row
       from (values (1, 'a', 0), (1, 'a', 1), (1, 'a', 3), (2, 'a', 4), (2, 'a', 5), (3, 'b', 2)) v(s, f, r))
       to '${path}' (format parquet)`,
    );
    await connection.run(stageView(health, [path]));
    await checkedResult(connection, health);
    assert.deepEqual(
      (await rows("select id, epoch_ms(timestamp) - 1388534400000 as ms from result")).map(Object.values),
      [
        [1, "0"],
        [1, "20"],
        [1, "60"],
        [2, "0"],
        [2, "20"],
        [3, "40"],
      ],
    );
  });

  it("parse the Redshift DDL, which lets every column be null", async () => {
    for (const dataset of [mhealth, shapes]) {
      await connection.run(redshiftDdl(dataset));
      const described = await rows(`describe "${dataset.name}"`);
      assert.deepEqual(
        described.map((column) => [column["column_name"], column["null"]]),
        transformPlan(dataset).columns.map(({ name }) => [name, "YES"]),
      );
    }
  });
});
