/** The recorded archives through the real command, compared by an independent reader: DuckDB on the raw file. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { Dataset, FieldPlace } from "../../contract";
import { mhealth } from "../../datasets/mhealth";
import { sharedData } from "../shared-data";
import { spoilCsv, unzipCsv, type Spoilt } from "../recordings";
import { dataFlow, queryJson, runJson } from "./command";

const total = 1_215_745;
const rowsOf = [161280, 130561, 122112, 116736, 119808, 98304, 104448, 129024, 135168, 98304];
/** Table column and CSV header of each sensor. */
const columns = ((mhealth as Dataset).layouts[0]?.columns ?? {}) as Readonly<Record<string, FieldPlace>>;
const doubles = Object.entries(columns).flatMap(([name, place]) =>
  "header" in place && name !== "subject" && name !== "activity" ? [[name, place.header] as const] : [],
);

async function ask(sql: string): Promise<unknown[][]> {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  try {
    await connection.run("set TimeZone = 'UTC'");
    return (await connection.runAndReadAll(sql)).getRowsJson();
  } finally {
    connection.closeSync();
  }
}

/** Relative path and sha256 of each file below a folder. */
async function hashes(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).sort();
  return Promise.all(
    names.map(
      async (name) =>
        `${name} ${createHash("sha256")
          .update(await readFile(join(folder, name)))
          .digest("hex")}`,
    ),
  );
}

/** The raw CSV as DuckDB reads it, in the table's columns; the row's number in its file as `n`. */
const rawTable = (csv: string) => `(
  select n, cast(substr(subject, 8) as int) as id,
         make_timestamptz(1388534400000000 + 20000 * (n - min(n) over (partition by subject))) as timestamp,
         cast(Activity as int) as activity,
         ${doubles.map(([name, header]) => `cast("${header}" as double) as ${name}`).join(", ")}
  from (select row_number() over () - 1 as n, * from read_csv('${csv}', all_varchar = true, header = true)))`;

describe("the recorded mHealth archives", () => {
  let home = "";
  let csv = "";
  before(async function () {
    const archive = sharedData(this, "mhealth", "semi-synthetic", "archive.zip");
    home = await mkdtemp(join(tmpdir(), "data-flow-recordings-"));
    csv = join(home, "mhealth_raw_data.csv");
    await unzipCsv(archive, csv);
  });
  after(() => rm(home, { recursive: true, force: true }));

  describe("archive.zip", () => {
    let archive = "";
    let first: Awaited<ReturnType<typeof runJson>>;
    before(async function () {
      archive = sharedData(this, "mhealth", "semi-synthetic", "archive.zip");
      first = await runJson(home, "mhealth", "--archive", archive);
    });

    it("is read, staged and published whole", () => {
      assert.equal(first.status, "published", first.error?.message);
      assert.deepEqual(first.rows, { read: total, staged: total, quarantined: 0, published: total });
    });

    it("has every subject's and every label's rows", async () => {
      assert.deepEqual(
        (
          await queryJson<{ n: number }>(home, "select count(*) as n from mhealth group by id order by id")
        ).map(({ n }) => n),
        rowsOf,
      );
      const counted = await ask(
        `select id::int, activity, count(*)::int from ${rawTable(csv)} group by all order by all`,
      );
      const published = await queryJson<{ id: number; activity: number; n: number }>(
        home,
        "select id, activity, count(*)::int as n from mhealth group by all order by all",
      );
      assert.deepEqual(
        published.map(({ id, activity, n }) => [id, activity, n]),
        counted,
      );
    });

    it("has every value bit-equal to a correctly rounded parse", async () => {
      // DuckDB's own reader parses to the nearest double; `is distinct from` tells -0 and 0 apart by their bits.
      const same = doubles.map(
        ([name]) => `(t.${name} is distinct from r.${name} or signbit(t.${name}) <> signbit(r.${name}))`,
      );
      const [counts] = await ask(`
        select count(*)::int, count(t.id)::int, count(r.id)::int,
               count(*) filter (where t.activity is distinct from r.activity or ${same.join(" or ")})::int
        from read_parquet('${first.location}/*.parquet') as t
        full join ${rawTable(csv)} as r using (id, timestamp)`);
      assert.deepEqual(counts, [total, total, total, 0]);
    });

    it("is unchanged the second time", async () => {
      const keys = (await readdir(home, { recursive: true })).length;
      assert.equal((await runJson(home, "mhealth", "--archive", archive)).status, "unchanged");
      assert.equal((await readdir(home, { recursive: true })).length, keys);
    });

    it("gives byte-identical Parquet when forced", async () => {
      const forced = await runJson(home, "mhealth", "--archive", archive, "--force");
      assert.equal(forced.status, "published");
      assert.notEqual(forced.run, first.run);
      assert.deepEqual(await hashes(forced.location!), await hashes(first.location!));
      // Each part has an attempt of its own, with a random name.
      const stage = async (run: string) => {
        const folder = join(home, "stage", "mhealth", run);
        const parts = await Promise.all(
          (await readdir(folder)).map((attempt) => hashes(join(folder, attempt))),
        );
        return parts.flat().sort();
      };
      assert.deepEqual(await stage(forced.run), await stage(first.run));
    });
  });

  it("archive-uci.zip publishes the rows of its ten logs", async function () {
    const archive = sharedData(this, "mhealth", "semi-synthetic", "archive-uci.zip");
    const document = await runJson(home, "mhealth", "--archive", archive);
    assert.deepEqual(document.rows, { read: 407_707, staged: 407_707, quarantined: 0, published: 407_707 });
    assert.deepEqual(await queryJson(home, "select count(distinct id)::int as n from mhealth"), [{ n: 10 }]);
  });

  describe("with 1,000 records spoilt in ten ways", () => {
    let spoilt: Spoilt[] = [];
    let bad = "";
    before(async () => {
      bad = join(home, "spoilt.csv");
      spoilt = await spoilCsv(csv, bad, 1000, 1201);
      assert.equal(spoilt.length, 1000);
    });

    it("quarantines exactly those, with offset, row, column, reason and text, and publishes the others", async () => {
      const document = await runJson(home, "mhealth", "--archive", bad);
      assert.equal(document.status, "published", document.error?.message);
      assert.deepEqual(document.rows, {
        read: total,
        staged: total - 1000,
        quarantined: 1000,
        published: total - 1000,
      });
      const quarantined = await queryJson<Record<string, unknown>>(
        home,
        "select _row as row, _offset as offset, _reason as reason, _column as column, _raw as raw from quarantine_mhealth order by _row",
      );
      assert.deepEqual(quarantined, spoilt);
      // What is left keeps its place in time.
      const [counts] = await ask(`
        select count(*)::int, count(r.id)::int from read_parquet('${document.location}/*.parquet') as t
        left join ${rawTable(csv)} as r
          on t.id = r.id and t.timestamp = r.timestamp and t.accel_x = r.accel_x and t.arm_gyro_z = r.arm_gyro_z`);
      assert.deepEqual(counts, [total - 1000, total - 1000]);
    });

    it("publishes nothing when maxBadRatio is 0, and the old table stays", async () => {
      const before = await queryJson(home, "select count(*) as n from mhealth");
      const { code, stdout } = await dataFlow(
        home,
        "run",
        "mhealth",
        "--archive",
        bad,
        "--max-bad-ratio",
        "0",
      );
      assert.equal(code, 1);
      assert.match(stdout, /TooManyBadRows/);
      assert.match(stdout, /1,?000 of 1,?215,?745/);
      assert.deepEqual(await queryJson(home, "select count(*) as n from mhealth"), before);
    });
  });
});
