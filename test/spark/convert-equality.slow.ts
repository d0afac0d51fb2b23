/** The converter as Spark's tasks run it: the same files and reports as Lambda's, byte for byte, from the same raw files. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planKey } from "../../contract/keys";
import { asOfColumn, type Plan } from "../../contract/plan";
import { makeRandom } from "../../core/formats/random";
import { csvColumn, csvLayout, dataset, rawRun, run, type RawRun } from "../handlers/convert/raw-run";
import { writtenFile, writtenLayout } from "../handlers/convert/written-values";
import {
  assertSameAsLaid,
  convertInTasks,
  lay,
  packParts,
  replaceDocument,
  type Laid,
} from "./both-converters";
import { sparkPython } from "./environment";
import { nastyLines, nastyRun } from "./nasty-csv";
import { wordyRuns } from "./wordy-files";

const MB = 1024 * 1024;

describe("Spark's converter gives what Lambda's gives", function () {
  this.timeout(300_000);
  let python = "";
  let home = "";
  before(async function () {
    python = await sparkPython(this);
    home = await mkdtemp(join(tmpdir(), "data-flow-convert-"));
  });
  after(async () => {
    if (home !== "") await rm(home, { recursive: true });
  });

  const compare = async (runs: readonly Laid[]) => {
    const homes = runs.map((laid) => laid.home);
    for (const [index, answer] of (await convertInTasks(python, homes)).entries()) {
      const { what } = runs[index]!;
      if ("name" in answer) assert.fail(`${what}: ${answer.name}: ${answer.message}`);
      await assertSameAsLaid(runs[index]!, answer);
    }
  };

  it("of nasty files, one slice a part or several, with and without a time of fetching", async () => {
    const runs: Laid[] = [];
    for (let seed = 1; seed <= 30; seed++) {
      const random = makeRandom(seed);
      const { files, layout } = nastyRun(random, 25);
      const lines = nastyLines(random, layout, 25);
      const all = { ...files, "f9.jsonl": lines.file };
      const input = await rawRun(all, [lines.layout, layout], [256, 1024, MB][seed % 3]).catch(
        () => undefined,
      );
      // A file that fits no layout is not a run.
      if (!input || input.manifest.records === 0) continue;
      if (seed % 5 === 0) withAsOf(input);
      const parts = seed % 2 === 0 ? packParts(input, 2 + (seed % 4)) : input.manifest.parts.length;
      runs.push(await lay(`seed ${seed}`, join(home, String(seed)), input, parts));
    }
    assert.ok(runs.length > 15, `${runs.length} runs`);
    const written = await rawRun({ "f.csv": writtenFile }, [writtenLayout]);
    runs.push(await lay("forms of values", join(home, "written"), written, 1));
    for (const [index, { files, layout, kept }] of wordyRuns().entries()) {
      const input = await rawRun(files, [layout], 32);
      assert.ok(input.manifest.parts.length > 1);
      const laid = await lay(`words ${index}`, join(home, `words-${index}`), input, packParts(input, 2));
      const staged = laid.reports.reduce((sum, report) => sum + (report.staged?.rows ?? 0), 0);
      assert.deepEqual([input.manifest.records, staged], [20, kept]);
      runs.push(laid);
    }
    await compare(runs);
  });

  it("of more bytes than go through a pipe at once, and records longer than that", async () => {
    const layout = csvLayout([csvColumn("a", { field: 0 }), csvColumn("b", { field: 1 })], {
      header: false,
      fields: 2,
    });
    const x = (count: number) => "x".repeat(count);
    const lines = Array.from(
      { length: 150_000 },
      (_, row) => `${row},"t${row % 9}\n${row % 997 === 5 ? '"' : ""}"\n`,
    );
    const text = `${lines.join("")}1,${x(MB)}\n2,${x(MB - 2)}\n3,"${x(3 * MB)}\r`;
    const input = await rawRun({ "f.csv": Buffer.from(text) }, [layout], 1 << 30);
    await compare([await lay("long", join(home, "long"), input, 1)]);
  });

  describe("of raw data that was changed", () => {
    const text = "id,x\n1,2\n2,3\n";
    const layout = csvLayout([csvColumn("id", { header: "id" }), csvColumn("x", { header: "x" })]);
    const spoil = async (bytes: string | undefined) => {
      const input = await rawRun({ "f.csv": Buffer.from(text) }, [layout]);
      const { key } = input.manifest.files[0]!;
      if (bytes === undefined) input.store.objects.delete(key);
      else input.store.objects.set(key, Buffer.from(bytes));
      const folder = await mkdtemp(join(home, "changed-"));
      const laid = await lay("changed", folder, input, 0);
      const expected: unknown = await input.convert(0).catch((error: unknown) => error);
      assert.ok(expected instanceof Error);
      const [answer] = await convertInTasks(python, [laid.home]);
      assert.deepEqual(answer, { name: expected.name, message: expected.message });
    };
    it("fails by the same name and sentence: it is gone", () => spoil(undefined));
    it("fails by the same name and sentence: it is shorter", () => spoil(text.slice(0, -1)));
    it("fails by the same name and sentence: it has other records", () => spoil(text.replace("2\n2", "2,2")));
  });
});

function withAsOf(input: RawRun): void {
  replaceDocument(input, planKey(dataset, run), (plan: Plan) => ({
    ...plan,
    transform: { ...plan.transform, stage: [...plan.transform.stage, asOfColumn] },
  }));
}
