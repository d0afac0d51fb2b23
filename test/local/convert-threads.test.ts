import assert from "node:assert/strict";
import { readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Worker } from "node:worker_threads";
import { manifestKey } from "../../contract/keys";
import type { Manifest, PartReport } from "../../core/run/documents";
import type { Log, Progress } from "../../core/run/ports";
import { readJson } from "../../core/run/state";
import { mhealth } from "../../datasets/mhealth";
import type { ConvertPart } from "../../handlers/convert";
import { makeConvertThreads, partsAtOnce, type ConvertThreads } from "../../local/convert-threads";
import { makeSteps } from "../../local/flow";
import type { LocalPorts } from "../../local/local-ports";
import { run } from "../../local/run";
import { makeSampleSource } from "../../local/sample-source";
import { wholeManifest, wholePlan } from "../whole-documents";
import { portsIn, silent } from "./staged-run";
import { temporaryHome } from "./temporary-home";

const rows = 600;
const smallestPart = 25_000;
const source = () => makeSampleSource(mhealth, rows);

/** Ingests a sample of several parts, and converts them all at once. */
async function convertAll(ports: LocalPorts, name: string, convertPart?: ConvertPart): Promise<PartReport[]> {
  const steps = makeSteps(mhealth, source, ports, { smallestPart, ...(convertPart ? { convertPart } : {}) });
  const input = { date: "2026-03-01", force: true };
  const { parts } = await steps.ingest({ run: name, input });
  const events = Array.from({ length: parts }, (_, part) => ({ dataset: "mhealth", run: name, part }));
  return Promise.all(events.map((event) => steps.convert(event)));
}

/** Makes threads that end with their test. */
function threadsOfTests(): (...options: Parameters<typeof makeConvertThreads>) => ConvertThreads {
  const made: ConvertThreads[] = [];
  afterEach(() => Promise.all(made.splice(0).map((threads) => threads.close())));
  return (...options) => {
    const threads = makeConvertThreads(...options);
    made.push(threads);
    return threads;
  };
}

const unfinished = (home: string) => readdirSync(join(home, ".tmp"));

describe("parts that threads convert", () => {
  // The threads end before their home is removed.
  const threadsOf = threadsOfTests();
  const home = temporaryHome();

  it("give the files of one thread, byte for byte, and every part its report", async () => {
    const ports = portsIn(home());
    const own = ports.store.temporary();
    const ofADeadProcess = own.replace(`~${process.pid}~`, "~4194999~");
    for (const file of [own, ofADeadProcess]) writeFileSync(file, "x");
    const threads = threadsOf(home(), { atOnce: 2 });
    const [alone, together] = [
      await convertAll(ports, "alone"),
      await convertAll(ports, "together", threads.convertPart),
    ];
    // A thread that opens the store removes no unfinished files: neither this thread's nor those that a later process removes.
    assert.deepEqual(
      unfinished(home())
        .map((name) => join(home(), ".tmp", name))
        .sort(),
      [own, ofADeadProcess].sort(),
    );
    await threads.close();
    assert.equal(alone.length, 3);
    assert.equal(
      together.reduce((sum, { staged }) => sum + (staged?.rows ?? 0), 0),
      rows,
    );
    for (const [part, { staged, records }] of alone.entries()) {
      const other = together[part];
      assert.deepEqual([other?.records, other?.staged?.rows], [records, staged?.rows]);
      const [one, two] = [staged, other?.staged].map((file) => readFileSync(ports.store.path(file!.key)));
      assert.ok(one!.equals(two!), `part ${part}`);
    }
  });

  it("fail by the name and the sentence that they have in one thread", async () => {
    const ports = portsIn(home());
    const threads = threadsOf(home(), { atOnce: 2 });
    const steps = makeSteps(mhealth, source, ports, { smallestPart, convertPart: threads.convertPart });
    await steps.ingest({ run: "r1", input: { date: "2026-03-01" } });
    const { files } = await readJson<Manifest>(ports.store, manifestKey("mhealth", "r1"));
    truncateSync(ports.store.path(files[0]!.key), 100);
    const damaged = (part: number) => steps.convert({ dataset: "mhealth", run: "r1", part });
    const error = { name: "RawDamaged", message: /it has 100 bytes and the manifest says \d+/ };
    await assert.rejects(damaged(0), error);
    // The thread is well and takes the next part.
    await assert.rejects(damaged(1), error);
    await threads.close();
    assert.deepEqual(unfinished(home()), []);
  });

  it("make one table in a whole run, and one count", async () => {
    const said: Progress[] = [];
    const ports = portsIn(home());
    const log: Log = { ...silent, progress: (progress) => said.push(progress) };
    const watch = { begin: () => undefined, end: () => undefined };
    let started = 0;
    const count = () => void (started += 1);
    process.on("worker", count);
    const document = await run(mhealth, { rows }, { ...ports, log }, watch, { smallestPart });
    process.off("worker", count);
    assert.equal(started, partsAtOnce() === 1 ? 0 : Math.min(partsAtOnce(), 3));
    assert.deepEqual([document.status, document.rows.published], ["published", rows]);
    const converted = said.filter(({ step }) => step === "Convert");
    assert.equal(Math.max(...converted.map((progress) => progress.rows ?? 0)), rows);
    // The size of parts is no change.
    const again = await run(mhealth, { rows }, ports, watch, { smallestPart: 2 * smallestPart });
    assert.equal(again.status, "unchanged");
  });
});

describe("a thread that dies", () => {
  // The threads end before their home is removed.
  const threadsOf = threadsOfTests();
  const home = temporaryHome();
  const manifest = wholeManifest({
    dataset: "mhealth",
    run: "r1",
    parts: Array.from({ length: 4 }, () => ({ slices: [], records: 0 })),
  });
  const entry = resolve(__dirname, "dying-worker.js");
  const convertWith = ({ convertPart }: { convertPart: ConvertPart }, number: number, log: Log = silent) => {
    const ports = { ...portsIn(home()), log };
    return convertPart(ports, wholePlan({}), manifest, manifest.parts[number]!, number, "a");
  };

  for (const [number, how, name, message] of [
    [0, "exits", "ConverterDied", "ended before it was done (exit code 7). Nothing is published; run again."],
    [
      1,
      "throws",
      "ConverterDied",
      "ended before it was done (no such thing). Nothing is published; run again.",
    ],
    [2, "needs too much memory", "OutOfMemory", "JS heap out of memory"],
  ] as const)
    it(`because it ${how} fails its part by name, and leaves nothing`, async () => {
      const threads = threadsOf(home(), { atOnce: 2, entry });
      await assert.rejects(convertWith(threads, number), (error: Error) => {
        assert.equal(error.name, name);
        assert.ok(error.message.startsWith(`mhealth, run r1, part ${number}: `), error.message);
        assert.ok(error.message.includes(message), error.message);
        return true;
      });
      assert.deepEqual(unfinished(home()), []);
      // Another thread takes its place.
      await assert.rejects(convertWith(threads, 0), { name: "ConverterDied" });
      await threads.close();
    });

  it("because its run has ended leaves nothing, and no part begins after it", async () => {
    const threads = threadsOf(home(), { atOnce: 2, entry });
    const said: unknown[] = [];
    const log = { progress: (progress: Progress) => said.push(progress), warn: () => warned() };
    let warned = () => undefined as void;
    const alive = new Promise<void>((tell) => (warned = tell));
    const part = assert.rejects(convertWith(threads, 3, log), { name: "ConverterDied" });
    await alive;
    assert.deepEqual(said, [{ step: "Convert", rows: 3 }]);
    assert.equal(unfinished(home()).length, 1);
    await threads.close();
    await part;
    assert.deepEqual(unfinished(home()), []);
    await assert.rejects(convertWith(threads, 3), { name: "RunEnded" });
  });

  it("is none where there is one part or one thread", async () => {
    const { convertPart } = threadsOf(home(), { atOnce: 1, entry });
    // Converted here, where the empty part has no file and no records.
    assert.equal((await convertWith({ convertPart }, 0)).records, 0);
    const [only] = manifest.parts;
    const single = { ...manifest, parts: [only!] };
    const threads = threadsOf(home(), { atOnce: 2, entry });
    const report = await threads.convertPart(portsIn(home()), wholePlan({}), single, only!, 0, "a");
    assert.equal(report.records, 0);
  });
});

describe("parts that are converted at once", () => {
  const gibibytes = 2 ** 30;

  it("are as many as cores, where half of the memory is enough", () => {
    assert.equal(partsAtOnce(8, 16 * gibibytes), 8);
    assert.equal(partsAtOnce(64, 2 * gibibytes), 4);
    assert.equal(partsAtOnce(2, gibibytes / 4), 1);
  });
});

describe("a converting thread", () => {
  const home = temporaryHome();

  it("loads no engine, no client of AWS and no command", async () => {
    const entry = resolve(__dirname, "..", "..", "local", "convert-worker.js");
    const worker = new Worker(
      `require(${JSON.stringify(entry)}); require("node:worker_threads").parentPort.postMessage(Object.keys(require.cache));`,
      { eval: true, workerData: { home: home() } },
    );
    const loaded = await new Promise<string[]>((done, reject) =>
      worker.once("message", done).once("error", reject),
    );
    await worker.terminate();
    assert.ok(loaded.includes(entry));
    const foreign = /node_modules.(@duckdb|@aws-sdk|@smithy|commander|aws-local-stepfunctions)\b/;
    assert.deepEqual(
      loaded.filter((file) => foreign.test(file)),
      [],
    );
  });
});
