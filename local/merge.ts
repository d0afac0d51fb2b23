/** Checks on merged rows before they become the base of the next run. */
import type { DuckDBConnection } from "@duckdb/node-api";
import {
  checkedColumns,
  lostExampleQuery,
  lostQuery,
  needyExampleQuery,
  needyQuery,
  retiredQuery,
  type MergeBase,
} from "../contract/derive/duckdb-merge";
import type { TransformPlan } from "../contract/plan";
import { keyText, narrows, needsValue, type ValueFault } from "../contract/value-faults";
import type { RetiredColumn } from "../core/run/documents";
import { failure } from "../core/run/failure";

/**
 * Fails with `ContractNarrows` or `ContractNeedsValue` if the base has values that today's contract cannot hold, or
 * lacks required ones.
 */
export async function judgeValues(
  connection: DuckDBConnection,
  plan: TransformPlan,
  base: MergeBase,
): Promise<void> {
  const { count, first } = questions(connection);
  const lost = await count(lostQuery(base));
  const faults: ValueFault[] = [];
  for (const checked of checkedColumns(base)) {
    const { name } = checked.column;
    const values = lost(name);
    if (values === 0) continue;
    const row = await first(lostExampleQuery(plan, base, name));
    faults.push(narrows(checked, values, { key: plan.key, at: keyText(plan.key, row), value: row.at(-1)! }));
  }
  refuse(faults);
  const needy = await count(needyQuery(plan));
  for (const column of plan.stage) {
    const rows = needy(column.name);
    if (rows === 0) continue;
    const at = keyText(plan.key, await first(needyExampleQuery(plan, column.name)));
    faults.push(needsValue(column, base.resolution, rows, at));
  }
  refuse(faults);
}

/** The retired columns with the counts of their values. */
export async function retiredColumns(
  connection: DuckDBConnection,
  { resolution }: MergeBase,
): Promise<RetiredColumn[]> {
  if (resolution.retired.length === 0) return [];
  const { count } = questions(connection);
  const [base, merged] = [
    await count(retiredQuery(resolution, "base")),
    await count(retiredQuery(resolution, "merged")),
  ];
  return resolution.retired.map((column) => ({
    ...column,
    values: { base: base(column.name), merged: merged(column.name) },
  }));
}

const questions = (connection: DuckDBConnection) => ({
  /** Counts by column; 0 for a column that was not counted. */
  count: async (sql: string): Promise<(column: string) => number> => {
    const row = (await connection.runAndReadAll(sql)).getRowObjectsJson()[0] ?? {};
    return (column) => Number(row[column] ?? 0);
  },
  first: async (sql: string): Promise<string[]> => {
    const row = (await connection.runAndReadAll(sql)).getRows()[0] ?? [];
    return row.map((value) => (value === null ? "null" : String(value as string)));
  },
});

function refuse(faults: readonly ValueFault[]): void {
  const [fault] = faults;
  if (fault) throw failure(fault.name, faults.map(({ message }) => message).join(" "));
}
