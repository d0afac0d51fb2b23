import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Dataset } from "../../contract";
import { portableFunctions } from "../../contract/functions";
import { datasets } from "../../datasets";
import { parseSql } from "../../core/sql/ast";
import { walk } from "../../core/sql/walk";
import { shapes } from "../contract/shapes";
import { weather } from "../examples/weather";
import { meters } from "../upsert/meters";
import { sparkAnswers } from "./conformance/answers";
import { allCases } from "./conformance/cases";
import { differences } from "./conformance/compare";
import { datasetCases, type DatasetCase } from "./conformance/dataset-cases";
import { duckdbAnswer, sparkLike, type Answer } from "./conformance/duckdb-answer";
import { tables } from "./conformance/values";
import { sparkSession } from "./session";

const isComputed = (name: string) =>
  portableFunctions.some((entry) => entry.name === name && entry.result === "computed");
const cases = allCases(isComputed);

describe("the portable SQL on both engines", function () {
  this.timeout(600_000);
  const launch = sparkSession();
  let folder: string;
  let connection: DuckDBConnection;
  let spark: ReadonlyMap<string, Answer>;
  const ofDatasets: DatasetCase[] = Object.values<Dataset>({ ...datasets, shapes, weather, meters }).flatMap(
    datasetCases,
  );

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "conformance-"));
    connection = await sparkLike();
    const views: Record<string, string> = {};
    const inputs = new Map([...Object.entries(tables), ...ofDatasets.flatMap((one) => [...one.inputs])]);
    for (const [name, sql] of inputs) {
      views[name] = join(folder, `${name}.parquet`);
      await connection.run(`copy (${sql}) to '${views[name]}' (format parquet)`);
      await connection.run(`create temp view ${name} as select * from '${views[name]}'`);
    }
    spark = await sparkAnswers(launch, folder, views, [...cases, ...ofDatasets]);
  });
  after(async () => {
    connection.closeSync();
    await rm(folder, { recursive: true, force: true });
  });

  const compared = async (id: string, sql: string, computed: boolean) => {
    const answer = spark.get(id);
    assert.ok(answer, `Spark has no answer to ${id}`);
    assert.deepEqual(differences(answer, await duckdbAnswer(connection, sql), computed), [], sql);
  };

  for (const { id, sql, computed } of cases) {
    it(`${id}, ${computed ? "computed" : "exact"}`, async () => {
      const parsed = await parseSql(connection, sql);
      assert.ok("node" in parsed);
      assert.deepEqual(await walk(connection, sql, parsed.node, Object.keys(tables)), []);
      await compared(id, sql, computed);
    });
  }

  for (const { id, sql } of ofDatasets) it(id, () => compared(id, sql, true));

  it("have a case for each function of the list", () => {
    const covered = new Set(cases.flatMap(({ names }) => names));
    assert.deepEqual(
      portableFunctions.map(({ name }) => name).filter((name) => !covered.has(name)),
      [],
    );
  });

  it("cover the SQL of every data set", () => {
    for (const name of Object.keys(datasets)) assert.ok(ofDatasets.some(({ dataset }) => dataset === name));
  });
});
