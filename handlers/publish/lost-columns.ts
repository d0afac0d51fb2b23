/** Whether merged rows still hold every column that the rows before them held. */
import { resolveColumns } from "../../contract/identity";
import type { Plan } from "../../contract/plan";
import type { DescribedRun } from "../../core/run/described-run";
import type { RetiredColumn } from "../../core/run/documents";

/**
 * The columns that a run would lose of the merged rows before it, in words; none where all is well. What had to become of each
 * column is decided anew: a transform of an earlier version knows no retired column and no former name.
 */
export function lostColumns(
  { transform }: Pick<Plan, "transform">,
  before: DescribedRun,
  after: DescribedRun,
  allowLoss: readonly string[],
): string[] {
  const { columns, retired } = resolveColumns(transform.stage, before.base.columns, allowLoss);
  const kept = new Map(after.retired.map((column) => [column.name, column]));
  const known = new Map(before.retired.map((column) => [column.name, column]));
  const ignored = after.recorded
    ? []
    : columns.flatMap(({ column, from }) =>
        from && from.name !== column.name ? [`${from.name}, which is ${column.name} now`] : [],
      );
  return [...ignored, ...retired.flatMap(({ name }) => lossOf(name, kept.get(name), known.get(name)) ?? [])];
}

function lossOf(
  name: string,
  after: RetiredColumn | undefined,
  before: RetiredColumn | undefined,
): string | undefined {
  if (!after) return name;
  const values = Math.max(after.values.base, before?.values.merged ?? 0);
  if (after.values.merged >= values) return undefined;
  return `${name} (${after.values.merged} of ${values} values would be left)`;
}
