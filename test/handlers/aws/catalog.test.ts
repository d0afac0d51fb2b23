import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { CreateDatabaseCommand, DeleteTableCommand, GetTableCommand } from "@aws-sdk/client-glue";
import type { CatalogTable } from "../../../contract/plan";
import { makeGlueCatalog } from "../../../handlers/aws/glue-catalog";
import { makeClients } from "./clients";
import { useMinistack } from "../../ministack";
import { refused, standIn, useCredentials, type Reply } from "./stand-in";

const table = JSON.parse(readFileSync("test/golden/mhealth/glue.json", "utf8")) as CatalogTable;
const entry = (location: string) => ({ table, location });
const name = table.name;

describe("the catalog over Glue", () => {
  useMinistack();
  let databases = 0;

  async function open() {
    const { glue } = makeClients();
    const database = `lake_${++databases}`;
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: database } }));
    return { glue, database, catalog: makeGlueCatalog(glue, database, "lake") };
  }

  it("knows no table at first", async () => {
    const { catalog } = await open();
    assert.equal(await catalog.get(name), undefined);
  });

  it("gives back what was put", async () => {
    const { catalog } = await open();
    await catalog.put(name, entry("processed/mhealth/r1/a1/"), undefined);
    assert.deepEqual((await catalog.get(name))?.entry, entry("processed/mhealth/r1/a1/"));
  });

  it("gives back an entry of empty texts", async () => {
    const { catalog } = await open();
    const bare = {
      table: {
        name: "t",
        description: "",
        columns: [{ name: "a", type: "int", comment: "" }],
        parameters: {},
      },
      location: "one/",
    };
    await catalog.put("t", bare, undefined);
    assert.deepEqual((await catalog.get("t"))?.entry, bare);
  });

  it("makes an external Parquet table at an address of S3", async () => {
    const { catalog, glue, database } = await open();
    await catalog.put(name, entry("one/"), undefined);
    const { Table } = await glue.send(new GetTableCommand({ DatabaseName: database, Name: name }));
    assert.equal(Table?.TableType, "EXTERNAL_TABLE");
    assert.equal(Table.StorageDescriptor?.Location, "s3://lake/one/");
    assert.match(Table.StorageDescriptor.SerdeInfo?.SerializationLibrary ?? "", /ParquetHiveSerDe$/);
  });

  it("replaces columns and location on the current version", async () => {
    const { catalog } = await open();
    await catalog.put(name, entry("one/"), undefined);
    const first = await catalog.get(name);
    const changed = { table: { ...table, columns: table.columns.slice(0, 2) }, location: "two/" };
    await catalog.put(name, changed, first?.version);
    const second = await catalog.get(name);
    assert.deepEqual(second?.entry, changed);
    assert.notEqual(second.version, first?.version);
  });

  for (const [title, version] of [
    ["to create a table that is there", () => undefined],
    ["to write on a version that is no longer the current one", (first: string) => first],
  ] as const)
    it(`refuses ${title}`, async () => {
      const { catalog } = await open();
      await catalog.put(name, entry("one/"), undefined);
      const first = (await catalog.get(name))!.version;
      await catalog.put(name, entry("two/"), first);
      await assert.rejects(catalog.put(name, entry("late/"), version(first)), { name: "CatalogConflict" });
      assert.equal((await catalog.get(name))?.entry.location, "two/");
    });

  it("refuses to write on a table that was dropped meanwhile", async () => {
    const { catalog, glue, database } = await open();
    await catalog.put(name, entry("one/"), undefined);
    const { version } = (await catalog.get(name))!;
    await glue.send(new DeleteTableCommand({ DatabaseName: database, Name: name }));
    await assert.rejects(catalog.put(name, entry("two/"), version), { name: "CatalogConflict" });
  });

  it("says which database is missing", async () => {
    const catalog = makeGlueCatalog(makeClients().glue, "nowhere", "lake");
    assert.equal(await catalog.get(name), undefined);
    await assert.rejects(catalog.put(name, entry("one/"), undefined), {
      name: "NoSuchDatabase",
      message: /nowhere/,
    });
  });
});

describe("the catalog over Glue: troubles", () => {
  useCredentials();
  const said = (status: number, code: string): Reply => ({
    status,
    headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-errortype": code },
    body: JSON.stringify({ __type: code, Message: `${code} it is` }),
  });

  for (const [reply, failed] of [
    [said(400, "AccessDeniedException"), "AccessDenied"],
    [said(400, "ThrottlingException"), "CatalogUnavailable"],
    [said(400, "OperationTimeoutException"), "CatalogUnavailable"],
    [refused(500, "InternalServiceException"), "CatalogUnavailable"],
    [said(400, "InvalidInputException"), "CatalogFailed"],
    [said(400, "ConcurrentModificationException"), "CatalogConflict"],
  ] as const)
    it(`calls ${reply.headers?.["x-amzn-errortype"] ?? "500"} ${failed}`, async () => {
      const server = await standIn(() => reply);
      const endpoint = server.endpoint;
      const catalog = makeGlueCatalog(makeClients({ endpoint, attempts: 1 }).glue, "lake_db", "lake");
      await assert.rejects(catalog.put(name, entry("one/"), "3"), {
        name: failed,
        message: /lake_db\.mhealth/,
      });
      await server.close();
    });

  it("names the version it writes on, and keeps no archive", async () => {
    const server = await standIn(() => ({ body: "{}" }));
    const { glue } = makeClients({ endpoint: server.endpoint, attempts: 1 });
    await makeGlueCatalog(glue, "lake_db", "lake").put(name, entry("one/"), "3");
    const asked = JSON.parse(server.asked[0]!.body.toString()) as Record<string, unknown>;
    assert.equal(asked["VersionId"], "3");
    assert.equal(asked["SkipArchive"], true);
    await server.close();
  });
});
