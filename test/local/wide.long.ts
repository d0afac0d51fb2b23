/** A file of 2,000 columns on its whole way to a published table. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Dataset } from "../../contract/dataset";
import { transformReportKey } from "../../contract/keys";
import type { TransformReport } from "../../core/run/documents";
import { readJson } from "../../core/run/state";
import { run } from "../../local/run";
import { weather } from "../examples/weather";
import { portsIn } from "./staged-run";
import { keysOf, temporaryHome } from "./temporary-home";

const names = Array.from({ length: 2000 }, (_, index) => `c${String(index).padStart(4, "0")}`);
const each = <T>(make: (name: string) => T) => Object.fromEntries(names.map((name) => [name, make(name)]));

const wide: Dataset = {
  ...weather,
  name: "wide",
  layouts: [
    {
      name: "csv",
      files: "\\.csv$",
      delimiter: ",",
      quoting: "rfc4180",
      header: true,
      columns: { id: { header: "id" }, ...each((header) => ({ header })) },
    },
  ],
  stage: { id: { type: "string" }, ...each(() => ({ type: "int" })) },
  table: {
    columns: {
      id: { type: "string", description: "Id" },
      ...each((name) => ({ type: "int", description: name })),
    },
    key: ["id"],
    mode: "replace",
    sql: `select id, ${names.join(", ")} from stage`,
  },
  rules: [],
};

describe("a table of 2,000 columns", () => {
  const home = temporaryHome();

  // With a filter for each column the checks of these took 40 s of processor time and 5 GB, whatever the rows.
  it("holds what its file says", async () => {
    const value = (row: number, column: number) => ((row * 31 + column * 17) % 19) - 9;
    const rows = Array.from(
      { length: 300 },
      (_, row) => `r${row},${names.map((_, column) => value(row, column)).join(",")}`,
    );
    const archive = join(home(), "wide.csv");
    writeFileSync(archive, `id,${names.join(",")}\n${rows.join("\n")}\n`);
    const ports = portsIn(home());
    const before = process.memoryUsage.rss();
    const done = await run(wide, { archive }, ports, { begin: () => undefined, end: () => undefined });
    assert.deepEqual([done.status, done.rows.published], ["published", 300], done.error?.message);
    assert.ok(process.memoryUsage.rss() - before < 2e9, "it takes more than 2 GB of memory");

    const prefix = transformReportKey("wide", done.run, "").replace(/\.json$/, "");
    const [key] = await keysOf(ports.store, prefix);
    const { columns, rules } = await readJson<TransformReport>(ports.store, key!);
    const seen = (column: number) => rows.map((_, row) => value(row, column));
    for (const column of [0, 1, 999, 1999])
      assert.deepEqual(columns[names[column]!], {
        min: String(Math.min(...seen(column))),
        max: String(Math.max(...seen(column))),
        nulls: 0,
      });
    assert.equal(rules.length, 2 + names.length);
  });
});
