import assert from "node:assert/strict";
import { DuckDBInstance } from "@duckdb/node-api";
import type { Dataset } from "../../contract";
import { quoteText } from "../../contract/derive/sql-literals";
import { planKey, pointerKey, publicationKey, transformReportKey } from "../../contract/keys";
import type { Pointer } from "../../core/run/documents";
import { createJson, currentPointer, readJson } from "../../core/run/state";
import type { LocalPorts } from "../../local/local-ports";
import { datasetOf, runOn, type Columns } from "./changing-columns";
import { portsIn } from "./staged-run";
import { temporaryHome } from "./temporary-home";

describe("field ids of the laptop's files", () => {
  const home = temporaryHome();

  /** Runs the data set and returns the new pointer. */
  async function publish(ports: LocalPorts, dataset: Dataset): Promise<Pointer> {
    const document = await runOn(ports, dataset);
    assert.deepEqual([document.error, document.status], [undefined, "published"]);
    return (await currentPointer(ports.store, dataset.name))!;
  }
  const fileOf = ({ store }: LocalPorts, { files }: Pick<Pointer, "files">) =>
    quoteText(store.path(files[0]!.key));
  async function ask(sql: string): Promise<Record<string, unknown>[]> {
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    return (await connection.runAndReadAll(sql)).getRowObjects();
  }
  /** Columns and ids as the pointer says them; fails unless the file says the same. */
  async function idsOf(ports: LocalPorts, pointer: Pointer): Promise<(string | number | undefined)[]> {
    const said = pointer.identity!.table.map(({ name, fieldId }) => [name, fieldId]);
    const written = await ask(
      `select name, field_id::int as id from parquet_schema(${fileOf(ports, pointer)}) where type is not null`,
    );
    assert.deepEqual(
      written.map(({ name, id }) => [name, id]),
      said,
    );
    return [...said.map((each) => each.join(" ")), pointer.highestFieldId];
  }
  /** The first row of a pointer's file, read by the ids of another pointer's columns. */
  async function readById(ports: LocalPorts, pointer: Pointer, { identity }: Pointer) {
    const columns = identity!.table.map(
      ({ name, fieldId }) => `${fieldId}: {name: ${quoteText(name)}, type: 'INTEGER', default_value: NULL}`,
    );
    const [row] = await ask(
      `select * from read_parquet(${fileOf(ports, pointer)}, schema = map {${columns.join(", ")}})`,
    );
    return row;
  }

  it("stay with their columns when others are dropped, added and renamed", async () => {
    const ports = portsIn(home());
    const first = await publish(ports, datasetOf("replace", { k: ["k"], a: ["x"], b: ["y"] }));
    assert.deepEqual(await idsOf(ports, first), ["k 1", "a 2", "b 3", 3]);
    const second = await publish(
      ports,
      datasetOf("replace", { sum: ["x + y"], k: ["k"], alpha: ["x", "a"] }),
    );
    assert.deepEqual(await idsOf(ports, second), ["sum 4", "k 1", "alpha 2", 4]);
    const third = await publish(ports, datasetOf("replace", { k: ["k"], b: ["y"], alpha: ["x", "a"] }));
    assert.deepEqual(await idsOf(ports, third), ["k 1", "b 5", "alpha 2", 5]);
    assert.deepEqual(await readById(ports, first, third), { k: 1, b: null, alpha: 10 });
    assert.deepEqual(await readById(ports, third, first), { k: 1, a: 10, b: null });
    // So they are not in the fingerprint, which is taken of the plan.
    const plan = JSON.stringify(await readJson(ports.store, planKey("changing", third.run)));
    assert.doesNotMatch(plan, /fieldId/i);
  });

  it("are given once to a table that was published without, merged rows have none", async () => {
    const ports = portsIn(home());
    const columns: Columns = { k: ["k"], a: ["x"], b: ["y"] };
    const { run: name, attempt, number } = await publish(ports, datasetOf("upsert", columns));
    for (const key of [
      transformReportKey("changing", name, attempt),
      publicationKey("changing", name, attempt),
      pointerKey("changing", number),
    ])
      await forgetIds(ports, key);
    const second = await publish(ports, datasetOf("upsert", { b: ["y"], k: ["k"], a: ["x"] }));
    assert.deepEqual(await idsOf(ports, second), ["b 1", "k 2", "a 3", 3]);
    const third = await publish(ports, datasetOf("upsert", { ...columns, beta: ["y", "b"], b: ["y"] }));
    assert.deepEqual(await idsOf(ports, third), ["k 2", "a 3", "b 1", "beta 4", 4]);
    const merged = fileOf(ports, { files: third.mergedFiles! });
    assert.deepEqual(await ask(`select name from parquet_schema(${merged}) where field_id is not null`), []);
  });
});

/** Makes a document what a version without field ids wrote. */
async function forgetIds({ store }: LocalPorts, key: string): Promise<void> {
  const { highestFieldId, identity, ...document } = await readJson<Pointer>(store, key);
  assert.equal(highestFieldId, 3);
  const table = identity!.table.map(({ fieldId: _, ...column }) => column);
  await store.delete([key]);
  await createJson(store, key, { ...document, identity: { ...identity, table } });
}
