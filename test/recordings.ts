/** The large recorded archives beside the checkout, and a spoilt copy of one. */
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import * as yauzl from "yauzl";
import type { Entry, ZipFile } from "yauzl";

/** Unpacks the one CSV of an archive to a file. */
export async function unzipCsv(archive: string, to: string): Promise<void> {
  const openZip = promisify<string, yauzl.Options, ZipFile>(yauzl.open);
  const zip = await openZip(archive, { lazyEntries: false });
  await new Promise<void>((resolve, reject) => {
    zip.on("error", reject);
    zip.on("entry", (entry: Entry) => {
      if (!entry.fileName.endsWith(".csv")) return;
      zip.openReadStream(entry, (error, stream) => {
        if (error) reject(error);
        else pipeline(stream, createWriteStream(to)).then(resolve, reject);
      });
    });
  });
}

/** A record that was spoilt on purpose, and what quarantine must say of it. */
export interface Spoilt {
  readonly row: number;
  readonly offset: number;
  readonly reason: string;
  readonly column: string | null;
  readonly raw: string;
}

/** Ten ways to spoil a record of the 14-column CSV: new text, reason, column. */
const ways: readonly ((fields: string[]) => {
  text: Buffer;
  raw: string;
  reason: string;
  column: string | null;
})[] = [
  (fields) => spoil(fields.slice(0, -1).join(","), "field_count", null),
  (fields) => spoil([...fields, "1"].join(","), "field_count", null),
  (fields) => spoil(replaced(fields, 0, "n/a"), "unreadable", "accel_x"),
  (fields) => spoil(replaced(fields, 1, "0x1F"), "unreadable", "accel_y"),
  (fields) => spoil(replaced(fields, 2, "1_000"), "unreadable", "accel_z"),
  (fields) => spoil(replaced(fields, 3, "NaN"), "unreadable", "gyro_x"),
  (fields) => spoil(replaced(fields, 4, "1e999"), "out_of_range", "gyro_y"),
  (fields) => spoil(replaced(fields, 5, ""), "null", "gyro_z"),
  (fields) => spoil(`"${fields.join(",")}`, "quoting", null),
  (fields) => {
    const before = fields.slice(0, 6).join(",");
    const after = fields.slice(7).join(",");
    const text = Buffer.concat([Buffer.from(`${before},`), Buffer.from([0xff]), Buffer.from(`,${after}`)]);
    return { text, raw: `${before},\\xFF,${after}`, reason: "encoding", column: null };
  },
];

const replaced = (fields: readonly string[], index: number, text: string) =>
  fields.with(index, text).join(",");
const spoil = (text: string, reason: string, column: string | null) => ({
  text: Buffer.from(text),
  raw: text,
  reason,
  column,
});

/** Copies a CSV with a header, every `step`-th record spoilt until `count` are; tells what was done. */
export async function spoilCsv(from: string, to: string, count: number, step: number): Promise<Spoilt[]> {
  const input = await open(from);
  const output = createWriteStream(to);
  const spoilt: Spoilt[] = [];
  let row = -1;
  let offset = 0;
  let pending: Buffer[] = [];
  const flush = async () => {
    const block = Buffer.concat(pending);
    pending = [];
    if (!output.write(block)) await once(output, "drain");
  };
  for await (const line of input.readLines({ encoding: "latin1" })) {
    let text: Buffer = Buffer.from(line, "latin1");
    // Not the first record of a subject: see docs/decisions.md on where a subject's clock starts.
    if (row >= 0 && row % step === 7 && spoilt.length < count) {
      const way = ways[spoilt.length % ways.length]!(line.split(","));
      spoilt.push({ row, offset, reason: way.reason, column: way.column, raw: way.raw });
      text = way.text;
    }
    pending.push(text, Buffer.from("\n"));
    offset += text.length + 1;
    row += 1;
    if (pending.length > 20_000) await flush();
  }
  await flush();
  await new Promise<void>((resolve) => output.end(resolve));
  return spoilt;
}
