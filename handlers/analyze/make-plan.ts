/** The plan of an analysis: what the contract says, and which table to analyse. */
import { monthDays, tail, yearDays } from "../../core/analysis/quantities";
import { fewestReturns, largestReturn, smallestRange } from "../../core/analysis/status";
import { windows } from "../../core/analysis/windows";
import { type AnalysisPlan, analysisPlanVersion } from "../../contract/analysis-plan";
import { compressionOf } from "../../contract/derive/compression";
import { catalogTable } from "../../contract/derive/catalog-table";
import { tableColumns } from "../../contract/derive/plan-columns";
import { posteriorTable } from "../../contract/derive/posterior-table";
import type { StepContract } from "../../contract/derive/step-contract";
import type { AnalysisEngine, ReturnsAnalysis } from "../../contract/returns";
import { programVersion } from "../../contract/version";
import type { Pointer, Started } from "../../core/run/documents";
import { sha256 } from "../ingest/hash";
import { canonicalJson, createJson, readJson } from "../../core/run/state";
import { planKey, startedKey } from "../../contract/keys";
import type { Ports } from "../../core/run/ports";

/** Who computes; for `pymc` also the hex sha256 of the model's source. */
export interface Computing {
  readonly engine: AnalysisEngine;
  readonly model: string | undefined;
}

/** The plan to analyse what `source` points at; `base` is the number of the analysis' current pointer, 0 if it has none. */
export function analysisPlan(
  dataset: StepContract<"analyze">,
  analysis: ReturnsAnalysis,
  { engine, model }: Computing,
  source: Pointer,
  base: number,
): AnalysisPlan {
  const made = posteriorTable(dataset);
  const plan = {
    version: analysisPlanVersion,
    dataset: made.name,
    engine,
    prior: analysis.prior,
    windows: Object.entries(windows).map(([name, returns]) => ({
      name,
      returns: Number.isFinite(returns) ? returns : null,
    })),
    limits: { fewestReturns, largestReturn, smallestRange },
    horizon: { year: yearDays, month: monthDays, tail },
    table: { columns: tableColumns(made), key: made.table.key, compression: compressionOf(made) },
    catalog: catalogTable(made),
    retentionDays: Number.parseInt(dataset.retention, 10),
  } as const;
  const columns = { series: analysis.series, day: analysis.date, returns: analysis.returns };
  return {
    ...plan,
    fingerprint: sha256(canonicalJson({ programVersion, plan, columns, model })),
    base,
    source: {
      dataset: dataset.name,
      number: source.number,
      date: source.date,
      content: source.content,
      files: source.files,
      ...columns,
    },
  };
}

/** Records that an analysis begins and by which plan. A later try uses the first one's plan. */
export async function begin(
  { store, clock }: Pick<Ports, "store" | "clock">,
  run: string,
  plan: AnalysisPlan,
): Promise<AnalysisPlan> {
  const { dataset, source } = plan;
  const startedAt = clock.now().toISOString();
  const started: Started = { version: 1, dataset, run, date: source.date, startedAt };
  await createJson(store, startedKey(dataset, run), started);
  const key = planKey(dataset, run);
  return (await createJson(store, key, plan)) ? plan : readJson<AnalysisPlan>(store, key);
}
