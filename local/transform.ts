/** The transform on the laptop: the plan's SQL in DuckDB, in place of the Spark job and with its answers. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { checkQueries, readChecks, resultTable, stageView, type Checks } from "../contract/derive/duckdb";
import { manifestKey, planKey, processedPrefix, transformReportKey } from "../contract/keys";
import type { Plan, TransformPlan } from "../contract/plan";
import { attemptId } from "../handlers/attempt";
import type { Manifest, TransformReport, WrittenFile } from "../handlers/documents";
import { failure, isFailure } from "../handlers/failure";
import { createJson, readJson } from "../handlers/state";
import { isEngineError, machineFault, openDatabase } from "./duckdb";
import type { LocalPorts } from "./ports";
import { checkSizes, findDamage, stagedFiles } from "./stage-files";
import type { DirectoryStore } from "./store";
import { writeTable } from "./table-files";

/** What the state machine gives: the run whose parts are converted. */
export interface TransformEvent {
  readonly dataset: string;
  readonly run: string;
}

interface Outcome extends Checks {
  readonly files: readonly WrittenFile[];
}

/**
 * Makes the step. It answers as `glue:startJobRun` does: `Id` is the attempt, under which the files and the
 * report lie. What the data did stands in the report's `error` (`TransformFailed`, `StageUnreadable`); what
 * the machine did is thrown (`StoreFull`, `OutOfMemory`, …).
 */
export function makeTransform(ports: LocalPorts): (event: TransformEvent) => Promise<{ Id: string }> {
  const { store, clock } = ports;
  return async ({ dataset, run }) => {
    const began = clock.now().getTime();
    const attempt = attemptId(clock);
    const { transform: plan } = await readJson<Plan>(store, planKey(dataset, run));
    const manifest = await readJson<Manifest>(store, manifestKey(dataset, run));
    const staged = await stagedFiles(store, manifest);
    const prefix = processedPrefix(dataset, run, attempt);

    let outcome: Outcome & Pick<TransformReport, "error">;
    try {
      outcome = await execute(ports, plan, staged, prefix);
    } catch (error) {
      if (!isFailure(error, "StageUnreadable") && !isFailure(error, "TransformFailed")) throw error;
      const fault = { name: error.name, message: error.message };
      outcome = { rows: { in: rowsOf(staged), out: 0 }, rules: [], columns: {}, files: [], error: fault };
    }
    const { rows, ...rest } = outcome;
    const report: TransformReport = {
      version: 1,
      dataset,
      run,
      attempt,
      engine: "duckdb",
      seconds: (clock.now().getTime() - began) / 1000,
      rows: { ...rows, dropped: {} },
      ...rest,
    };
    const key = transformReportKey(dataset, run, attempt);
    if (!(await createJson(store, key, report))) {
      throw failure("AttemptTaken", `${key} exists: another attempt had the same name. Try again.`);
    }
    return { Id: attempt };
  };
}

/** Stage to result to files, in a database of its own. */
async function execute(
  { store, log }: LocalPorts,
  plan: TransformPlan,
  staged: readonly WrittenFile[],
  prefix: string,
): Promise<Outcome> {
  const progress = (rows: number) => log.progress({ step: "Transform", rows });
  await checkSizes(store, staged);
  const { connection, close } = await openDatabase(store);
  try {
    progress(0);
    const checks = await compute(connection, store, plan, staged);
    const files = await writeTable(connection, store, prefix, plan.columns, checks.rows.out, progress);
    return { ...checks, files };
  } catch (error) {
    throw machineFault(error, store.home) ?? error;
  } finally {
    close();
  }
}

/** Runs the SQL and the checks; a complaint of DuckDB is told as the stage's fault or the SQL's. */
async function compute(
  connection: DuckDBConnection,
  store: DirectoryStore,
  plan: TransformPlan,
  staged: readonly WrittenFile[],
): Promise<Checks> {
  const view = stageView(
    plan,
    staged.map(({ key }) => store.path(key)),
  );
  let statement = view;
  try {
    await connection.run(view);
    await connection.run((statement = resultTable(plan)));
    const row: Record<string, unknown> = {};
    for (statement of checkQueries(plan)) {
      const answer = await connection.runAndReadAll(statement);
      Object.assign(row, answer.getRowObjectsJson()[0]);
    }
    const checks = readChecks(plan, row);
    if (checks.rows.in !== rowsOf(staged)) await findDamage(store, plan, staged);
    return checks;
  } catch (error) {
    const fault = machineFault(error, store.home);
    if (fault) throw fault;
    await findDamage(store, plan, staged);
    if (isEngineError(error)) throw error;
    throw failure("TransformFailed", `${messageOf(error)}\n\nin the SQL\n\n${statement}`, error);
  }
}

const rowsOf = (files: readonly WrittenFile[]) => files.reduce((sum, { rows }) => sum + rows, 0);
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
