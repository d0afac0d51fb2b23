import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { noBase } from "../../contract/keys";
import { DuckDBInstance } from "@duckdb/node-api";
import { rowsPerFile, writeTable } from "../../local/written-table";
import { makeTransform } from "../../local/transform";
import { damages, layDamaged } from "./damaged-stage";
import {
  brokenReadings,
  brokenRows,
  duplicates,
  layRun,
  portsIn,
  readingRows,
  readings,
  transformed,
} from "./staged-run";
import { filesBelow, keysOf, temporaryHome } from "./temporary-home";

async function ask(sql: string): Promise<Record<string, unknown>[]> {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  await connection.run("set TimeZone = 'UTC'");
  return (await connection.runAndReadAll(sql)).getRowObjectsJson();
}

describe("transform on the laptop", function () {
  const home = temporaryHome();
  const violations = (report: { rules: readonly { name: string; violations: number }[] }) =>
    Object.fromEntries(report.rules.map((rule) => [rule.name, rule.violations]));

  it("makes one sorted table of all parts and reports it", async () => {
    const ports = portsIn(home());
    await layRun(ports, "r1", [{ staged: readingRows(3000) }, {}, { staged: readingRows(2000, 3000) }]);
    const report = await transformed(ports, "r1");
    assert.equal(report.error, undefined);
    assert.deepEqual(report.rows, { in: 5000, base: 0, merged: 5000, out: 5000, dropped: {} });
    assert.deepEqual(violations(report), {
      key_not_null: 0,
      key_unique: 0,
      value_range: 0,
      all_ids: 0,
      in_milliseconds: 0,
    });
    assert.deepEqual(report.columns["row_number"], { min: "0", max: "4999", nulls: 0 });
    const [file] = report.files;
    assert.equal(report.files.length, 1);
    assert.equal(file?.key, `processed/readings/r1/${report.attempt}/part-00000.parquet`);
    assert.deepEqual(
      [file?.rows, file?.size],
      [5000, readFileSync(ports.store.path(file?.key ?? "")).length],
    );
    const path = ports.store.path(file?.key ?? "");
    const [row] = await ask(
      `select count(*) n, bool_and(id >= previous) ok from (select id, lag(id, 1, 0) over (order by file_row_number) previous from read_parquet('${path}', file_row_number = true))`,
    );
    assert.deepEqual(row, { n: "5000", ok: true });
  });

  it("answers as glue:startJobRun does and leaves no unfinished file", async () => {
    const ports = portsIn(home());
    await layRun(ports, "r1", [{ staged: readingRows(10) }]);
    assert.deepEqual(
      Object.keys(await makeTransform(ports)({ dataset: "readings", run: "r1", merged: noBase })),
      ["Id"],
    );
    assert.deepEqual(filesBelow(`${home()}/.tmp`), []);
  });

  it("keeps decimals to the last digit and instants to the microsecond", async () => {
    const ports = portsIn(home());
    const row = `select 1::int as id, '1931-02-28 23:59:59.123457+00'::timestamptz as taken, 1e308::double as value,
      '9999999999999999999999999999.0123456789'::decimal(38,10) as amount, 'a' as _file, 0::bigint as _offset, 0::bigint as _row`;
    await layRun(ports, "r1", [{ staged: row }]);
    const report = await transformed(ports, "r1");
    assert.equal(report.columns["amount"]?.max, "9999999999999999999999999999.0123456789");
    assert.equal(report.columns["taken"]?.min, "1931-02-28 23:59:59.123457+00");
    const path = ports.store.path(report.files[0]?.key ?? "");
    const [read] = await ask(`select amount::varchar a, epoch_us(taken) t, value v from '${path}'`);
    assert.deepEqual(read, {
      a: "9999999999999999999999999999.0123456789",
      t: "-1225670400876543",
      v: 1e308,
    });
  });

  it("counts what breaks a rule, the key's first", async () => {
    const ports = portsIn(home());
    await layRun(ports, "r1", [{ staged: brokenRows }], brokenReadings);
    const report = await transformed(ports, "r1");
    assert.deepEqual(report.rules, [
      { name: "key_not_null", severity: "error", violations: 1 },
      { name: "key_unique", severity: "error", violations: 2 },
      {
        name: "value_range",
        severity: "error",
        violations: 2,
        example: [
          { name: "id", value: "1" },
          { name: "taken", value: "2020-01-01 00:00:00+00" },
        ],
      },
      { name: "all_ids", severity: "warn", violations: 1 },
      { name: "in_milliseconds", severity: "warn", violations: 1 },
    ]);
    assert.deepEqual(report.columns["amount"], { min: null, max: null, nulls: 8 });
    assert.deepEqual(report.duplicate, {
      key: [
        { name: "id", value: "1" },
        { name: "taken", value: "2020-01-01 00:00:00+00" },
      ],
      files: ["a"],
    });
  });

  for (const { what, staged, plan, duplicate } of duplicates)
    it(`names the smallest duplicate key: ${what}`, async () => {
      const ports = portsIn(home());
      await layRun(ports, "r1", [{ staged }], plan);
      assert.deepEqual((await transformed(ports, "r1")).duplicate, duplicate);
    });

  it("makes of an empty stage one file without rows and with all columns", async () => {
    const ports = portsIn(home());
    await layRun(ports, "r1", [{}]);
    const report = await transformed(ports, "r1");
    assert.deepEqual(report.rows, { in: 0, base: 0, merged: 0, out: 0, dropped: {} });
    assert.deepEqual(Object.values(violations(report)), [0, 0, 0, 0, 0]);
    assert.deepEqual(
      report.files.map(({ rows }) => rows),
      [0],
    );
    const described = await ask(`describe select * from '${ports.store.path(report.files[0]?.key ?? "")}'`);
    assert.deepEqual(
      described.map((column) => `${String(column["column_name"])} ${String(column["column_type"])}`),
      [
        "id INTEGER",
        "taken TIMESTAMP WITH TIME ZONE",
        "value DOUBLE",
        "amount DECIMAL(38,10)",
        "row_number BIGINT",
      ],
    );
  });

  it("writes the same bytes twice", async () => {
    const ports = portsIn(home());
    await layRun(ports, "r1", [{ staged: readingRows(100_000) }, { staged: readingRows(30_000, 100_000) }]);
    const first = await transformed(ports, "r1");
    const second = await transformed(ports, "r1");
    assert.notEqual(first.attempt, second.attempt);
    const bytes = (report: typeof first) =>
      report.files.map(({ key }) => readFileSync(ports.store.path(key)));
    assert.deepEqual(bytes(second), bytes(first));
  });

  it("cuts a table into files that hold each row once, in order", async () => {
    const { store } = portsIn(home());
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    await connection.run('create temp table "result" as select i from range(1000) t(i)');
    const seen: number[] = [];
    const columns = [{ name: "i", type: "bigint", nullable: false }] as const;
    const files = await writeTable(
      connection,
      store,
      { table: "result", prefix: "processed/x/", columns, rows: 1000 },
      (rows) => seen.push(rows),
      400,
    );
    assert.deepEqual(
      files.map(({ key, rows }) => [key, rows]),
      [400, 400, 200].map((rows, i) => [`processed/x/part-0000${i}.parquet`, rows]),
    );
    assert.deepEqual(seen, [400, 800, 1000]);
    const rows = await Promise.all(
      files.map(({ key }) => ask(`select i::int as i from '${store.path(key)}'`)),
    );
    assert.deepEqual(
      rows.flat().map(({ i }) => i),
      Array.from({ length: 1000 }, (_, i) => i),
    );
  });

  it("keeps 0.0 and -0.0 apart", async () => {
    const { store } = portsIn(home());
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    await connection.run(
      `create temp table "result" as select i, if(i % 2 = 0, 0.0::double, -0.0::double) as x from range(1000) t(i)`,
    );
    const columns = [
      { name: "i", type: "bigint", nullable: false },
      { name: "x", type: "double", nullable: false },
    ] as const;
    const [file] = await writeTable(
      connection,
      store,
      { table: "result", prefix: "processed/x/", columns, rows: 1000 },
      () => undefined,
    );
    const [wrong] = await ask(
      `select count(*) filter (where signbit(x) <> (i % 2 = 1))::int as n from '${store.path(file!.key)}'`,
    );
    assert.deepEqual(wrong, { n: 0 });
  });

  it("fits its files to the number of columns", () => {
    assert.equal(rowsPerFile(14), 9 * 122_880);
    assert.equal(rowsPerFile(1000), 122_880);
  });

  for (const [what, sql] of [
    ["broken SQL", "select from where"],
    ["an unknown column", "select nothing from stage"],
    ["a column that the SQL does not give", "select id, taken from stage"],
    [
      "a value out of its type's range",
      "select id, taken, value, amount, 9223372036854775807::hugeint * 2 as row_number from stage",
    ],
  ] as const) {
    it(`reports ${what} as TransformFailed with the SQL`, async () => {
      const ports = portsIn(home());
      await layRun(ports, "r1", [{ staged: readingRows(10) }], { ...readings, sql });
      const { error, files, rows } = await transformed(ports, "r1");
      assert.equal(error?.name, "TransformFailed");
      assert.ok(error.message.includes(sql));
      assert.deepEqual([files, rows.in], [[], 10]);
    });
  }

  for (const damage of damages) {
    it(`reports a part ${damage.what} as StageUnreadable by its name`, async () => {
      const ports = portsIn(home());
      const key = await layDamaged(ports, damage);
      const { error, files, rows } = await transformed(ports, "r1");
      assert.equal(error?.name, "StageUnreadable");
      assert.ok(error.message.includes(key));
      assert.match(error.message, damage.told);
      assert.deepEqual([files, rows.in], [[], 5100]);
    });
  }

  it("throws when Convert has left no report", async () => {
    const ports = portsIn(home());
    await layRun(ports, "r1", [{ staged: readingRows(10) }]);
    await ports.store.delete(["state/readings/runs/r1/parts/00000.json"]);
    await assert.rejects(transformed(ports, "r1"), { name: "StateMissing" });
  });

  it("throws StoreFull on a full disk and leaves no file of the table", async function () {
    const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=3m", "tmpfs", home()], {
      encoding: "utf8",
    });
    if (mounted.status !== 0) {
      const reason = `no small disk can be mounted: ${mounted.error?.message ?? mounted.stderr.trim()}`;
      if (process.env["CI"] === "true") throw new Error(reason);
      console.log(`      skipped: ${reason}`);
      return this.skip();
    }
    try {
      const ports = portsIn(home());
      await layRun(ports, "r1", [{ staged: readingRows(30_000) }], {
        ...readings,
        sql: "select id, taken, value * (copy + 1) as value, amount, _row * 1000 + copy as row_number from stage, range(20) as copies(copy)",
      });
      await assert.rejects(transformed(ports, "r1"), (error: Error) => {
        assert.equal(error.name, "StoreFull");
        assert.ok(error.message.includes("DATA_FLOW_HOME"));
        return true;
      });
      assert.deepEqual(await keysOf(ports.store, "processed/"), []);
      assert.deepEqual(filesBelow(`${home()}/.tmp`), []);
    } finally {
      assert.equal(spawnSync("umount", [home()]).status, 0);
    }
  });
});
