/** glue/convert.py as a Spark job: parts as tasks, its reports, and the recorded archive at full size. */
import assert from "node:assert/strict";
import { createReadStream } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
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
import { makeConvert } from "../../handlers/convert";
import { openRaw } from "../../core/formats/csv/raw";
import type { ConvertReport, Manifest, PartReport, RawFile } from "../../core/run/documents";
import { convertFault } from "../../handlers/publish/convert-report";
import { createJson, findJson, readJson } from "../../core/run/state";
import type { LocalPorts } from "../../local/local-ports";
import { makeSparkConvert } from "../../local/spark";
import { makeRandom } from "../../core/formats/random";
import { portsIn } from "../local/staged-run";
import { wholeManifest } from "../whole-documents";
import { filesBelow, keysOf, temporaryHome } from "../local/temporary-home";
import { dataset, rawRun, run } from "../handlers/convert/raw-run";
import { spoilCsv, unzipCsv } from "../recordings";
import { sharedData } from "../shared-data";
import { assertSame, lay, makeParquetReader, packParts, replaceDocument } from "./both-converters";
import { nastyRun } from "./nasty-csv";
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
    const { files, layout } = nastyRun(makeRandom(seed), 200);
    const input = await rawRun(files, [layout], 3000);
    replaceDocument(input, planKey(dataset, run), (plan: Plan) => ({ ...plan, version: 1 }));
    const parts = packParts(input, 2);
    assert.ok(parts > 2, `${parts} parts`);
    return { parts, laid: await lay(`seed ${seed}`, folder, input, parts, 0) };
  };

  it("makes of every part what Lambda makes of it", async () => {
    const ports = portsIn(home());
    const { parts, laid: both } = await laid(9, home());
    const { Id } = await makeSparkConvert(ports, { launch })({ dataset, run });
    const reader = await makeParquetReader();
    await assertSame(reader, both, await reportsOf(ports, dataset, parts)).finally(() => reader.close());
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

  it("quarantines and stages the archive with 1,000 records spoilt as Lambda does", async function () {
    const archive = sharedData(this, "mhealth", "semi-synthetic", "archive.zip");
    const ports = portsIn(home());
    const [csv, spoilt] = [join(home(), "whole.csv"), join(home(), "spoilt.csv")];
    await unzipCsv(archive, csv);
    assert.equal((await spoilCsv(csv, spoilt, 1000, 1201)).length, 1000);
    const parts = await layFile(ports, spoilt, 50_000_000);
    const convert = makeConvert(ports);
    for (let part = 0; part < parts; part++) await convert({ dataset: mhealth.name, run, part });
    const lambda = await reportsOf(ports, mhealth.name, parts);
    for (let part = 0; part < parts; part++)
      await rm(ports.store.path(partReportKey(mhealth.name, run, part)));
    await makeSparkConvert(ports, { launch })({ dataset: mhealth.name, run });
    const spark = await reportsOf(ports, mhealth.name, parts);
    assert.equal(
      spark.reduce((sum, part) => sum + (part.quarantined?.rows ?? 0), 0),
      1000,
    );

    const reader = await makeParquetReader();
    const paths = (reports: readonly PartReport[], kind: "staged" | "quarantined") =>
      reports.flatMap((report) => (report[kind] ? [ports.store.path(report[kind].key)] : []));
    try {
      assert.deepEqual(
        await reader.rows(paths(spark, "quarantined")),
        await reader.rows(paths(lambda, "quarantined")),
      );
      assert.deepEqual(
        await reader.differences(paths(spark, "staged"), paths(lambda, "staged"), mhealth.stage),
        [{ spark: 1_214_745n, lambda: 1_214_745n, both: 1_214_745n, different: 0n }],
      );
    } finally {
      reader.close();
    }
  });
});

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
