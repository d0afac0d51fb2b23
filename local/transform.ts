/** The transform on the laptop: runs the plan's SQL in DuckDB instead of the Spark job, with the same answers. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { baseFaults } from "../contract/base-faults";
import { stageView, type Checks } from "../contract/derive/duckdb";
import { mergedColumns, mergeStatements, noMergeBase, type MergeBase } from "../contract/derive/duckdb-merge";
import { withFieldIds, giveFieldIds, type TableFields } from "../contract/field-ids";
import { recordedAs, resolveColumns } from "../contract/identity";
import {
  basePrefix,
  manifestKey,
  noBase,
  planKey,
  processedPrefix,
  transformReportKey,
} from "../contract/keys";
import { planVersion, type Plan, type TransformPlan } from "../contract/plan";
import { rulesOf } from "../contract/rules/older-plans";
import { attemptId } from "../core/run/attempt";
import { publishedFields, type DescribedRun } from "../core/run/described-run";
import type { ColumnIdentity, Manifest, TransformReport, WrittenFile } from "../core/run/documents";
import { failure, isFailure } from "../core/run/failure";
import { createJson, readJson } from "../core/run/state";
import { checkedResult } from "./checked-result";
import { isEngineError, machineFault, openDatabase } from "./duckdb-connection";
import { judgeValues, retiredColumns } from "./merge";
import type { LocalPorts } from "./local-ports";
import { baseRun, checkFiles, findDamage, partReports } from "./stage-files";
import type { DirectoryStore } from "./directory-store";
import { writeTable, type TableToWrite } from "./written-table";

/** The state machine's input: the run whose parts are converted. */
export interface TransformEvent {
  readonly dataset: string;
  readonly run: string;
  /** Number of the pointer that the run is built on; 0 for none. @default the manifest's */
  readonly base?: number;
  /** Prefix of the merged rows of that pointer; "none" for `replace` or a first run. */
  readonly merged: string;
}

type Outcome = Checks & Pick<TransformReport, "files" | "merged" | "identity" | "highestFieldId">;

/** What the transform reads. */
interface Inputs {
  readonly staged: readonly WrittenFile[];
  /** The run whose rows are merged; `undefined` for `replace` or a first run. */
  readonly before: DescribedRun | undefined;
  /** The table's columns, with the ids that follow from the pointer that the run is built on. */
  readonly fields: TableFields;
  readonly allowLoss: readonly string[];
}

const dataFaults = [
  "PlanVersion",
  "StageUnreadable",
  "BaseUnreadable",
  "TransformFailed",
  "KeyChanged",
  "ContractAmbiguous",
  "ContractNarrows",
  "ContractNeedsValue",
];

/**
 * Makes the step. It answers as `glue:startJobRun` does: `Id` is the attempt, which names the files and the report. The
 * report's `error` holds faults of the data (`TransformFailed`, `StageUnreadable`, `BaseUnreadable`, `PlanVersion`,
 * `KeyChanged`, `Contract…`); faults of the machine are thrown (`StoreFull`, `OutOfMemory`, …).
 */
export function makeTransform(ports: LocalPorts): (event: TransformEvent) => Promise<{ Id: string }> {
  const { store, clock } = ports;
  return async ({ dataset, run, base, merged }) => {
    const began = clock.now().getTime();
    const attempt = attemptId(clock);
    const document = await readJson<Plan>(store, planKey(dataset, run));
    const reports = await partReports(store, { dataset, run });
    const staged = reports.flatMap((report) => report.staged ?? []);

    let outcome: Outcome & Pick<TransformReport, "error">;
    try {
      checkVersion(document.version, planKey(dataset, run));
      const plan = { ...document.transform, rules: rulesOf(document) };
      const before = plan.mode === "upsert" && merged !== noBase ? await baseRun(store, merged) : undefined;
      const manifest = await readJson<Manifest>(store, manifestKey(dataset, run));
      const { allowLoss = [] } = manifest;
      const published = await publishedFields(store, dataset, base ?? manifest.base);
      const fields = giveFieldIds(plan.columns, published);
      outcome = await execute(ports, plan, { staged, before, fields, allowLoss }, [dataset, run, attempt]);
    } catch (error) {
      if (!(error instanceof Error) || !dataFaults.some((name) => isFailure(error, name))) throw error;
      const fault = { name: error.name, message: error.message };
      const rows = { in: rowsOf(staged), base: 0, merged: 0, out: 0, dropped: {} };
      outcome = { rows, rules: [], columns: {}, files: [], merged: [], error: fault };
    }
    const report: TransformReport = {
      version: 1,
      dataset,
      run,
      attempt,
      engine: "duckdb",
      seconds: (clock.now().getTime() - began) / 1000,
      ...outcome,
    };
    const key = transformReportKey(dataset, run, attempt);
    if (!(await createJson(store, key, report))) {
      throw failure("AttemptTaken", `${key} exists: another attempt had the same name. Try again.`);
    }
    return { Id: attempt };
  };
}

/** Runs from stage to result to files, in a separate database. */
async function execute(
  { store, log }: LocalPorts,
  plan: TransformPlan,
  inputs: Inputs,
  attempt: readonly [dataset: string, run: string, attempt: string],
): Promise<Outcome> {
  const progress = (rows: number) => log.progress({ step: "Transform", rows });
  await checkFiles(store, inputs.staged, "stage");
  await checkFiles(store, inputs.before?.files ?? [], "base");
  const base = mergeBase(store, plan, inputs);
  const { connection, close } = await openDatabase(store);
  try {
    progress(0);
    const { checks, retired } = await compute(connection, store, plan, inputs, base);
    const { out, merged: rows } = checks.rows;
    const write = (table: TableToWrite) => writeTable(connection, store, table, progress);
    const merged =
      plan.mode === "upsert"
        ? await write({
            table: "merged",
            prefix: basePrefix(...attempt),
            columns: mergedColumns(plan, base.resolution),
            rows,
          })
        : [];
    const prefix = processedPrefix(...attempt);
    const files = await write({
      table: "result",
      prefix,
      columns: withFieldIds(plan.columns, inputs.fields),
      rows: out,
      compression: plan.compression,
    });
    const identity: ColumnIdentity = {
      key: plan.key,
      stage: plan.mode === "upsert" ? base.resolution.columns.map(recordedAs) : [],
      retired,
      table: inputs.fields.columns,
    };
    const { highestFieldId } = inputs.fields;
    return { ...checks, files, merged, identity, highestFieldId };
  } catch (error) {
    throw machineFault(error, store.home) ?? error;
  } finally {
    close();
  }
}

/** The rows to merge into. Fails if the contract alone rules out merging (contract/base-faults.ts). */
function mergeBase(store: DirectoryStore, plan: TransformPlan, { before, allowLoss }: Inputs): MergeBase {
  if (!before) return noMergeBase(plan);
  const [fault] = baseFaults(plan, before.base, allowLoss);
  if (fault) throw failure(fault.name, fault.message);
  return {
    files: pathsOf(store, before.files),
    resolution: resolveColumns(plan.stage, before.base.columns, allowLoss),
    allowLoss,
  };
}

/** Runs the SQL and the checks; attributes a DuckDB error to the stage files or to the SQL. */
async function compute(
  connection: DuckDBConnection,
  store: DirectoryStore,
  plan: TransformPlan,
  { staged, before }: Inputs,
  base: MergeBase,
): Promise<{ readonly checks: Checks; readonly retired: ColumnIdentity["retired"] }> {
  const merged = before?.files ?? [];
  const look = async () => {
    await findDamage(store, staged, "stage", plan.stage);
    const { named, retired } = before?.base.columns ?? { named: [], retired: [] };
    await findDamage(store, merged, "base", [...named, ...retired]);
  };
  let statement = "";
  try {
    for (statement of [stageView(plan, pathsOf(store, staged)), ...mergeStatements(plan, base)])
      await connection.run(statement);
    statement = "";
    if (before) await judgeValues(connection, plan, base);
    const checks = await checkedResult(connection, plan, (begun) => {
      statement = begun;
    });
    if (checks.rows.in !== rowsOf(staged) || checks.rows.base !== rowsOf(merged)) await look();
    return { checks, retired: await retiredColumns(connection, base) };
  } catch (error) {
    const fault = machineFault(error, store.home);
    if (fault) throw fault;
    if (dataFaults.some((name) => isFailure(error, name))) throw error;
    await look();
    if (isEngineError(error)) throw error;
    throw failure("TransformFailed", `${messageOf(error)}\n\nin the SQL\n\n${statement}`, error);
  }
}

/** A plan from a later version of the program may mean something else. */
function checkVersion(version: number, key: string): void {
  if (version === planVersion) return;
  const advice = "deploy the program that wrote it, or start a new run";
  throw failure(
    "PlanVersion",
    `${key} has version ${version}, but this program reads version ${planVersion}: ${advice}.`,
  );
}

const pathsOf = (store: DirectoryStore, files: readonly WrittenFile[]) =>
  files.map(({ key }) => store.path(key));
const rowsOf = (files: readonly WrittenFile[]) => files.reduce((sum, { rows }) => sum + rows, 0);
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
