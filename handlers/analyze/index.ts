/** Analyze: brings the analysis of a table's returns, which is a separate table, up to date with the published table. */
import type { AnalysisPlan } from "../../contract/analysis-plan";
import type { StepContract } from "../../contract/derive/step-contract";
import { giveFieldIds, type TableFields } from "../../contract/field-ids";
import { posteriorName } from "../../contract/derive/posterior-table";
import { pointerKey, processedPrefix, published } from "../../contract/keys";
import type { AnalysisEngine } from "../../contract/returns";
import { publishedFields } from "../../core/run/described-run";
import type { Pointer, Publication } from "../../core/run/documents";
import { failure } from "../../core/run/failure";
import type { Ports } from "../../core/run/ports";
import { converge } from "../publish/converge";
import { judgeFiles } from "../publish/files";
import { point } from "../publish/pointer";
import { record } from "../publish/write-publication";
import { sweep } from "../../core/run/sweep";
import { currentPointer } from "../../core/run/state";
import { analysisPlan, begin } from "./make-plan";
import { compute, sampled, type Made } from "./made";

export interface AnalyzeEvent {
  /** Name of the data set whose returns are analysed. */
  readonly dataset: string;
  readonly run: string;
  /** What the job that sampled the model answered; undefined in the first call. */
  readonly attempt?: string;
}

export interface AnalyzeResult {
  /**
   * `unchanged`: the published table was already analysed in the same way. `sample`: a job must sample the model by the written
   * plan. `kept`: another run analysed a later table meanwhile. `empty`: the table has no rows, and nothing is published.
   */
  readonly status: "published" | "unchanged" | "duplicate" | "kept" | "sample" | "empty";
  /** The table that holds the analysis. */
  readonly table: string;
  readonly run: string;
  /** Number of that table's current pointer at the end; 0 if it has none. */
  readonly number: number;
  /** Number of the pointer that was analysed. */
  readonly source: number;
  /** Its rows; 0 if nothing was published. */
  readonly rows: number;
}

export interface AnalyzeOptions {
  /** @default the contract's */
  readonly engine?: AnalysisEngine | undefined;
  /** Hex sha256 of the model's text; needed by `pymc`. */
  readonly model?: string | undefined;
}

type AnalyzePorts = Pick<Ports, "store" | "catalog" | "clock" | "log">;

/**
 * Makes the handler. It may run again, run twice at once, or be killed at any call, like Publish. Fails with `NoAnalysis`,
 * `NothingPublished`, `ModelMissing`, `TableUnreadable`, `AnalysisBroken`, with the name in the job's report, and as `point`,
 * `converge` and `judgeFiles` do.
 */
export function makeAnalyze(
  dataset: StepContract<"analyze">,
  ports: AnalyzePorts,
  options: AnalyzeOptions = {},
): (event: AnalyzeEvent) => Promise<AnalyzeResult> {
  const { name } = dataset;
  const table = posteriorName(name);
  return async ({ run, attempt }) => {
    const { store } = ports;
    const result = (status: AnalyzeResult["status"], plan: AnalysisPlan, number: number, rows: number) => ({
      status,
      table,
      run,
      number,
      source: plan.source.number,
      rows,
    });
    // Read this before the table's pointer: then every pointer that was analysed so far exists already.
    const before = await currentPointer(store, table);
    const wanted = await wantedPlan(dataset, ports, options, before?.number ?? 0);
    try {
      refuseAhead(wanted, before);
      if (
        attempt === undefined &&
        before?.source?.number === wanted.source.number &&
        // If a damaged pointer was removed, another run may have its number.
        before.content === wanted.source.content &&
        before.date === wanted.source.date &&
        before.fingerprint === wanted.fingerprint
      ) {
        const current = await converge(ports, table);
        await judgeFiles(store, current.files, current.location, `${table}, run ${current.run}`);
        return result("unchanged", wanted, current.number, current.rows.published);
      }
      const plan = await begin(ports, run, wanted);
      if (plan.engine === "pymc" && attempt === undefined)
        return result("sample", plan, before?.number ?? 0, 0);
      const made =
        attempt === undefined
          ? // On the current pointer, which a later try may find beyond the plan's base.
            await compute(ports, run, plan, await tableFields(store, plan, before?.number ?? 0))
          : await sampled(ports, run, attempt, plan);
      if (!made) {
        ports.log.warn(`${name}: the published table has no rows, so there is nothing to analyse.`);
        return result("empty", plan, before?.number ?? 0, 0);
      }
      const where = `${table}, run ${run}, attempt ${made.attempt}`;
      await judgeFiles(store, made.files, processedPrefix(table, run, made.attempt), where);
      const publication = publicationOf(plan, run, made);
      await record(store, publication);
      const built = { base: plan.base, columns: plan.table.columns };
      const outcome = await point(ports, publication, built);
      if (outcome === "rebase")
        throw failure(
          "PublishContended",
          `${where}: another run published an analysis with other columns first. Run again.`,
        );
      const current = await converge(ports, table);
      return result(outcome, plan, current.number, current.rows.published);
    } finally {
      await sweep(ports, table, run, wanted.retentionDays);
    }
  };
}

/** Numbers only grow: if an analysed pointer is gone, no later analysis could be published. */
function refuseAhead({ dataset, source }: AnalysisPlan, before: Pointer | undefined): void {
  const analysed = before?.source?.number ?? 0;
  if (analysed <= source.number) return;
  throw failure(
    "StateDamaged",
    `${pointerKey(source.dataset, analysed)}, from which ${dataset} was made, is missing; the highest is ${source.number}. Put the pointers of ${source.dataset} back. ` +
      `If you started its table from scratch, remove those under ${published(dataset)} instead; the next run then analyses the current table.`,
  );
}

/** The plan of the analysis that is due; `base` is the number of the analysis' current pointer, 0 if it has none. */
async function wantedPlan(
  dataset: StepContract<"analyze">,
  { store }: AnalyzePorts,
  { engine = dataset.analysis?.engine ?? "normal", model }: AnalyzeOptions,
  base: number,
): Promise<AnalysisPlan> {
  const { name, analysis } = dataset;
  if (!analysis)
    throw failure(
      "NoAnalysis",
      `The data set ${name} has no returns to analyse: its contract has no \`analysis\`.`,
    );
  if (engine === "pymc" && model === undefined)
    throw failure(
      "ModelMissing",
      `${name} has no model for PyMC: write datasets/${name}.model.py (docs/analysis.md explains how).`,
    );
  const source = await currentPointer(store, name);
  if (!source)
    throw failure(
      "NothingPublished",
      `${name} is not published yet: run \`npm run data-flow -- run ${name}\`.`,
    );
  return analysisPlan(
    dataset,
    analysis,
    { engine, model: engine === "pymc" ? model : undefined },
    source,
    base,
  );
}

/** The fields of the analysis' table after pointer `number`; 0 for none. */
const tableFields = async (
  store: AnalyzePorts["store"],
  { dataset, table }: AnalysisPlan,
  number: number,
): Promise<TableFields> => giveFieldIds(table.columns, await publishedFields(store, dataset, number));

function publicationOf(plan: AnalysisPlan, run: string, made: Made): Publication {
  const { attempt, read, ...written } = made;
  const { dataset, source, fingerprint } = plan;
  return {
    version: 1,
    dataset,
    run,
    attempt,
    date: source.date,
    fingerprint,
    content: source.content,
    location: processedPrefix(dataset, run, attempt),
    merged: null,
    rows: {
      read,
      staged: read,
      quarantined: 0,
      published: written.files.reduce((sum, file) => sum + file.rows, 0),
    },
    ...written,
    source: { dataset: source.dataset, number: source.number },
  };
}
