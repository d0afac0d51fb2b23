import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  athenaDdl,
  catalogTable,
  pointerKey,
  processedPrefix,
  transformPlan,
  typeNames,
  type Dataset,
} from "../../contract";
import { mhealth } from "../../datasets/mhealth";
import type { Publication } from "../../core/run/documents";
import { readJson } from "../../core/run/state";
import { runJson } from "../cli/command";
import { shapes } from "../contract/shapes";
import { layRun, portsIn, transformed } from "../local/staged-run";
import { temporaryHome } from "../local/temporary-home";
import { sparkAnswers } from "./conformance/answers";
import { differences } from "./conformance/compare";
import { duckdbAnswer, sparkLike } from "./conformance/duckdb-answer";
import { sparkSession } from "./session";

/** Rows of `shapes` with edge values of every type that it has. */
const shapesRows = `select n::int as n, moment::bigint as moment, x::double as x, d::decimal(9,2) as d, t::varchar as t,
    'a.csv' as _file, n::bigint as _offset, n::bigint as _row
  from (values (1, 0, 1.5, 1, 'añ😀'), (2, -1, 'NaN', -9999999.99, ''), (3, 1711846800123456, -0.0, 0.01, 'it''s'),
    (4, -2208988800000001, 5e-324, null, null), (5, 253402300799999999, 1e308, 9999999.99, 'dropped'), (6, 951868799999999, null, 0, 'b'))
    as v(n, moment, x, d, t)`;

describe("the Athena DDL in Spark's Hive catalog", function () {
  this.timeout(300_000);
  const home = temporaryHome();
  const run = sparkSession();

  /** Creates the table over the files below `prefix` and reads it in both engines. */
  async function check(dataset: Dataset, prefix: string): Promise<void> {
    const table = catalogTable(dataset);
    const { columns } = transformPlan(dataset);
    const folder = join(home(), prefix);
    const escapes = "spark.sql.parser.escapedStringLiterals";
    const answers = await sparkAnswers(run, home(), {}, [
      // Hive and Athena read a backslash in a literal as an escape.
      { id: "escapes", sql: `set ${escapes}=false` },
      { id: "create", sql: athenaDdl(table, pathToFileURL(folder).href) },
      { id: "read", sql: `select * from ${dataset.name}` },
      { id: "describe", sql: `describe ${dataset.name}` },
      { id: "drop", sql: `drop table if exists ${dataset.name}` },
      { id: "no escapes", sql: `set ${escapes}=true` },
    ]);
    for (const [id, answer] of answers)
      assert.ok(!("error" in answer), `${id}: ${"error" in answer ? answer.error : ""}`);
    const [read, described] = [answers.get("read")!, answers.get("describe")!];
    assert.ok("rows" in read && "rows" in described);
    assert.deepEqual(
      described.rows,
      columns.map(({ name, type }, at) => [name, typeNames(type).spark, table.columns[at]?.comment]),
    );
    assert.deepEqual(
      read.types,
      columns.map(({ type }) => typeNames(type).spark),
    );
    const connection = await sparkLike();
    const names = columns.map(({ name }) => `"${name}"`).join(", ");
    const duckdb = await duckdbAnswer(connection, `select ${names} from read_parquet('${folder}*.parquet')`);
    connection.closeSync();
    assert.ok("rows" in duckdb && duckdb.rows.length > 0);
    assert.deepEqual(differences(read, duckdb, false), []);
  }

  it("reads back each column of mhealth with its type, comment and values", async () => {
    const { code } = await runJson(home(), "mhealth", "--rows", "3000");
    assert.equal(code, 0);
    const { run: id, attempt } = await readJson<Publication>(portsIn(home()).store, pointerKey("mhealth", 1));
    await check(mhealth, processedPrefix("mhealth", id, attempt));
  });

  it("reads back every type with its edge values", async () => {
    const ports = portsIn(home());
    await layRun(ports, "r1", [{ staged: shapesRows }], transformPlan(shapes));
    const report = await transformed(ports, "r1");
    assert.equal(report.error, undefined);
    await check(shapes, processedPrefix("readings", "r1", report.attempt));
  });
});
