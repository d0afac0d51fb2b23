import assert from "node:assert/strict";
import { createReadStream, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { CreateDatabaseCommand } from "@aws-sdk/client-glue";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { pointerKey, processedPrefix } from "../../contract/keys";
import type { PlanColumn } from "../../contract/plan";
import { typeNames } from "../../contract/types";
import { makeGlueCatalog } from "../../handlers/aws/glue-catalog";
import { makeClients } from "../handlers/aws/clients";
import type { Publication } from "../../core/run/documents";
import type { Catalog, ObjectStore } from "../../core/run/ports";
import { converge } from "../../handlers/publish/converge";
import { readJson } from "../../core/run/state";
import { runJson } from "../cli/command";
import { athenaQueries } from "../docs/athena-queries";
import { newBucket, stillClock } from "../handlers/aws/bucket";
import { plan, values, write } from "../core/parquet/parquet-edges";
import { layRun, portsIn } from "../local/staged-run";
import { filesBelow } from "../local/temporary-home";
import { useMinistack } from "../ministack";
import { transformBoth } from "../spark/both-engines";
import { differences } from "../spark/conformance/compare";
import { duckdbAnswer } from "../spark/conformance/duckdb-answer";
import { edgeRows, edges } from "../spark/edges";
import { sparkSession } from "../spark/session";
import { startTrino, type Trino } from "./server";

const database = "lake_trino";

describe("the catalogued tables, read by Trino", function () {
  this.timeout(300_000);
  const launch = sparkSession();
  const cloud = useMinistack();
  let trino: Trino | undefined;
  let home = "";
  let store: ObjectStore;
  let catalog: Catalog;
  let duckdb: DuckDBConnection;

  before(async function () {
    home = mkdtempSync(join(tmpdir(), "data-flow-"));
    const { glue } = makeClients();
    const bucket = await newBucket();
    store = bucket.store;
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: database } }));
    catalog = makeGlueCatalog(glue, database, bucket.name);
    const settings = hive(cloud().env);
    trino = await startTrino(this, {
      lake: { ...settings, "hive.timestamp-precision": "MICROSECONDS" },
      // Athena reads with the connector's defaults.
      athena: settings,
    });
    duckdb = await (await DuckDBInstance.create(":memory:")).connect();
    await duckdb.run("set TimeZone = 'UTC'");
    for (const dataset of ["mhealth", "prices"]) await publish(dataset);
  });
  after(async () => {
    duckdb?.closeSync();
    await trino?.close();
    if (home) rmSync(home, { recursive: true, force: true });
  });

  /** Runs a data set on the laptop, copies its store into the bucket, and lets Publish's own code fill the catalog. */
  async function publish(dataset: string) {
    const small = dataset === "mhealth" ? ["--rows", "20000"] : [];
    assert.equal((await runJson(home, dataset, ...small)).code, 0);
    for (const path of filesBelow(home).filter((each) => /^(processed|state)\//.test(each)))
      await store.put(path, createReadStream(join(home, path)));
    const tables = dataset === "prices" ? ["prices", "prices_posterior"] : [dataset];
    for (const table of tables) {
      await converge({ store, catalog, clock: stillClock }, table);
      const { run, attempt } = await readJson<Publication>(portsIn(home).store, pointerKey(table, 1));
      await duckdb.run(viewOf(table, processedPrefix(table, run, attempt)));
    }
  }

  const viewOf = (name: string, prefix: string) =>
    `create view ${name} as select * from read_parquet('${home}/${prefix}*.parquet', hive_partitioning = false)`;

  /** Puts files of edge values into the bucket and the catalog, as a table of these columns. */
  async function putTable(name: string, columns: readonly PlanColumn[], bytes: Uint8Array) {
    const location = `processed/${name}/`;
    await store.put(`${location}part-00000.parquet`, Readable.from([bytes]));
    const glueColumns = columns.map((column) => ({
      name: column.name,
      type: typeNames(column.type).glue,
      comment: "",
    }));
    await catalog.put(
      name,
      { table: { name, description: "", columns: glueColumns, parameters: {} }, location },
      undefined,
    );
  }

  async function same(sql: string, computed = false) {
    const [a, b] = [await trino!.ask("lake", database, sql), await duckdbAnswer(duckdb, sql)];
    assert.ok("rows" in a && a.rows.length > 0, JSON.stringify(a).slice(0, 500));
    assert.deepEqual(differences(a, b, computed), []);
    return { trino: a, duckdb: b as Exclude<typeof b, { error: string }> };
  }

  for (const table of ["mhealth", "prices", "prices_posterior"])
    it(`hold the same values: ${table}`, () => same(`select * from ${table}`).then(() => undefined));

  it("hold every type's edge values, by each writer", async () => {
    const ports = portsIn(home);
    await layRun(ports, "r1", [{ staged: edgeRows() }], edges);
    const both = await transformBoth(ports, launch, "r1");
    for (const engine of ["duckdb", "spark"] as const) {
      const [file] = both[engine].files;
      assert.equal(both[engine].files.length, 1);
      const name = `edges_by_${engine}`;
      await putTable(name, edges.columns, readFileSync(join(home, file!.key)));
      await duckdb.run(viewOf(name, `processed/readings/r1/${both[engine].attempt}/`));
      await same(`select * from ${name}`);
    }
    const names = Object.keys(values);
    const columns = names.map((name) => plan(name, values[name]![0], true));
    const rows = [0, 1, 2, 3, 4].map((row) => names.map((name) => values[name]![1][row]!));
    const bytes = await write(columns, [...rows, names.map(() => null)]);
    await putTable("edges_by_converter", columns, bytes);
    await portsIn(home).store.put("edges/part.parquet", Readable.from([bytes]));
    await duckdb.run(viewOf("edges_by_converter", "edges/"));
    await same("select * from edges_by_converter");
  });

  for (const [i, { title, queries }] of athenaQueries.entries())
    it(`answer docs/athena.md, ${i + 1}. ${title}`, async () => {
      const { trino: a, duckdb: b } = await same(queries[0]!, true);
      // In the same order, as far as values without rounding tell.
      const first = (rows: readonly (readonly (string | null)[])[]) => rows.map(([value]) => value);
      assert.deepEqual(first(a.rows), first(b.rows));
    });

  it("are read by Athena's defaults with timestamps rounded to milliseconds, as docs/athena.md says", async () => {
    const at = 'select cast(max("timestamp") as varchar) from edges_by_duckdb where id = 2';
    const texts = async (name: string) => {
      const answer = await trino!.ask(name, database, at);
      assert.ok("rows" in answer, JSON.stringify(answer));
      return answer.rows[0]?.[0];
    };
    assert.equal(await texts("lake"), "1969-12-31 23:59:59.999999");
    assert.equal(await texts("athena"), "1970-01-01 00:00:00.000");
  });
});

/** A catalog over Glue and S3 of the emulated cloud, by Trino's names. */
function hive(env: Readonly<Record<string, string>>) {
  const [url = "", region = ""] = [env["AWS_ENDPOINT_URL"], env["AWS_REGION"]];
  const [key = "", secret = ""] = [env["AWS_ACCESS_KEY_ID"], env["AWS_SECRET_ACCESS_KEY"]];
  return {
    "connector.name": "hive",
    "hive.metastore": "glue",
    "hive.metastore.glue.region": region,
    "hive.metastore.glue.endpoint-url": url,
    "hive.metastore.glue.aws-access-key": key,
    "hive.metastore.glue.aws-secret-key": secret,
    "fs.s3.enabled": "true",
    "s3.endpoint": url,
    "s3.region": region,
    "s3.path-style-access": "true",
    "s3.aws-access-key": key,
    "s3.aws-secret-key": secret,
    "hive.security": "allow-all",
  };
}
