/** Prints the answer of a query from any engine: as a table for people, as JSON or as CSV. */
import type { Json } from "../local/query";
import { documentBegins } from "./one-document";
import { columnsOf, fittedTable, lines } from "./text-table";
import { oneLine, screenOf, wrapped, writeExactly } from "./terminal";
import { amount, text } from "./words";

/** How to print the answer; a table if neither `json` nor `csv` is set. */
export interface AnswerFlags {
  readonly json?: boolean;
  readonly csv?: boolean;
  /** Rows at most. @default all; 100 for a table on a terminal */
  readonly limit?: number;
}

/** An answer that delivers its rows in batches. */
export interface PrintedAnswer {
  readonly columns: readonly { readonly name: string }[];
  readonly chunks: AsyncIterable<readonly (readonly Json[])[]>;
}

type Row = readonly Json[];

const screenRows = 100;
/** Rows that determine the column widths of a piped table, which is never in memory as a whole. */
const measuredRows = 1_000;

/** A CSV field, quoted only if necessary. */
const csvField = (value: Json): string => {
  const field = text(value, "");
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
};

/** Prints it on standard output, as fast as the output accepts it. */
export async function printAnswer(answer: PrintedAnswer, flags: AnswerFlags): Promise<void> {
  const names = answer.columns.map(({ name }) => name);
  const screen = screenOf(process.stdout);
  if (flags.json) return printJson(names, upTo(answer.chunks, flags.limit));
  if (flags.csv) return printCsv(names, upTo(answer.chunks, flags.limit));
  if (screen === undefined) return printTable(names, upTo(answer.chunks, flags.limit));
  await printScreen(names, answer.chunks, flags.limit ?? screenRows, screen);
}

/** The first rows, up to that count; the rest is not even computed. */
async function* upTo(chunks: PrintedAnswer["chunks"], limit = Infinity): AsyncGenerator<readonly Row[]> {
  let left = limit;
  for await (const rows of chunks) {
    yield left < rows.length ? rows.slice(0, left) : rows;
    left -= rows.length;
    if (left <= 0) return;
  }
}

async function printJson(names: readonly string[], chunks: AsyncIterable<readonly Row[]>): Promise<void> {
  let separator = "[";
  for await (const rows of chunks) {
    // If it fails after this point, the array stays open, so that no reader takes a partial answer for the whole.
    if (rows.length > 0) documentBegins();
    for (const row of rows) {
      await write(
        `${separator}${JSON.stringify(Object.fromEntries(names.map((name, i) => [name, row[i]])))}`,
      );
      separator = ",\n ";
    }
  }
  documentBegins();
  await write(separator === "[" ? "[]\n" : "]\n");
}

async function printCsv(names: readonly string[], chunks: AsyncIterable<readonly Row[]>): Promise<void> {
  await write(`${names.map(csvField).join(",")}\r\n`, true);
  for await (const rows of chunks)
    await write(rows.map((row) => `${row.map(csvField).join(",")}\r\n`).join(""), true);
}

/** A piped table: all rows, no value cut. */
async function printTable(names: readonly string[], chunks: AsyncIterable<readonly Row[]>): Promise<void> {
  let first: string[][] | undefined = [[...names]];
  let columns: ReturnType<typeof columnsOf> = [];
  const begin = async () => {
    if (!first) return;
    columns = columnsOf(first);
    await write(`${lines(first, columns)}\n${first.length === 1 ? "  (no rows)\n" : ""}`);
    first = undefined;
  };
  for await (const rows of chunks) {
    const texts = rows.map((row) => row.map((value) => text(value, "null")));
    if (first) first.push(...texts);
    else if (texts.length > 0) await write(`${lines(texts, columns)}\n`);
    if (first && first.length > measuredRows) await begin();
  }
  await begin();
}

/** The first rows, fitted to the width of the terminal, and how many more there are. */
async function printScreen(
  names: readonly string[],
  chunks: AsyncIterable<readonly Row[]>,
  limit: number,
  screen: number,
): Promise<void> {
  const shown: string[][] = [names.map(oneLine)];
  let count = 0;
  for await (const rows of chunks)
    for (const row of rows) if (count++ < limit) shown.push(row.map((value) => oneLine(text(value, "null"))));
  await write(`${fittedTable(shown, screen)}\n`);
  if (count === 0) await write("  (no rows)\n");
  if (count > limit)
    await write(
      `${wrapped(`  … ${amount(count - limit)} more rows: --limit ${count} shows them all`, screen)}\n`,
    );
}

/** Writes to standard output and waits while it is full; `exact` sends every byte unchanged, even to a terminal. */
const write = (text: string, exact = false): Promise<void> =>
  new Promise((resolve) => {
    if (exact ? writeExactly(process.stdout, text) : process.stdout.write(text)) resolve();
    else process.stdout.once("drain", resolve);
  });
