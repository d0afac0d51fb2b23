/** The analysis of a published table's returns (docs/analysis.md): updates it and reads it. */
import type { PosteriorRow, WindowName } from "../core/analysis/windows";
import { windows } from "../core/analysis/windows";
import type { AnalysisPlan } from "../contract/analysis-plan";
import type { Dataset } from "../contract/dataset";
import { dayIn } from "../contract/date";
import { posteriorName } from "../contract/derive/posterior-table";
import { quoteName, quoteText } from "../contract/derive/sql-literals";
import { planKey } from "../contract/keys";
import type { AnalysisEngine, ReturnsAnalysis } from "../contract/returns";
import type { AnalyzeResult } from "../handlers/analyze";
import { failure } from "../core/run/failure";
import { currentPointer, findJson } from "../core/run/state";
import { makeSteps, newRun, type StepOptions } from "./flow";
import type { LocalPorts } from "./local-ports";
import { publishedRun } from "./published";
import { openQuery, type Query } from "./query";

export { fewestReturns } from "../core/analysis/status";
export type { PosteriorRow, WindowName };

/** The document that `data-flow analyze --json` prints. */
export interface AnalysisDocument {
  readonly dataset: string;
  /** The run that published the table. */
  readonly run: string;
  /** Logical date of that run, YYYY-MM-DD. */
  readonly date: string;
  /** Whether that run used the generated sample. */
  readonly generated: boolean;
  readonly prior: ReturnsAnalysis["prior"];
  /** Series in the order of their bytes, each with its windows. */
  readonly rows: readonly PosteriorRow[];
}

/**
 * Analyses the published table unless that has already been done. Fails as `makeAnalyze` does.
 */
export async function analyzeNow(
  dataset: Dataset,
  ports: LocalPorts,
  options: Pick<StepOptions, "analysisEngine" | "model"> = {},
): Promise<AnalyzeResult> {
  const run = newRun(dayIn(dataset.schedule.timeZone, ports.clock.now()));
  const noSource = () => {
    throw failure("EventRefused", "An analysis does not fetch: it reads the published table.");
  };
  // Looking at an analysis must not discard one that a run made with another engine than the contract's.
  const analysisEngine = options.analysisEngine ?? (await publishedEngine(dataset, ports));
  const { analyze, sample } = makeSteps(dataset, noSource, ports, { ...options, analysisEngine });
  const event = { dataset: dataset.name, run };
  const result = await analyze(event);
  return result.status === "sample" ? analyze({ ...event, attempt: (await sample(event)).Id }) : result;
}

/** The engine of the published analysis, if that analysis is of the currently published table. */
async function publishedEngine(
  { name }: Dataset,
  { store }: LocalPorts,
): Promise<AnalysisEngine | undefined> {
  const table = posteriorName(name);
  const [source, made] = [await currentPointer(store, name), await currentPointer(store, table)];
  if (!source || made?.source?.number !== source.number) return undefined;
  return (await findJson<AnalysisPlan>(store, planKey(table, made.run)))?.engine;
}

/** Reads the published analysis of a data set; no rows if it has no analysis. Fails as `openQuery` does. */
export async function readAnalysis(dataset: Dataset, ports: LocalPorts): Promise<AnalysisDocument> {
  const { name, analysis } = dataset;
  const found = await publishedRun(dataset, ports);
  if (!found || !analysis)
    throw failure(
      "NothingPublished",
      `${name} is not published yet: run \`npm run data-flow -- run ${name}\`.`,
    );
  const database = await openQuery(ports, posteriorName(name));
  try {
    return {
      dataset: name,
      run: found.pointer.run,
      date: found.pointer.date,
      generated: found.manifest?.source.generated ?? false,
      prior: analysis.prior,
      rows: await analysisRows(dataset, ports, database),
    };
  } finally {
    database.close();
  }
}

/** The rows of the published analysis, read through an open query; empty if no analysis is published. */
export async function analysisRows(
  { name }: Dataset,
  { catalog }: Pick<LocalPorts, "catalog">,
  database: Query,
): Promise<PosteriorRow[]> {
  const table = posteriorName(name);
  if (!(await catalog.get(table))) return [];
  const order = Object.keys(windows).map(quoteText).join(", ");
  const { columns, rows } = await database.query(
    `select * from ${quoteName(table)} order by symbol, list_position([${order}], window_name)`,
  );
  const names = columns.map(({ name: column }) => column);
  return rows.map(
    (row) =>
      Object.fromEntries(names.map((column, index) => [column, row[index]])) as unknown as PosteriorRow,
  );
}
