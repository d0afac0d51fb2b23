import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ObjectStore } from "../../core/run/ports";
import { verify, type Damage } from "../../handlers/verify";
import { dataFlow } from "../cli/command";
import { meters } from "../upsert/meters";
import { answers, flipBits, forgetChecksums, makeStore, quietPorts, runOnce, storeFiles } from "./store";

describe("verify", function () {
  let made = "";
  let home = "";
  before(async () => {
    made = mkdtempSync(join(tmpdir(), "data-flow-"));
    await makeStore(made);
  });
  after(() => rmSync(made, { recursive: true, force: true }));
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "data-flow-"));
    cpSync(made, home, { recursive: true });
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const store = () => quietPorts(home).store;
  const find = (pattern: RegExp) => {
    const found = storeFiles(home).filter((each) => pattern.test(each));
    assert.ok(found.length > 0, String(pattern));
    return found.at(-1)!;
  };
  const flip = (file: string) => {
    const bytes = readFileSync(join(home, file));
    bytes[bytes.length >> 1]! ^= 4;
    writeFileSync(join(home, file), bytes);
  };
  const damagedBy = async (damage: () => void): Promise<Damage> => {
    damage();
    const { status, damaged } = await verify(store());
    assert.equal(status, "damaged");
    assert.equal(damaged.length, 1, JSON.stringify(damaged));
    return damaged[0]!;
  };

  it("finds every document and file of a store as it was written", async () => {
    const { status, datasets, documents, files, uncheckedRuns, damaged } = await verify(store());
    assert.deepEqual([status, datasets, damaged, uncheckedRuns], ["ok", ["meters", "weather"], [], []]);
    assert.deepEqual([documents.unchecked, files.unchecked], [0, 0]);
    assert.equal(documents.checked + files.checked, storeFiles(home).length);
  });

  it("calls nothing damaged that is published or swept while it looks", async () => {
    const whole = store();
    const pointer = readFileSync(join(home, find(/^state\/meters\/published\//)), "utf8");
    const { run } = JSON.parse(pointer) as { run: string };
    const newest = find(new RegExp(`^processed/meters/${run}/`));
    const swept = "stage/meters/";
    const older = storeFiles(home).filter((key) => key.startsWith(swept) && key.split("/")[2] !== run);
    assert.ok(older.length > 0);
    let [listings, listedState] = [0, false];
    const changing: ObjectStore = {
      ...whole,
      async *list(prefix) {
        for await (const each of whole.list(prefix)) if (listedState || each.key !== newest) yield each;
        // The first listing of the state only finds the tables.
        if (prefix !== "state/meters/" || ++listings < 2) return;
        listedState = true;
        await whole.delete(older);
      },
    };
    const { damaged } = await verify(changing, { dataset: "meters" });
    assert.deepEqual(damaged, []);
  });

  it("looks at one data set where one is named", async () => {
    flip(find(/^raw\/weather\//));
    assert.equal((await verify(store(), { dataset: "meters" })).status, "ok");
    assert.equal((await verify(store(), { dataset: "weather" })).status, "damaged");
  });

  it("finds flipped bits of any file, or they change no answer", async () => {
    const { found } = await flipBits(home, 60, 7);
    assert.ok(found >= 55, `${found} of 60`);
  });

  const places: readonly (readonly [file: RegExp, run: boolean, advice: RegExp])[] = [
    [/^raw\/weather\//, true, /^No table shows it.* run weather again with --force\.$/],
    [/^stage\/weather\//, true, /^stage_weather shows it.* run weather again with --force\.$/],
    [/^processed\/weather\//, true, /^The table weather shows it.* run weather again with --force\.$/],
    [/^catalog\/weather\//, false, /^The table weather cannot be queried until you run weather again\.$/],
    [/^state\/weather\/published\//, false, /remove it and run weather again/],
    [
      /^state\/weather\/runs\/.*manifest\.json$/,
      true,
      /published run of weather\. .* run weather again with --force\.$/,
    ],
    [/^state\/meters\/published\/000001/, false, /does not depend on it, .* or remove it\.$/],
    [/^state\/weather\/history\.json$/, false, /the next run writes it again\.$/],
    [/^catalog\/meters\/000001/, false, /you may remove it\.$/],
  ];
  for (const [pattern, ofRun, advice] of places)
    it(`says of ${String(pattern)} whose it is and what to do`, async () => {
      const file = find(pattern);
      const damage = await damagedBy(() => flip(file));
      assert.equal(damage.key, file);
      assert.equal(damage.dataset, file.split("/")[1]);
      assert.equal(damage.run !== null && file.includes(`/${damage.run}/`), ofRun);
      assert.match(damage.advice, advice);
    });

  it("tells the published run's merged rows from those of a run before", async () => {
    const current = storeFiles(home).filter((each) => each.startsWith("base/"));
    const advices = [];
    for (const file of current) {
      flip(file);
      advices.push((await verify(store())).damaged.find(({ key }) => key === file)!.advice);
    }
    assert.deepEqual(advices.map((advice) => /remove the last pointer/.test(advice)).sort(), [false, true]);
  });

  it("finds files that are missing, cut off, or lie where readers read and nobody reported them", async () => {
    const file = find(/^processed\/weather\//);
    const bytes = readFileSync(join(home, file));
    assert.match((await damagedBy(() => rmSync(join(home, file)))).fault, /^is missing$/);
    assert.match(
      (await damagedBy(() => writeFileSync(join(home, file), bytes.subarray(1)))).fault,
      /^has \d+ bytes and was written with \d+$/,
    );
    writeFileSync(join(home, file), bytes);
    const stranger = await damagedBy(() => writeFileSync(join(home, file.replace("part-00000", "x")), bytes));
    assert.equal(stranger.fault, "is there but was not reported");
  });

  it("takes a zone that is gone with a superseded run for removed, and of the published run for missing", async () => {
    const { run } = JSON.parse(readFileSync(join(home, "state/meters/published/000001.json"), "utf8")) as {
      run: string;
    };
    rmSync(join(home, "raw", "meters", run), { recursive: true });
    assert.equal((await verify(store())).status, "ok");
    const current = find(/^raw\/meters\//);
    const { fault } = await damagedBy(() => rmSync(join(home, current)));
    assert.equal(fault, "is missing");
  });

  it("says unchecked of what a version before wrote, which goes on working", async () => {
    forgetChecksums(home);
    const before = await answers(home);
    const { status, documents, files, uncheckedRuns } = await verify(store());
    assert.deepEqual([status, documents.checked, uncheckedRuns.length], ["ok", 0, 5]);
    // Raw files have their sha256.
    assert.deepEqual([files.checked, files.unchecked > 0], [3, true]);
    assert.match((await damagedBy(() => flip(find(/^raw\/weather\//)))).fault, /sha256:/);
    assert.deepEqual(await answers(home), before);
    const { error, rows } = await runOnce(home, meters, { rows: 16, force: true });
    assert.deepEqual([error, rows.published], [undefined, 8]);
  });

  it("compares the checksums that a bucket keeps, and reads no file", async () => {
    const local = store();
    const known = new Map<string, string>();
    for (const { key } of (await collect(local.list(""))).filter((each) => each.key.endsWith(".json")))
      JSON.parse(
        await text(local, key),
        (_, value: { readonly key?: string; readonly checksum?: string } | null) => {
          if (value?.key !== undefined && value.checksum !== undefined) known.set(value.key, value.checksum);
          return value;
        },
      );
    const bucket: Pick<ObjectStore, "get" | "head" | "list" | "stated"> = {
      head: (key) => local.head(key),
      list: (prefix) => local.list(prefix),
      get: (key) => {
        assert.match(key, /\.json$/);
        return local.get(key);
      },
      stated: (key) => Promise.resolve([known.get(key)!, "crc64nvme:0000000000000000"]),
    };
    assert.equal((await verify(bucket)).status, "ok");
    const file = find(/^processed\/weather\//);
    known.set(file, "crc32:00000000");
    const { damaged } = await verify(bucket);
    assert.deepEqual(
      damaged.map(({ key, fault }) => [
        key,
        /has the checksum crc32:00000000 and was written with/.test(fault),
      ]),
      [[file, true]],
    );
  });

  it("is a command that tells people and scripts, and exits with 1 where something is damaged", async () => {
    const file = find(/^processed\/weather\//);
    const whole = await dataFlow(home, "verify");
    assert.deepEqual([whole.code, whole.stderr], [0, ""]);
    assert.match(
      whole.stdout,
      /^✓ meters, weather: \d+ documents and \d+ files \([\d.]+ kB\) are intact\.\n$/,
    );
    flip(file);
    const [words, json] = await Promise.all([
      dataFlow(home, "verify", "weather"),
      dataFlow(home, "verify", "--json"),
    ]);
    assert.deepEqual([words.code, json.code], [1, 1]);
    assert.ok(words.stdout.startsWith(`✗ ${file} has the checksum `), words.stdout);
    assert.match(words.stdout, /weather, run .*\. The table weather shows it\./);
    const document = JSON.parse(json.stdout) as { store: string; status: string; damaged: Damage[] };
    assert.deepEqual([document.store, document.status, document.damaged[0]?.key], [home, "damaged", file]);
    const none = await dataFlow(home, "verify", "wether");
    assert.deepEqual([none.code, none.stdout], [2, ""]);
    assert.match(none.stderr, /holds nothing of wether/);
  });
});

async function collect<T>(all: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const each of all) found.push(each);
  return found;
}

async function text(store: Pick<ObjectStore, "get">, key: string): Promise<string> {
  return Buffer.concat(await collect(store.get(key))).toString();
}
