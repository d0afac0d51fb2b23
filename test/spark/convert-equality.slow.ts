/** Spark's converter against Lambda's: the same rows, offsets, reasons, texts and types from the same raw files. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planKey } from "../../contract/keys";
import { asOfColumn, type Plan } from "../../contract/plan";
import { makeRandom } from "../../core/formats/random";
import { csvColumn, csvLayout, dataset, rawRun, run, type RawRun } from "../handlers/convert/raw-run";
import {
  assertSame,
  convertInPython,
  lay,
  makeParquetReader,
  packParts,
  replaceDocument,
  type Laid,
  type ParquetReader,
} from "./both-converters";
import { sparkPython } from "./environment";
import { nastyRun } from "./nasty-csv";

const MB = 1024 * 1024;

describe("Spark's converter gives what Lambda's gives", function () {
  this.timeout(300_000);
  let python = "";
  let home = "";
  let reader: ParquetReader;
  before(async function () {
    python = await sparkPython(this);
    home = await mkdtemp(join(tmpdir(), "data-flow-convert-"));
    reader = await makeParquetReader();
  });
  after(async () => {
    if (home === "") return;
    reader.close();
    await rm(home, { recursive: true });
  });

  const compare = async (runs: readonly Laid[]) => {
    const answers = await convertInPython(python, runs);
    for (const [index, laid] of runs.entries()) {
      await assertSame(reader, laid, answers[index]!);
      await rm(laid.home, { recursive: true });
    }
  };

  /** Lays nasty runs of these seeds. A file that fits no layout is not a run. */
  const nasty = async (
    seeds: readonly number[],
    most: number,
    partBytes: readonly number[],
    blocks: readonly number[],
  ) => {
    const runs: Laid[] = [];
    for (const seed of seeds) {
      const { files, layout } = nastyRun(makeRandom(seed), most);
      const size = partBytes[seed % partBytes.length]!;
      const input = await rawRun(files, [layout], size).catch(() => undefined);
      if (!input || input.manifest.records === 0) continue;
      if (seed % 5 === 0) withAsOf(input);
      const parts = seed % 3 === 0 ? packParts(input, 2 + (seed % 4)) : input.manifest.parts.length;
      const block = blocks[seed % blocks.length]!;
      runs.push(
        await lay(
          `seed ${seed}, part ${size}, block ${block}`,
          join(home, String(seed)),
          input,
          parts,
          block,
        ),
      );
    }
    return runs;
  };
  const seeds = (first: number, count: number) => Array.from({ length: count }, (_, index) => first + index);

  it("of small files, cut into parts of any size and read in blocks of any size", async () => {
    const runs = await nasty(seeds(1, 60), 25, [1, 7, 100, 1024, MB], [1, 3, 17, 64, 1000, 16 * MB, 16 * MB]);
    assert.ok(runs.length > 15, `${runs.length} runs`);
    await compare(runs);
  });

  it("of larger files", async () => {
    const runs = await nasty(seeds(1000, 8), 3000, [1024 * 16, MB, 1 << 30], [4096, 16 * MB, 65_536]);
    assert.ok(runs.length > 4, `${runs.length} runs`);
    await compare(runs);
  });

  it("of records and quotes around 1 MiB, in blocks that cut them anywhere", async () => {
    const layout = csvLayout([csvColumn("a", { field: 0 }), csvColumn("b", { field: 1 })], {
      header: false,
      fields: 2,
    });
    const runs: Laid[] = [];
    const x = (count: number) => "x".repeat(count);
    const euros = "€".repeat(MB / 3 + 10);
    const texts = [-3, -2, -1, 0, 1, 2].flatMap((more) => [
      `k,v\n1,${x(MB + more - 2)}\n2,y\n`,
      `k,v\r\n1,${x(MB + more - 2)}\r\n2,y`,
      `k,v\n1,"${x(MB + more - 4)}"\n2,y\n`,
      `k,v\n1,"${x(MB / 2)}\n${x(MB / 2 + more - 5)}"\n2,y\n`,
      `k,v\n1,"${x(MB + more - 4)}\n2,y\n3,"z"\n`,
      `k,v\n${x(more + 3)}${euros}\n2,y`,
    ]);
    texts.push(`k,v\n1,${x(5 * MB)}`, `k,v\n1,"${x(3 * MB)}\r`, `k,v\n${"€".repeat(MB)}\r\n\r\n1,2\r\n`);
    for (const [index, text] of texts.entries()) {
      const bytes = Buffer.from(text);
      // The character that 1 MiB cuts through, spoilt.
      if (index % 7 === 5) bytes[MB] = 0xff;
      for (const block of [300_007, 16 * MB]) {
        const input = await rawRun({ "f.csv": bytes }, [layout], 1 << 30);
        const what = `text ${index}, block ${block}`;
        runs.push(await lay(what, join(home, `${index}-${block}`), input, 1, block));
      }
    }
    await compare(runs);
  });

  it("of doubles whose last bit is hard to get right", async () => {
    const random = makeRandom(7);
    const layout = csvLayout([csvColumn("x", { header: "x" }, { type: "double" })]);
    const digits = (count: number) => Array.from({ length: count }, () => Math.floor(random() * 10)).join("");
    const middle = () => {
      // Half way between two doubles, and just beside it.
      const odd = (1n << 53n) + 2n * BigInt(Math.floor(random() * 2 ** 50)) + 1n;
      const shift = BigInt(Math.floor(random() * 60));
      return `${odd << shift}${random() < 0.5 ? `.${"0".repeat(Math.floor(random() * 20))}1` : ""}`;
    };
    const lines = Array.from({ length: 40_000 }, (_, index) =>
      index % 2 === 0
        ? middle()
        : `${digits(1 + Math.floor(random() * 25))}e${Math.floor(random() * 640) - 330}`,
    );
    const input = await rawRun(
      { "f.csv": Buffer.from(`x\n${lines.join("\n")}\n-0\n-0.0\n0\n`) },
      [layout],
      1 << 30,
    );
    await compare([await lay("doubles", join(home, "doubles"), input, 1, 16 * MB)]);
  });

  it("of more rows than a row group has, a few of them bad", async () => {
    const layout = csvLayout([
      csvColumn("id", { header: "id" }, { type: "int" }),
      csvColumn("t", { header: "t" }, { nullable: true, nulls: [""] }),
    ]);
    const rows = Array.from({ length: 150_000 }, (_, row) =>
      row % 997 === 5 ? `x${row},"a\nb"\n` : `${row},t${row % 9}\n`,
    );
    const input = await rawRun({ "f.csv": Buffer.from(`id,t\n${rows.join("")}`) }, [layout], 1 << 30);
    await compare([await lay("row groups", join(home, "groups"), input, 1, 100_000)]);
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
      const laid = await lay("changed", folder, input, 0, 16 * MB);
      const expected: unknown = await input.convert(0).catch((error: unknown) => error);
      assert.ok(expected instanceof Error);
      const [answer] = await convertInPython(python, [laid]);
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
