import { Command, Option } from "commander";
import { makeLocalPorts } from "../local/ports";
import { home } from "./options";
import { makeProgress } from "./progress";
import type { Json } from "../local/query";
import { columns, text } from "./words";

interface Flags {
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** `data-flow query "SQL"`: ask the published tables, stage and quarantine of the last run. */
export function queryCommand(done: (code: number) => void): Command {
  return new Command("query")
    .description(
      "ask in SQL; tables: each published data set, stage_<dataset> and quarantine_<dataset> of its last run",
    )
    .argument("<sql>", "one statement, in DuckDB's dialect")
    .addOption(new Option("--json", "print one array of row objects").conflicts("csv"))
    .option("--csv", "print CSV (RFC 4180) with a header")
    .action(async (sql: string, flags: Flags) => {
      await query(sql, flags);
      done(0);
    });
}

/** A CSV field, quoted only when it must be. */
const csvField = (value: Json): string => {
  const field = text(value, "");
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
};

async function query(sql: string, flags: Flags): Promise<void> {
  const ports = makeLocalPorts({ home: home(), log: makeProgress(process.stderr) });
  const { openQuery } = await import("../local/query.js");
  const database = await openQuery(ports);
  try {
    const answer = await database.stream(sql);
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
  } finally {
    database.close();
  }
}

/** Rows that a screen gets; files take all. */
const screenRows = 100;

/** Writes to standard output and waits while it is full. */
const write = (text: string): Promise<void> =>
  new Promise((resolve) => {
    if (process.stdout.write(text)) resolve();
    else process.stdout.once("drain", resolve);
  });
