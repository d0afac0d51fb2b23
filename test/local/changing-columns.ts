/** A data set whose columns a test changes, and its runs on the laptop. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Dataset } from "../../contract";
import type { LocalPorts } from "../../local/local-ports";
import { run, type RunDocument } from "../../local/run";
import { meters } from "../upsert/meters";

/** A column of the table: what the SQL makes it of, and its former names. */
export type Columns = Readonly<Record<string, readonly [of: string, ...renamedFrom: string[]]>>;

/** A data set of one raw file with the columns k, x and y. */
export const datasetOf = (mode: "replace" | "upsert", columns: Columns): Dataset => ({
  ...meters,
  name: "changing",
  layouts: [
    {
      name: "rows",
      files: "\\.csv$",
      delimiter: ",",
      quoting: "rfc4180",
      header: true,
      columns: { k: { header: "k" }, x: { header: "x" }, y: { header: "y" } },
    },
  ],
  stage: { k: { type: "int" }, x: { type: "int" }, y: { type: "int" } },
  table: {
    columns: Object.fromEntries(
      Object.entries(columns).map(([name, [, ...renamedFrom]]) => [
        name,
        {
          type: "int",
          description: "A column",
          ...(renamedFrom.length ? { renamedFrom } : {}),
        },
      ]),
    ),
    key: ["k"],
    mode,
    sql: `select ${Object.entries(columns)
      .map(([name, [of]]) => `${of} as ${name}`)
      .join(", ")} from stage`,
  },
  rules: [],
});

/** Runs a data set over the raw row k 1, x 10, y 20. */
export async function runOn(ports: LocalPorts, dataset: Dataset): Promise<RunDocument> {
  const archive = join(ports.home, "rows.csv");
  await writeFile(archive, "k,x,y\n1,10,20\n");
  const options = { date: "2026-01-01", force: true, archive, asOf: "2026-01-02T00:00:00.000Z" };
  return run(dataset, options, ports, { begin: () => undefined, end: () => undefined });
}
