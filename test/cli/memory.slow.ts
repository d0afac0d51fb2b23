/** Peak memory of a large Convert, measured in a process of its own. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { sharedData } from "../shared-data";
import { unzipCsv } from "../recordings";

const megabyte = 1e6;

/** Ingests a file, then converts every part in one new process; its peak resident memory in bytes. */
async function peakOfConvert(home: string, file: string): Promise<{ rows: number; peak: number }> {
  const child = resolve(__dirname, "convert-child.js");
  const { stdout } = await promisify(execFile)(process.execPath, [child, home, file]);
  return JSON.parse(stdout) as { rows: number; peak: number };
}

describe("the memory of Convert", () => {
  it("stays under 512 MB for 1.3 GB of CSV and does not grow with the file", async function () {
    const archive = sharedData(this, "mhealth", "semi-synthetic", "archive.zip");
    const folder = await mkdtemp(join(tmpdir(), "data-flow-memory-"));
    try {
      const one = join(folder, "one.csv");
      const ten = join(folder, "ten.csv");
      await unzipCsv(archive, one);
      await tenfold(one, ten);
      const small = await peakOfConvert(join(folder, "small"), one);
      const large = await peakOfConvert(join(folder, "large"), ten);
      console.log(
        `      131 MB: ${Math.round(small.peak / megabyte)} MB; 1.3 GB: ${Math.round(large.peak / megabyte)} MB`,
      );
      assert.equal(large.rows, 10 * small.rows);
      assert.ok(large.peak < 512 * megabyte, `${large.peak} bytes`);
      assert.ok(large.peak < small.peak + 100 * megabyte, `${small.peak} bytes grew to ${large.peak}`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

/** Writes a CSV ten times over under one header. */
async function tenfold(from: string, to: string): Promise<void> {
  const output = createWriteStream(to);
  const headerLength = await lengthOfFirstLine(from);
  for (let time = 0; time < 10; time += 1) {
    await pipeline(createReadStream(from, { start: time === 0 ? 0 : headerLength }), output, { end: false });
  }
  await new Promise<void>((done) => output.end(done));
}

async function lengthOfFirstLine(file: string): Promise<number> {
  for await (const chunk of createReadStream(file)) return (chunk as Buffer).indexOf(10) + 1;
  return 0;
}
