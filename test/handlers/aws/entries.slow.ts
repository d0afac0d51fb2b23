import assert from "node:assert/strict";
import { CreateDatabaseCommand } from "@aws-sdk/client-glue";
import { mhealth } from "../../../datasets/mhealth";
import { makeGlueCatalog } from "../../../handlers/aws/glue-catalog";
import { makeClients } from "./clients";
import { make as makeConvert } from "../../../handlers/aws/convert";
import { make as makeIngest } from "../../../handlers/aws/ingest";
import { make as makePublish } from "../../../handlers/aws/publish";
import type { ObjectStore } from "../../../core/run/ports";
import { makeSampleSource } from "../../../local/sample-source";
import { startKaggleServer } from "../../kaggle-server";
import { useMinistack } from "../../ministack";
import { whole } from "../../core/archive/stored";
import { attempt, changed, dataset, makeWorld, writeRun } from "../publish/world";
import { newBucket } from "./bucket";

const walks = { ...mhealth, name: dataset };

/** Runs with these environment variables and gives what was written to standard output, as JSON lines. */
async function within<T>(env: Readonly<Record<string, string | undefined>>, act: () => Promise<T>) {
  const old = Object.keys(env).map((name) => [name, process.env[name]] as const);
  const write = process.stdout.write.bind(process.stdout);
  let said = "";
  for (const [name, value] of Object.entries(env)) set(name, value);
  process.stdout.write = (text: string | Uint8Array) => (said += String(text)) !== "";
  try {
    const result = await act().catch((error: unknown) => error as Error);
    const lines = said.split("\n").filter((line) => line.startsWith("{"));
    return { result, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
  } finally {
    process.stdout.write = write;
    for (const [name, value] of old) set(name, value);
  }
}

/** A run ready to be published, that began now. */
async function writeRunTo(store: ObjectStore): Promise<void> {
  const world = makeWorld();
  world.pass((Date.now() - world.clock.now().getTime()) / 86_400_000);
  await writeRun(world, { run: "r1" });
  for (const [key, bytes] of world.store.objects) await store.create(key, bytes);
}

function set(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

describe("the Lambda functions", () => {
  useMinistack();
  let databases = 0;

  async function lake() {
    const { name, store } = await newBucket();
    const { glue } = makeClients();
    const database = `entries_${++databases}`;
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: database } }));
    const env = {
      LAKE_BUCKET: name,
      LAKE_DATABASE: database,
      CREDENTIALS_SECRET_ARN: undefined,
      SOURCE_URL: undefined,
    };
    return { env, store, catalog: makeGlueCatalog(glue, database, name) };
  }

  it("ingest and convert what Kaggle's stand-in has, and say so with the run's name", async () => {
    const { env, store } = await lake();
    const sample = await makeSampleSource(mhealth, 40).open();
    const kaggle = await startKaggleServer({ archive: await whole(sample.bytes), name: sample.name });
    const { result, lines } = await within({ ...env, SOURCE_URL: kaggle.url }, async () => {
      const { parts, run } = await makeIngest(mhealth)({ run: "r1", input: { date: "2026-03-01" } });
      assert.equal(parts, 1);
      return makeConvert(mhealth)({ dataset: "mhealth", run, part: 0 });
    });
    await kaggle.close();
    if (result instanceof Error) throw result;
    assert.equal(result.records, 40);
    assert.deepEqual(await store.head(result.staged!.key), { size: result.staged!.size });
    assert.deepEqual(new Set(lines.map(({ run }) => run)), new Set(["r1"]));
    assert.deepEqual(new Set(lines.map(({ step }) => step)), new Set(["Ingest", "Convert"]));
  });

  it("fail by name before Lambda ends them, where the source does not", async () => {
    const { env } = await lake();
    const kaggle = await startKaggleServer({
      archive: Buffer.alloc(100_000),
      onStorage: () => ({ silentAfter: 10 }),
    });
    const { result } = await within({ ...env, SOURCE_URL: kaggle.url }, () =>
      makeIngest(mhealth)(
        { run: "late", input: { date: "2026-03-01" } },
        { getRemainingTimeInMillis: () => 2000 },
      ),
    );
    await kaggle.close();
    assert.ok(result instanceof Error);
    assert.equal(result.name, "SourceUnavailable");
    assert.match(result.message, /within 1 s, which is what the function has time for/);
  });

  it("publish a run, point the catalog at it, and count it", async () => {
    const { env, store, catalog } = await lake();
    await writeRunTo(store);
    const { result, lines } = await within(env, () => makePublish(walks)(changed("r1", 0)));
    if (result instanceof Error) throw result;
    assert.equal(result.status, "published");
    const location = `processed/${dataset}/r1/${attempt}/`;
    assert.equal((await catalog.get(dataset))?.entry.location, location);
    const counted = lines.filter((line) => "_aws" in line);
    assert.deepEqual(
      counted.map((line) => [line["Dataset"], line["Database"], line["QuarantineRatio"]]),
      [[dataset, env.LAKE_DATABASE, 0.1]],
    );
  });

  it("do not count a run that changed nothing", async () => {
    const { env, store } = await lake();
    await writeRunTo(store);
    const { lines } = await within(env, async () => {
      const publish = makePublish(walks);
      await publish(changed("r1", 0));
      return publish({ ...changed("r2", 1), changed: false });
    });
    assert.equal(lines.filter((line) => "_aws" in line).length, 1);
  });

  it("refuse an event of another data set", async () => {
    const { env } = await lake();
    const { result, lines } = await within(env, () =>
      makeConvert(walks)({ dataset: "other", run: "r1", part: 0 }),
    );
    assert.ok(result instanceof Error);
    assert.equal(result.name, "EventRefused");
    assert.match(result.message, /walks.*"other"/);
    assert.equal(lines.at(-1)?.["error"], "EventRefused");
  });

  it("name every variable that is missing, when they are made", async () => {
    const { result } = await within({ LAKE_BUCKET: undefined, LAKE_DATABASE: "" }, async () =>
      makeConvert(walks),
    );
    assert.ok(result instanceof Error);
    assert.equal(result.name, "EnvironmentIncomplete");
    assert.match(result.message, /lacks LAKE_BUCKET and LAKE_DATABASE/);
  });
});
