/** The analysis of a published table's returns, as docs/analysis.md says. */
import { analyze, type DailyReturn, type PosteriorRow, type WindowName } from "../analysis/windows";
import type { Dataset } from "../contract/dataset";
import { quoteName } from "../contract/derive/sql";
import { manifestKey } from "../contract/keys";
import type { ReturnsAnalysis } from "../contract/returns";
import type { Manifest } from "../handlers/documents";
import { failure } from "../handlers/failure";
import { findJson } from "../handlers/state";
import type { LocalPorts } from "./ports";
import { openQuery, type Query } from "./query";

export { fewestReturns } from "../analysis/status";
export type { PosteriorRow, WindowName };

/** What came of it: what `data-flow analyze --json` prints. */
export interface AnalysisDocument {
  readonly dataset: string;
  /** The run that published the table. */
  readonly run: string;
  /** Logical date of that run, YYYY-MM-DD; null where its manifest is gone. */
  readonly date: string | null;
  /** Whether that run was made of the generated sample. */
  readonly generated: boolean;
  readonly prior: ReturnsAnalysis["prior"];
  /** Series by series in the order of their bytes, each with its windows. */
  readonly rows: readonly PosteriorRow[];
}

/**
 * Reads the published table as a query does, one series in memory at a time, and analyses each. Fails with `NoAnalysis` for a data
 * set whose contract names none, with `NothingPublished`, and as `openQuery` does.
 */
export async function analyzeTable(dataset: Dataset, ports: LocalPorts): Promise<AnalysisDocument> {
  const { name, analysis } = dataset;
  if (!analysis)
    throw failure(
      "NoAnalysis",
      `The data set ${name} has no returns to analyse: its contract names no \`analysis\`.`,
    );
  const found = await ports.catalog.get(name);
  if (!found) {
    throw failure("NothingPublished", `Nothing of ${name} is published yet: run \`data-flow run ${name}\`.`);
  }
  // Where runs publish: processed/<dataset>/<run>/<attempt>/.
  const [, , run = ""] = found.entry.location.split("/");
  const manifest = await findJson<Manifest>(ports.store, manifestKey(name, run));
  const rows: PosteriorRow[] = [];
  const database = await openQuery(ports);
  try {
    for await (const { series, days } of seriesOf(database, name, analysis))
      rows.push(...analyze(series, days, analysis.prior));
  } finally {
    database.close();
  }
  return {
    dataset: name,
    run,
    date: manifest?.date ?? null,
    generated: manifest?.source.generated ?? false,
    prior: analysis.prior,
    rows,
  };
}

/** The series of a table one after the other, the days of each in their order. */
async function* seriesOf(database: Query, table: string, { series, date, returns }: ReturnsAnalysis) {
  const { chunks } = await database.stream(
    `select ${[series, date, returns].map(quoteName).join(", ")} from ${quoteName(table)} order by 1, 2`,
  );
  let current: string | undefined;
  let days: DailyReturn[] = [];
  for await (const chunk of chunks)
    for (const row of chunk) {
      // By the contract's types. NaN and Infinity, which JSON has not, come as those texts.
      const [key, day, value] = row as [string, string, number | string | null];
      if (key !== current) {
        if (current !== undefined) yield { series: current, days };
        current = key;
        days = [];
      }
      days.push({ date: day, logReturn: value === null ? null : Number(value) });
    }
  if (current !== undefined) yield { series: current, days };
}
