import assert from "node:assert/strict";
import { PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { queryParquet } from "../handlers/duckdb";
import { keysOf } from "../local/temporary-home";
import { air, readings } from "../local/files-world";
import { startFileServer, type FileServer } from "../file-server";
import { useMinistack } from "../ministack";
import { runStack } from "../program/stacks";
import { bytesOf, deploy, tableOf, type Deployed } from "./deployed";
import { night, type Night } from "./night";
import { occurrences } from "./token";

const key = "air-planted-5b1f7c2e9a4d4f60";

describe("nights of files at addresses, their functions from their archives", function () {
  this.timeout(180_000);
  const cloud = useMinistack();
  const closing: (() => void | Promise<void>)[] = [];
  let server: FileServer;
  let deployed: Deployed;
  const nights: Night[] = [];
  const asked: string[][] = [];

  before(async () => {
    const secret = { secret: "AIR_KEY" };
    const dataset = air({
      kind: "files",
      urls: ["https://example.org/{date}.csv"],
      lookback: 1,
      missing: "skip",
      headers: { "X-Api-Key": secret },
      query: { key: secret },
    });
    const program = await runStack("dev", { datasets: ["air"] }, { air: dataset });
    server = await startFileServer();
    closing.push(() => server.close());
    const put = (day: string, value: number, modified: string) =>
      server.files.set(`/${day}.csv`, { body: readings(day, value), modified });
    deployed = await deploy(program.resources, cloud(), server.url);
    closing.push(() => deployed.close());
    const tonight = async (day: string) => {
      nights.push(await night(deployed, "air", `night-${nights.length + 1}`, `${day}T09:00:00Z`));
      asked.push(server.newlyAsked());
    };
    put("2026-03-01", 1, "2026-03-01T06:00:00Z");
    await tonight("2026-03-01");
    const [fn] = [...deployed.functions.values()].filter(({ name }) => name.startsWith("air-ingest"));
    await deployed.clients.secrets.send(
      new PutSecretValueCommand({ SecretId: fn!.environment["CREDENTIALS_SECRET_ARN"]!, SecretString: key }),
    );
    await tonight("2026-03-01");
    await tonight("2026-03-01");
    put("2026-03-01", 10, "2026-03-02T06:00:00Z");
    put("2026-03-02", 2, "2026-03-02T06:00:00Z");
    await tonight("2026-03-02");
  });
  after(async () => {
    for (const close of closing) await close();
  });

  it("fail until the secret has a value, and say which and how", () => {
    const [{ error, notified }] = nights as [Night];
    assert.match(
      JSON.stringify([error, notified]),
      /SecretEmpty.*has no value yet\. Set it to .*AIR_KEY.*aws secretsmanager put-secret-value --secret-id arn:/,
    );
    assert.deepEqual(asked[0], []);
  });

  it("publish, find nothing new for one request an address, and take a restated day", async () => {
    const results = nights
      .slice(1)
      .map(({ error, result }) => [error, (result as { status: string }).status]);
    assert.deepEqual(results, [
      [undefined, "published"],
      [undefined, "unchanged"],
      [undefined, "published"],
    ]);
    assert.deepEqual(asked[2], ["/2026-02-28.csv", "/2026-03-01.csv"]);
    const location = (await tableOf(deployed, "air")).StorageDescriptor?.Location ?? "";
    const files = await keysOf(deployed.store, location.slice(`s3://${deployed.store.name}/`.length));
    assert.deepEqual(
      await queryParquet(
        await bytesOf(deployed, files[0]!),
        "select station, day::varchar as day, value from file order by day, station",
      ),
      [
        { station: "north", day: "2026-03-01", value: 10 },
        { station: "south", day: "2026-03-01", value: 10.5 },
        { station: "north", day: "2026-03-02", value: 2 },
        { station: "south", day: "2026-03-02", value: 2.5 },
      ],
    );
  });

  it("send the secret to the source, and put it into no log, answer, error or object", async () => {
    assert.ok(server.asked.length > 0);
    for (const { url, headers } of server.asked) {
      assert.equal(headers["x-api-key"], key);
      assert.match(url, new RegExp(`\\?key=${key}$`));
    }
    assert.deepEqual(occurrences(key, nights), []);
    for (const object of await keysOf(deployed.store, ""))
      assert.deepEqual(occurrences(key, (await bytesOf(deployed, object)).toString("latin1")), [], object);
  });

  it("need no right that the program does not give", () => {
    assert.ok(deployed.gates.size >= 4);
    for (const [name, gate] of deployed.gates) assert.deepEqual(gate.refused, [], name);
  });
});
