/** A file generated from a sample's columns: the same bytes on every machine. */
import { createHash } from "node:crypto";
import type { ColumnSample, CsvFiles, SampleColumn } from "../../../contract/formats";
import { makeRandom } from "../random";
import { formatG } from "./printf";

const chunkBytes = 1 << 18;
// One value in this many is close to zero, if the wave crosses zero at all.
const smallEvery = 512;

/** A sine accurate to a thousandth, in plain arithmetic: `Math.sin` may differ on another engine (Bhaskara I). */
function sine(turns: number): number {
  const turn = turns - Math.floor(turns);
  const half = turn < 0.5 ? turn * 2 : turn * 2 - 1;
  const arch = half * (1 - half);
  return ((turn < 0.5 ? 1 : -1) * 16 * arch) / (5 - 4 * arch);
}

/** Where a row is: its number in the file and within its block, and the block's size. */
interface Place {
  readonly row: number;
  readonly inBlock: number;
  readonly blockRows: number;
}

function cell(column: SampleColumn, { row, inBlock, blockRows }: Place, rows: number, random: () => number) {
  switch (column.kind) {
    case "blocks":
      return column.values[Math.floor((row * column.values.length) / rows)] ?? "";
    case "runs": {
      // Every block holds every value: runs shrink if a block is too short for one of each.
      const count = column.values.length;
      const length = Math.max(1, Math.min(column.length, Math.floor(blockRows / count)));
      return column.values[Math.floor(inBlock / length) % count] ?? "";
    }
    case "wave": {
      const noise = random() + random() - 1;
      const small = random() * smallEvery < 1 && Math.abs(column.mean) <= column.amplitude;
      const wave = 0.7 * sine(row / column.period) + 0.3 * noise;
      const value = small ? noise * column.amplitude * 1e-5 : column.mean + column.amplitude * wave;
      return formatG(value, column.digits);
    }
  }
}

/** The first row of the block of `row`; the file has `count` blocks of equal share. */
const blockStart = (row: number, rows: number, count: number) =>
  Math.ceil((Math.floor((row * count) / rows) * rows) / count);

/**
 * The sample's content in chunks of at least `size` bytes, except for the last. The bytes do not depend on `size`. Lines end in LF;
 * the first is the header.
 */
export function* sampleChunks(
  name: string,
  sample: ColumnSample,
  layout: Pick<CsvFiles, "delimiter">,
  rows: number,
  size = chunkBytes,
): Generator<Uint8Array> {
  const columns = Object.values(sample.columns);
  const delimiter =
    typeof layout.delimiter === "string" ? layout.delimiter : layout.delimiter.runsOf.charAt(0);
  const special = new Set([...delimiter, '"', "\n", "\r"]);
  const quote = (text: string) =>
    [...text].some((character) => special.has(character)) ? `"${text.replaceAll('"', '""')}"` : text;
  const random = makeRandom(createHash("sha256").update(name).digest().readUInt32LE(0));
  // The finest blocks restart the runs: equal shares of a multiple start where those of its divisors do.
  const blocks = Math.max(1, ...columns.map((each) => (each.kind === "blocks" ? each.values.length : 1)));

  let lines = [Object.keys(sample.columns).map(quote).join(delimiter)];
  let length = 0;
  for (let row = 0; row < rows; row += 1) {
    const start = blockStart(row, rows, blocks);
    const place = { row, inBlock: row - start, blockRows: Math.floor(rows / blocks) };
    const line = columns.map((column) => quote(cell(column, place, rows, random))).join(delimiter);
    lines.push(line);
    length += line.length + 1;
    if (length >= size) {
      yield Buffer.from(`${lines.join("\n")}\n`);
      lines = [];
      length = 0;
    }
  }
  if (lines.length) yield Buffer.from(`${lines.join("\n")}\n`);
}

/** The same, with a pause after each chunk, so that the screen and the other steps get their turn. */
export async function* sampleFile(
  name: string,
  sample: ColumnSample,
  layout: Pick<CsvFiles, "delimiter">,
  rows: number,
): AsyncGenerator<Uint8Array> {
  for (const chunk of sampleChunks(name, sample, layout, rows)) {
    yield chunk;
    await new Promise(setImmediate);
  }
}
