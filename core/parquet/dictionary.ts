/** Whether a column is better written with a dictionary. */
import type { Column } from "./columns";

const sample = 8192;

/**
 * Looks at up to 8,192 rows spread over the first row group. On nearly unique values a dictionary costs most of the
 * writer's time and saves nothing.
 */
export function worthDictionary(column: Column, rows: number): boolean {
  if (column.kind === "bool") return false;
  const taken = Math.min(sample, rows);
  const seen = new Set<number | bigint | string>();
  for (let index = 0; index < taken; index++) seen.add(valueAt(column, Math.floor((index * rows) / taken)));
  return seen.size * 4 <= taken;
}

function valueAt(column: Exclude<Column, { kind: "bool" }>, row: number): number | bigint | string {
  if (column.kind === "text")
    return column.arena.toString("latin1", column.offsets[row], column.offsets[row + 1]);
  if (column.kind === "decimal") return column.values.subarray(4 * row, 4 * row + 4).join();
  return column.values[row]!;
}
