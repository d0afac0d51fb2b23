/** Prints the answer of a query, whoever gave it: as a table for people, as JSON or as CSV. */
import type { Json } from "../local/query";
import { columns, text } from "./words";

/** How the answer is printed; a table of its first rows where neither is set. */
export interface AnswerFlags {
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** An answer whose rows come some at a time. */
export interface PrintedAnswer {
  readonly columns: readonly { readonly name: string }[];
  readonly chunks: AsyncIterable<readonly (readonly Json[])[]>;
}

/** Rows that a screen gets; files take all. */
const screenRows = 100;

/** A CSV field, quoted only when it must be. */
const csvField = (value: Json): string => {
  const field = text(value, "");
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
};

/** Prints it on standard output, as fast as that takes it. */
export async function printAnswer(answer: PrintedAnswer, flags: AnswerFlags): Promise<void> {
  const names = answer.columns.map(({ name }) => name);
  if (flags.json) {
    let separator = "[";
    for await (const rows of answer.chunks) {
      for (const row of rows) {
        await write(
          `${separator}${JSON.stringify(Object.fromEntries(names.map((name, i) => [name, row[i]])))}`,
        );
        separator = ",\n ";
      }
    }
    await write(separator === "[" ? "[]\n" : "]\n");
    return;
  }
  if (flags.csv) {
    await write(`${names.map(csvField).join(",")}\r\n`);
    for await (const rows of answer.chunks) {
      await write(rows.map((row) => `${row.map(csvField).join(",")}\r\n`).join(""));
    }
    return;
  }
  const shown: string[][] = [names];
  let count = 0;
  for await (const rows of answer.chunks) {
    for (const row of rows) if (count++ < screenRows) shown.push(row.map((value) => text(value, "null")));
  }
  await write(count > 0 ? `${columns(shown)}\n` : `${columns(shown)}\n  (no rows)\n`);
  if (count > screenRows)
    await write(`  … ${count - screenRows} more rows: add --csv or --json for all of them\n`);
}

/** Writes to standard output and waits while it is full. */
const write = (text: string): Promise<void> =>
  new Promise((resolve) => {
    if (process.stdout.write(text)) resolve();
    else process.stdout.once("drain", resolve);
  });
