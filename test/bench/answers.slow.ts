import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compareAnswers } from "../../bench/answers";
import { bundleOurs } from "../../bench/bundle";
import { coldFunction } from "../../bench/cold-start";
import { compare } from "../../bench/comparisons";
import { prepare, makeFiles } from "../../bench/files";
import { serveBucket } from "../../bench/bucket";
import { findPeers, type Environment } from "../../bench/environment";
import { runPairs, runSide, type Bench, type Side } from "../../bench/measure";
import { ours, peers, type Prepared } from "../../bench/sides";
import { withBadRecords } from "../../bench/workloads/bad-records";
import { events } from "../../bench/workloads/events";
import { generatedMhealth } from "../../bench/workloads/mhealth";
import { text } from "../../bench/workloads/text";
import { wide } from "../../bench/workloads/wide";
import type { Workload } from "../../bench/workloads/workload";
import { partReportKey } from "../../contract/keys";
import type { PartReport } from "../../core/run/documents";
import { readJson } from "../../core/run/state";
import { makeDirectoryStore } from "../../local/directory-store";
import { givenPython } from "../../local/python/find-python";
import { temporaryHome } from "../local/temporary-home";

/**
 * The environment of DATA_FLOW_PYTHON, of which pandas and pyarrow are wanted, or the benchmark's own, which has all peers. Without
 * one the tests are skipped, but never when CI=true.
 */
async function environmentHere(context: Mocha.Context): Promise<Environment> {
  const home = join(process.cwd(), "build", "benchmark");
  try {
    const found = await findPeers(home, await givenPython(process.env), (message) =>
      console.log(`      ${message}`),
    );
    for (const name of ["pandas", "pyarrow"])
      if (!(name in found.versions)) throw new Error(`${found.python} has no ${name}`);
    return found;
  } catch (error) {
    if (process.env["CI"] === "true" || !(error instanceof Error)) throw error;
    console.log(`      skipped, no peers here: ${error.message}`);
    return context.skip();
  }
}

describe("the benchmark", () => {
  const home = temporaryHome();
  const folder = mkdtempSync(join(tmpdir(), "data-flow-"));
  const bundle = join(folder, "ours.js");
  let environment: Environment;
  let bench: Bench;

  before(async function () {
    environment = await environmentHere(this);
    bundleOurs(folder);
  });
  after(() => rmSync(folder, { recursive: true }));
  beforeEach(() => {
    bench = { python: environment.python, work: home(), say: () => undefined };
  });

  async function compared(prepared: Prepared) {
    const installed = peers.filter((name) => name in environment.versions);
    const files = makeFiles(bench, bundle, undefined);
    const setting = { bench, bundle, environment, peers: installed, rounds: 1, files };
    return compare(setting, prepared.name, prepared, { compression: "snappy", level: null }, 1);
  }

  const workloads: readonly Workload[] = [generatedMhealth(2_000), text(3_000), wide(150, 40), events(2_000)];
  for (const workload of workloads)
    it(`reads the same values on all sides: ${workload.name}`, async () => {
      const { others, differences } = await compared(await prepare(bench, bundle, workload));
      assert.deepEqual(
        others.filter(({ failed }) => failed).map(({ name }) => name),
        [],
      );
      // JSON lines need one of the peers that may be missing here.
      assert.deepEqual(differences, others.length > 0 ? [] : undefined);
    });

  it("names the columns in which a side differs", async () => {
    const prepared = await prepare(bench, bundle, text(20));
    const { files } = await runSide(bench, ours(bundle, prepared));
    const changed = readFileSync(prepared.raw, "utf8")
      .replace("no. ", "no: ")
      .replace(/false$/m, "true");
    const other = await prepare(bench, bundle, {
      ...text(20),
      name: "changed",
      bytes: () => [Buffer.from(changed)],
    });
    const others = await runSide(bench, ours(bundle, other));
    const names = prepared.columns.map(({ name }) => name);
    const sides = { ours: { files, names }, other: { files: others.files, names } };
    assert.deepEqual(await compareAnswers(environment.python, home(), prepared.columns, sides), [
      "other and ours differ in remark, paid",
    ]);
  });

  it("goes on without a side that fails", async () => {
    const side = (name: string, code: string): Side => ({
      name,
      command: [process.execPath, "-e", code],
      files: () => [],
    });
    const others = [side("fails", "process.exit(3)"), side("works", "")];
    const paired = await runPairs(bench, "two rounds", side("ours", ""), others, 2);
    assert.equal(paired.base.runs.length, 3);
    assert.deepEqual(
      paired.others.map(({ name, failed, runs, cpuRatios }) => [name, failed, runs.length, cpuRatios.length]),
      [
        ["fails", true, 0, 0],
        ["works", false, 2, 2],
      ],
    );
    await assert.rejects(runPairs(bench, "one round", others[0]!, [], 1), {
      name: "SideFailed",
      message: /exit code 3/,
    });
  });

  it("spoils one record in a hundred, which ours quarantines", async () => {
    const prepared = await prepare(bench, bundle, withBadRecords(generatedMhealth(2_050), 100));
    await runSide(bench, ours(bundle, prepared));
    const store = makeDirectoryStore(prepared.home);
    const report = await readJson<PartReport>(store, partReportKey(prepared.dataset, "bench", 0));
    assert.equal(report.quarantined?.rows, 20);
    assert.equal(report.staged?.rows, 2_030);
    assert.equal(Object.keys(report.reasons).length, 2);
  });

  it("runs Convert's bundle against its stand-in for S3", async () => {
    const prepared = await prepare(bench, bundle, generatedMhealth(100));
    const server = await serveBucket(makeDirectoryStore(prepared.home));
    try {
      const bytesOf = async (side: Side) => readFileSync((await runSide(bench, side)).files[0]!);
      assert.deepEqual(
        await bytesOf(coldFunction(prepared, server.endpoint)),
        await bytesOf(ours(bundle, prepared)),
      );
    } finally {
      await server.close();
    }
  });
});
