/** The files of an analysis, computed here or sampled by a job. */
import { analyze } from "../../core/analysis/windows";
import type { AnalysisPlan } from "../../contract/analysis-plan";
import { withFieldIds, type TableFields } from "../../contract/field-ids";
import { analysisReportKey, processedPrefix } from "../../contract/keys";
import { attemptId } from "../../core/run/attempt";
import type { AnalysisReport, Publication } from "../../core/run/documents";
import { failure } from "../../core/run/failure";
import type { Ports } from "../../core/run/ports";
import { readJson } from "../../core/run/state";
import { checkRows, readRows, writeRows, type Row } from "./posterior-rows";
import { dailyReturns, readSeries } from "./series";

/** The files of one attempt with their columns, and how many rows it read for them. */
export interface Made extends Pick<Publication, "files" | "identity" | "highestFieldId"> {
  readonly attempt: string;
  readonly read: number;
}

/** Computes by closed forms and exact draws, into files with these fields. Returns undefined if the table has no series. */
export async function compute(
  ports: Pick<Ports, "store" | "clock" | "log">,
  run: string,
  plan: AnalysisPlan,
  fields: TableFields,
): Promise<Made | undefined> {
  const attempt = attemptId(ports.clock);
  const { rows: read, series } = await readSeries(ports, plan);
  const rows = [...series].flatMap(([name, days]) => analyze(name, dailyReturns(days), plan.prior));
  if (rows.length === 0) return undefined;
  checkRows(plan, rows as unknown as readonly Row[]);
  const key = `${processedPrefix(plan.dataset, run, attempt)}part-00000.parquet`;
  const columns = withFieldIds(plan.table.columns, fields);
  return {
    attempt,
    read,
    files: [await writeRows(ports.store, key, { ...plan.table, columns }, rows)],
    identity: { key: plan.table.key, stage: [], retired: [], table: fields.columns },
    highestFieldId: fields.highestFieldId,
  };
}

/** Checks what the job that sampled the model reports to have written. Returns undefined if it found no series. */
export async function sampled(
  { store }: Pick<Ports, "store">,
  run: string,
  attempt: string,
  plan: AnalysisPlan,
): Promise<Made | undefined> {
  const key = analysisReportKey(plan.dataset, run, attempt);
  const report = await readJson<AnalysisReport>(store, key);
  if (report.error)
    throw failure(
      report.error.name,
      `${report.error.message} (analysis of ${plan.source.dataset}, run ${run}: ${key})`,
    );
  const wanted = plan.source.files.reduce((sum, file) => sum + file.rows, 0);
  if (report.rows.in !== wanted)
    throw failure(
      "RowsLost",
      `${plan.dataset}, run ${run}: ${plan.source.dataset} has ${wanted} rows and the job read ${report.rows.in}. Nothing is published; run again.`,
    );
  const rows = await readRows(store, plan, report.files);
  if (rows.length === 0) return undefined;
  checkRows(plan, rows);
  const { files, identity, highestFieldId } = report;
  return {
    attempt,
    read: report.rows.in,
    files,
    ...(identity ? { identity } : {}),
    ...(highestFieldId === undefined ? {} : { highestFieldId }),
  };
}
