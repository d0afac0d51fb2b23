/** The table `result` of a transform: makes it, and checks it. */
import type { DuckDBConnection } from "@duckdb/node-api";
import {
  checkQueries,
  duplicateFiles,
  exampleQuery,
  readChecks,
  resultTable,
  withExamples,
  type Checks,
} from "../contract/derive/duckdb";
import type { TransformPlan } from "../contract/plan";

/**
 * Runs the plan's SQL and the checks on a connection that has the view `stage`. `begin` is called with each statement
 * before it runs.
 */
export async function checkedResult(
  connection: DuckDBConnection,
  plan: TransformPlan,
  begin: (statement: string) => void = () => undefined,
): Promise<Checks> {
  const read = (query: string) => {
    begin(query);
    return connection.runAndReadAll(query);
  };
  const ask = async (query: string) => (await read(query)).getRowObjectsJson()[0] ?? {};

  await read(resultTable(plan));
  let row = {};
  for (const query of checkQueries(plan)) row = { ...row, ...(await ask(query)) };

  let checks = readChecks(plan, row);
  const examples = exampleQuery(plan, checks);
  if (examples !== undefined) checks = withExamples(plan, checks, await ask(examples));
  const { duplicate } = checks;
  const files = duplicate && duplicateFiles(plan);
  if (files === undefined) return checks;
  const names = (await read(files)).getRows().map(([file]) => String(file));
  return { ...checks, duplicate: { ...duplicate!, files: names } };
}
