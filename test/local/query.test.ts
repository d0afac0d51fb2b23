import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openQuery, type Answer } from "../../local/query";
import type { LocalPorts } from "../../local/local-ports";
import { layRun, portsIn, readingRows, readings, transformed } from "./staged-run";
import { filesBelow, temporaryHome } from "./temporary-home";

const quarantinedRows = `select 'a.csv' as _file, 10::bigint as _offset, 1::bigint as _row, 'value' as _column,
  'not a number' as _reason, 'x,y' as _raw`;

describe("query on the laptop", function () {
  const home = temporaryHome();

  /** Transforms a run and points the catalog to it. */
  async function publish(ports: LocalPorts, run: string, rows: number, version?: string): Promise<string> {
    await layRun(ports, run, [{ staged: readingRows(rows), quarantined: quarantinedRows }]);
    const { attempt, files } = await transformed(ports, run);
    const columns = readings.columns.map(({ name, type }) => ({ name, type, comment: "" }));
    const location = `processed/readings/${run}/${attempt}/`;
    const table = { name: "readings", description: "", columns, parameters: {} };
    await ports.catalog.put("readings", { table, location }, version);
    return ports.store.path(files[0]?.key ?? "");
  }

  async function ask(ports: LocalPorts, sql: string): Promise<Answer> {
    const database = await openQuery(ports);
    try {
      return await database.query(sql);
    } finally {
      database.close();
    }
  }

  it("reads the published table under its name", async () => {
    const ports = portsIn(home());
    await publish(ports, "r1", 100);
    const { columns, rows } = await ask(ports, "select count(*) as n, max(row_number) from readings");
    assert.deepEqual(
      columns.map(({ name, type }) => [name, type]),
      [
        ["n", "BIGINT"],
        ["max(row_number)", "BIGINT"],
      ],
    );
    assert.deepEqual(rows, [[100, 99]]);
  });

  it("reads what the catalog says at each start", async () => {
    const ports = portsIn(home());
    await publish(ports, "r1", 100);
    await publish(ports, "r2", 50, "1");
    assert.deepEqual((await ask(ports, "select count(*) from readings")).rows, [[50]]);
  });

  it("reads stage of the run that began last, and any run's quarantine by its name", async () => {
    const ports = portsIn(home());
    await layRun(
      ports,
      "r2",
      [{ staged: readingRows(7) }, { quarantined: quarantinedRows }],
      readings,
      "2026-01-02T00:00:00.000Z",
    );
    await layRun(ports, "r1", [{ staged: readingRows(5) }]);
    await layRun(ports, "r3", [], readings, "2026-01-03T00:00:00.000Z");
    assert.deepEqual((await ask(ports, "select count(*), max(_row) from stage_readings")).rows, [[7, 6]]);
    assert.deepEqual(
      (await ask(ports, "select _file, _offset, _column, _raw from quarantine_readings('r2')")).rows,
      [["a.csv", 10, "value", "x,y"]],
    );
  });

  it("gives an empty quarantine its columns", async () => {
    const ports = portsIn(home());
    await layRun(ports, "r1", [{ staged: readingRows(5) }]);
    const { columns, rows } = await ask(ports, "from quarantine_readings");
    assert.deepEqual(
      columns.map(({ name, type }) => `${name} ${type}`),
      [
        "_run VARCHAR",
        "_file VARCHAR",
        "_offset BIGINT",
        "_row BIGINT",
        "_column VARCHAR",
        "_reason VARCHAR",
        "_raw VARCHAR",
      ],
    );
    assert.deepEqual(rows, []);
  });

  it("leaves DuckDB's own functions as they are", async () => {
    const { rows } = await ask(portsIn(home()), "select lower('ÄB'), typeof(floor(1.5::double))");
    assert.deepEqual(rows, [["äb", "DOUBLE"]]);
  });

  it("knows the contract's macros", async () => {
    const { rows } = await ask(portsIn(home()), "select timestamp_micros(1577836800000001)");
    assert.deepEqual(rows, [["2020-01-01T00:00:00.000001Z"]]);
  });

  const values: readonly (readonly [string, unknown])[] = [
    ["9007199254740991::bigint", 9007199254740991],
    ["9007199254740992::bigint", "9007199254740992"],
    ["-170141183460469231731687303715884105727::hugeint", "-170141183460469231731687303715884105727"],
    ["count(*)", 1],
    ["null::int", null],
    ["0.1::double + 0.2::double", 0.30000000000000004],
    ["'nan'::double", "NaN"],
    ["'-inf'::float", "-Infinity"],
    ["1.10::decimal(38,10)", "1.1000000000"],
    ["-0.05::decimal(4,2)", "-0.05"],
    ["date '1969-12-31'", "1969-12-31"],
    ["timestamptz '2020-01-01 00:00:00+00'", "2020-01-01T00:00:00Z"],
    ["timestamptz '2020-01-01 00:00:00.02+01'", "2019-12-31T23:00:00.020Z"],
    ["timestamptz '1931-02-28 23:59:59.123457+00'", "1931-02-28T23:59:59.123457Z"],
    ["timestamp '2020-01-01 12:00:00.5'", "2020-01-01T12:00:00.500"],
    ["'infinity'::timestamptz", "infinity"],
    ["true", true],
    ["'zwölf'", "zwölf"],
    ["[1::bigint, 9007199254740993]", [1, "9007199254740993"]],
    ["{'a': 1::bigint, 'b': [date '2020-02-29', null]}", { a: 1, b: ["2020-02-29", null] }],
  ];
  it("gives every kind of value as JSON can hold it", async () => {
    const ports = portsIn(home());
    const { rows } = await ask(ports, `select ${values.map(([sql]) => sql).join(", ")}`);
    assert.deepEqual(rows, [values.map(([, value]) => value)]);
    assert.deepEqual(JSON.parse(JSON.stringify(rows)), rows);
  });

  it("makes the names of columns unique, so that a row can be an object", async () => {
    const { columns } = await ask(portsIn(home()), "select 1 as a, 2 as a");
    assert.equal(new Set(columns.map(({ name }) => name)).size, 2);
  });

  it("streams a large answer in chunks", async () => {
    const database = await openQuery(portsIn(home()));
    const { chunks } = await database.stream("select i from range(10000) t(i)");
    let rows = 0;
    let largest = 0;
    for await (const chunk of chunks) {
      rows += chunk.length;
      largest = Math.max(largest, chunk.length);
    }
    database.close();
    assert.equal(rows, 10_000);
    assert.ok(largest < 10_000);
  });

  it("leaves no file behind", async () => {
    const ports = portsIn(home());
    await ask(ports, "select 1");
    assert.deepEqual(filesBelow(home()), []);
  });

  it("says that nothing is published yet, and what to do", async () => {
    await assert.rejects(ask(portsIn(home()), "select * from readings"), {
      name: "NothingPublished",
      message: "Nothing is published yet: run `npm start` first.",
    });
  });

  it("names the tables there are when one is not known", async () => {
    const ports = portsIn(home());
    await publish(ports, "r1", 10);
    await assert.rejects(ask(ports, "select * from reading"), {
      name: "QueryFailed",
      message: "Table reading does not exist. Tables: readings, stage_readings, quarantine_readings.",
    });
  });

  it("passes DuckDB's own complaint on", async () => {
    await assert.rejects(ask(portsIn(home()), "select 1 +"), {
      name: "QueryFailed",
      message: /syntax error/,
    });
    await assert.rejects(ask(portsIn(home()), "select 'x'::int"), {
      name: "QueryFailed",
      message: /Could not convert/,
    });
  });

  it("says which table cannot be read and leaves the others", async () => {
    const ports = portsIn(home());
    const file = await publish(ports, "r1", 10);
    writeFileSync(file, "no parquet at all");
    await assert.rejects(ask(ports, "select * from readings"), /The table readings cannot be read/);
    assert.deepEqual((await ask(ports, "select count(*) from stage_readings")).rows, [[10]]);
  });

  describe("with a damaged document", () => {
    const texts: readonly (readonly [string, string])[] = [
      ["is empty", ""],
      ["is cut off", '{"version": 1'],
      ["is binary", "\u0000\u0001PAR1"],
      ["is a list", "[]"],
      [
        "is of another shape",
        '{"table": null, "location": 7, "startedAt": [], "staged": {}, "transform": 1}',
      ],
    ];
    for (const [what, text] of texts)
      it(`answers for every other table where one ${what}`, async () => {
        const ports = portsIn(home());
        await publish(ports, "r1", 10);
        const other = { name: "other", description: "", columns: [], parameters: {} };
        await ports.catalog.put("other", { table: other, location: "processed/other/r/a/" }, undefined);
        await layRun(ports, "r2", [{ staged: readingRows(5) }], readings, "2026-01-02T00:00:00.000Z");
        const asked = async (table: string) =>
          ask(ports, `select count(*) from ${table}`).then(
            ({ rows }) => JSON.stringify(rows[0]?.[0]),
            ({ message }: Error) => message,
          );
        const path = (key: string) => ports.store.path(key);

        writeFileSync(path("catalog/other/000001.json"), text);
        assert.equal(await asked("readings"), "10");
        assert.match(
          await asked("other"),
          /^The table other cannot be read: catalog\/other.*Run other again\.$/,
        );

        writeFileSync(path("state/readings/runs/r1/started.json"), text);
        assert.deepEqual([await asked("readings"), await asked("stage_readings")], ["10", "5"]);

        writeFileSync(path("state/readings/runs/r2/parts/00000.json"), text);
        assert.equal(await asked("readings"), "10");
        assert.match(
          await asked("stage_readings"),
          /parts\/00000\.json .*run readings again with --force\.$/,
        );
      });
  });

  describe("on one store", () => {
    let store = "";
    let ports: LocalPorts;
    let file = "";
    before(async () => {
      store = mkdtempSync(join(tmpdir(), "data-flow-"));
      ports = portsIn(store);
      file = await publish(ports, "r1", 10);
    });
    after(() => {
      rmSync(store, { recursive: true, force: true });
    });

    for (const sql of [
      "select * from read_csv('/etc/passwd')",
      "select * from read_text('/etc/hostname')",
      "select * from glob('/etc/*')",
      "select * from '/etc/passwd'",
      "select * from sniff_csv('/etc/passwd')",
      "select * from read_json_auto('HOME/state/readings/runs/r1/plan.json')",
      "copy (select 1) to 'HOME/out.csv'",
      "copy (select 1 as i) to 'FILE' (format parquet, use_tmp_file false)",
      "explain analyze copy (select 1 as i) to 'FILE' (format parquet, use_tmp_file false)",
      "explain /* */ analyze copy (select 1 as i) to 'FILE' (format parquet, use_tmp_file false)",
      "export database 'HOME/export'",
      "attach 'HOME/new.db'",
      "create table t as select 1",
      "set enable_external_access = true",
      "reset lock_configuration",
      "select * from enable_logging(storage = 'file', storage_path = 'HOME/log')",
      "select * from \"enable_profiling\"(format = 'json', save_location = 'HOME/profile.json')",
      "install httpfs",
      "load httpfs",
      "pragma database_list; copy (select 1) to 'HOME/out.csv'",
      "select 1; select 2",
      "",
      " ; -- nothing",
    ]) {
      it(`refuses ${JSON.stringify(sql)}`, async () => {
        const before = filesBelow(store);
        const bytes = readFileSync(file);
        await assert.rejects(
          ask(ports, sql.replaceAll("HOME", store).replaceAll("FILE", file)),
          (error: Error) => ["QueryRefused", "QueryFailed"].includes(error.name),
        );
        assert.deepEqual(filesBelow(store), before);
        assert.deepEqual(readFileSync(file), bytes);
      });
    }

    for (const sql of [
      "describe readings",
      "show tables",
      "summarize readings",
      "explain select 1",
      "with a as (select 1) from a",
      "values (1)",
    ]) {
      it(`allows ${sql}`, async () => {
        assert.ok((await ask(ports, sql)).rows.length > 0);
      });
    }
  });

  it("reads a store whose path has quotes and blanks", async () => {
    const ports = portsIn(join(home(), "it's a home"));
    await publish(ports, "r1", 10);
    assert.deepEqual((await ask(ports, "select count(*) from readings")).rows, [[10]]);
  });
});
