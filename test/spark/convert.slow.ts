/** glue/convert.py as a Spark job: parts as tasks, its reports, and the recorded archive at full size. */
import assert from "node:assert/strict";
import { createReadStream } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { buffer } from "node:stream/consumers";
import { runPlan, type CsvLayout } from "../../contract";
import {
  convertReportKey,
  convertReports,
  manifestKey,
  partReportKey,
  planKey,
  rawPrefix,
} from "../../contract/keys";
import type { Plan } from "../../contract/plan";
import { mhealth } from "../../datasets/mhealth";
import { prices } from "../../datasets/prices";
import { makeConvert } from "../../handlers/convert";
import { openRaw } from "../../core/formats/csv/raw";
import type { ConvertReport, Manifest, PartReport, RawFile } from "../../core/run/documents";
import { convertFault } from "../../handlers/publish/convert-report";
import { createJson, findJson, readJson } from "../../core/run/state";
import type { LocalPorts } from "../../local/local-ports";
import { makeSparkConvert } from "../../local/spark";
import type { Launch } from "../../local/spark/spark-launch";
import { makeRandom } from "../../core/formats/random";
import { portsIn } from "../local/staged-run";
import { wholeManifest } from "../whole-documents";
import { filesBelow, keysOf, temporaryHome } from "../local/temporary-home";
import { dataset, rawRun, run } from "../handlers/convert/raw-run";
import { spoilCsv, unzipCsv } from "../recordings";
import { laptop, runAt } from "../local/prices-world";
import { sharedData } from "../shared-data";
import { withYahooServer } from "../yahoo-server";
import { assertSame, assertSameAsLaid, lay, packParts, replaceDocument } from "./both-converters";
import { nastyLines, nastyRun } from "./nasty-csv";
import { sparkSession } from "./session";

describe("conversion on Spark", function () {
  this.timeout(300_000);
  const home = temporaryHome();
  const launch = sparkSession();

  const reportsOf = (ports: LocalPorts, name: string, count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, part) =>
        readJson<PartReport>(ports.store, partReportKey(name, run, part)),
      ),
    );
  /** A run of many parts in the folder `home`, and what Lambda's converter makes of it. */
  const laid = async (seed: number, folder: string) => {
    const random = makeRandom(seed);
    const { files, layout } = nastyRun(random, 200);
    const lines = nastyLines(random, layout, 200);
    const input = await rawRun({ ...files, "f9.jsonl": lines.file }, [lines.layout, layout], 3000);
    replaceDocument(input, planKey(dataset, run), (plan: Plan) => ({ ...plan, version: 1 }));
    const parts = packParts(input, 2);
    assert.ok(parts > 2, `${parts} parts`);
    return { parts, laid: await lay(`seed ${seed}`, folder, input, parts) };
  };

  it("makes of every part what Lambda makes of it", async () => {
    const ports = portsIn(home());
    const { parts, laid: both } = await laid(9, home());
    const { Id } = await makeSparkConvert(ports, { launch })({ dataset, run });
    await assertSameAsLaid(both, await reportsOf(ports, dataset, parts));
    const { seconds, ...report } = await readJson<ConvertReport>(
      ports.store,
      convertReportKey(dataset, run, Id),
    );
    const records = both.reports.reduce((sum, part) => sum + part.records, 0);
    assert.deepEqual(report, { version: 1, dataset, run, attempt: Id, engine: "spark", parts, records });
    assert.ok(seconds > 0);
    assert.equal(await convertFault(ports.store, dataset, run), undefined);
    assert.deepEqual(filesBelow(join(home(), ".tmp")), []);
  });

  it("leaves parts that are converted as they are", async () => {
    const ports = portsIn(home());
    const { parts } = await laid(9, home());
    await makeSparkConvert(ports, { launch })({ dataset, run });
    const [before, files] = [await reportsOf(ports, dataset, parts), await keysOf(ports.store, "stage/")];
    await rm(ports.store.path(partReportKey(dataset, run, 1)));
    await makeSparkConvert(ports, { launch })({ dataset, run });
    const after = await reportsOf(ports, dataset, parts);
    assert.deepEqual(after.toSpliced(1, 1), before.toSpliced(1, 1));
    assert.notEqual(after[1]!.attempt, before[1]!.attempt);
    const added = (await keysOf(ports.store, "stage/")).filter((key) => !files.includes(key));
    assert.deepEqual(added, after[1]!.staged ? [after[1]!.staged.key] : []);
  });

  it("ends well and reports by name what is wrong with the raw data", async () => {
    const ports = portsIn(home());
    await laid(9, home());
    const { files } = await readJson<Manifest>(ports.store, manifestKey(dataset, run));
    await writeFile(ports.store.path(files[0]!.key), "short");
    await assert.rejects(makeSparkConvert(ports, { launch })({ dataset, run }), (fault: Error) => {
      assert.equal(fault.name, "RawDamaged");
      assert.match(fault.message, /has 5 bytes and the manifest says/);
      assert.ok(fault.message.includes(convertReports(dataset, run)));
      return true;
    });
    assert.equal(await findJson(ports.store, partReportKey(dataset, run, 0)), undefined);
    assert.deepEqual(filesBelow(join(home(), ".tmp")), []);
  });

  it("refuses a plan of another version by name", async () => {
    const ports = portsIn(home());
    await laid(9, home());
    const key = planKey(dataset, run);
    const plan = await readJson<Plan>(ports.store, key);
    await writeFile(ports.store.path(key), JSON.stringify({ ...plan, version: 99 }));
    await assert.rejects(makeSparkConvert(ports, { launch })({ dataset, run }), { name: "PlanVersion" });
  });

  it("tries a part again whose process was killed in the middle, and gets the run right", async () => {
    const ports = portsIn(home());
    const { parts, laid: both } = await laid(9, home());
    const killed = join(home(), ".tmp", "killed");
    const script = join(home(), "killed-once.js");
    await makeSparkConvert(ports, { launch: withConverter(launch, script, killedOnce(killed)) })({
      dataset,
      run,
    });
    await assertSameAsLaid(both, await reportsOf(ports, dataset, parts));
    assert.deepEqual(filesBelow(join(home(), ".tmp")), ["killed"]);
  });

  it("fails as the machine does where every try of a part dies", async () => {
    const ports = portsIn(home());
    const { parts } = await laid(9, home());
    const script = join(home(), "dead.js");
    await assert.rejects(
      makeSparkConvert(ports, {
        launch: withConverter(launch, script, 'console.error("out of memory, say"); process.exit(7);'),
      })({ dataset, run }),
      { name: "SparkFailed", message: /the converter ended \(7\) before it said[^]*out of memory, say/ },
    );
    const reports = Array.from({ length: parts }, (_, part) => partReportKey(dataset, run, part));
    for (const key of reports) assert.equal(await findJson(ports.store, key), undefined);
    assert.equal(await convertFault(ports.store, dataset, run), undefined);
  });

  it("quarantines and stages the archive with 1,000 records spoilt as Lambda does", async function () {
    const archive = sharedData(this, "mhealth", "semi-synthetic", "archive.zip");
    const ports = portsIn(home());
    const [csv, spoilt] = [join(home(), "whole.csv"), join(home(), "spoilt.csv")];
    await unzipCsv(archive, csv);
    assert.equal((await spoilCsv(csv, spoilt, 1000, 1201)).length, 1000);
    await assertSameOnSpark(
      ports,
      mhealth.name,
      run,
      await layFile(ports, spoilt, 50_000_000),
      [1_214_745, 1000],
    );
  });

  it("converts chart documents as Lambda does, bad bars and those that are left out too", async function () {
    const ports = laptop(home(), "2024-03-20T06:00:00Z");
    const bodies: Readonly<Record<string, string>> = {
      BAD: chartOf("BAD", [10, 11, 1050, 10, 10]),
      GOOD: chartOf("GOOD", [10, 11, null, 13, 14]),
      ODD: chartOf("ODD", [10, null, null, null, 0.1]),
    };
    await withYahooServer(
      ({ symbol }) => ({ body: bodies[symbol]! }),
      async ({ url }) => {
        const asked = { sourceUrl: url, symbols: Object.keys(bodies), date: "2024-03-19" };
        const document = await runAt(home(), "2024-03-20T06:00:00Z", asked);
        assert.deepEqual([document.error, document.status], [undefined, "published"]);
        const { staged, quarantined } = document.rows;
        await assertSameOnSpark(ports, prices.name, document.run, 1, [staged, quarantined]);
        assert.ok(staged > 0 && quarantined > 0, JSON.stringify(document.rows));

        const elsewhere = join(home(), "spark");
        const onSpark = { ...asked, convert: "spark" } as const;
        const spark = await runAt(elsewhere, "2024-03-20T06:00:00Z", onSpark, prices, 0, {
          spark: { launch },
        });
        assert.deepEqual([spark.error, spark.status, spark.rows], [undefined, "published", document.rows]);
      },
    );
  });

  /** Converts the parts of a run that Lambda's converter has converted, or does it first; the same files and reports. */
  async function assertSameOnSpark(
    ports: LocalPorts,
    name: string,
    id: string,
    count: number,
    rows: readonly [staged: number, quarantined: number],
  ): Promise<void> {
    const read = async (key: string) => buffer(ports.store.get(key));
    const reports = () =>
      Promise.all(
        Array.from({ length: count }, (_, part) =>
          readJson<PartReport>(ports.store, partReportKey(name, id, part)),
        ),
      );
    const convert = makeConvert(ports);
    for (let part = 0; part < count; part++) await convert({ dataset: name, run: id, part });
    const lambda = await reports();
    await ports.store.delete(lambda.map(({ part }) => partReportKey(name, id, part)));
    await makeSparkConvert(ports, { launch })({ dataset: name, run: id });
    const spark = await reports();
    await assertSame(name, { reports: lambda, read }, { reports: spark, read });
    const sum = (kind: "staged" | "quarantined") =>
      spark.reduce((all, report) => all + (report[kind]?.rows ?? 0), 0);
    assert.deepEqual([sum("staged"), sum("quarantined")], rows);
    assert.notEqual(spark[0]!.attempt, lambda[0]!.attempt);
  }
});

/** A launch whose tasks run another script as their converter. */
const withConverter =
  (launch: Launch, path: string, script: string): Launch =>
  async (file, args) => {
    await writeFile(path, script);
    await launch(file, args.with(args.indexOf("--converter") + 1, path));
  };

/** The converter, which is killed when it asks for the bytes of a second slice, once in all: `flag` appears then. */
const killedOnce = (flag: string) => `
const { write } = process.stdout;
let asked = 0;
process.stdout.write = function (line) {
  if (line.startsWith('{"get"') && ++asked === 2) {
    try {
      require("node:fs").writeFileSync(${JSON.stringify(flag)}, "", { flag: "wx" });
      process.kill(process.pid, "SIGKILL");
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
  }
  return write.call(process.stdout, line);
};
require("node:module").runMain(${JSON.stringify(require.resolve("../../handlers/spark/convert-task"))});
`;

/** A chart document of trading days from 2024-03-04 on with these closes. */
function chartOf(symbol: string, close: readonly (number | null)[]): string {
  const first = Date.parse("2024-03-04T15:00:00Z") / 1000;
  const meta = {
    symbol,
    currency: "USD",
    exchangeTimezoneName: "America/New_York",
    dataGranularity: "1d",
  };
  const timestamp = close.map((_, day) => first + day * 86_400);
  const quote = { open: close, high: close, low: close, close, volume: close };
  return JSON.stringify({ chart: { result: [{ meta, timestamp, indicators: { quote: [quote] } }] } });
}

/** Lays a file as Ingest does: raw bytes, plan and manifest; the number of its parts. */
async function layFile({ store }: LocalPorts, path: string, partBytes: number): Promise<number> {
  const plan = runPlan(mhealth);
  const name = basename(path);
  const opened = await openRaw(name, createReadStream(path), plan.layouts as CsvLayout[], partBytes);
  if (opened.kind === "skipped") throw new Error(`${name} fits no layout: ${opened.firstLine}`);
  const key = `${rawPrefix(mhealth.name, run)}${name}`;
  await store.put(key, opened.stored);
  const { slices, own, ...result } = opened.result();
  const file: RawFile = {
    file: name,
    key,
    fetchedAt: "2026-01-02T03:04:05.000Z",
    generated: false,
    ...result,
    format: { csv: own },
  };
  const parts = slices.map((slice) => ({ slices: [{ file: 0, ...slice }], records: slice.records }));
  await createJson(store, planKey(mhealth.name, run), plan);
  const manifest = wholeManifest({
    dataset: mhealth.name,
    run,
    files: [file],
    parts,
    records: result.records,
  });
  await createJson(store, manifestKey(mhealth.name, run), manifest);
  return parts.length;
}
