/** Finds a column that this version writes among those of a run's plan. */
import type { Column, ColumnOf } from "../parquet/columns";
import { failure } from "../run/failure";

/** The column of a name and kind. Fails with `PlanMismatch`. */
export function planColumn<K extends Column["kind"]>(
  columns: readonly Column[],
  name: string,
  kind: K,
): ColumnOf<K> {
  const found = columns.find(({ plan }) => plan.name === name);
  if (found?.kind === kind) return found as ColumnOf<K>;
  throw failure(
    "PlanMismatch",
    `the plan has no column "${name}" of the kind that this version writes; start a new run`,
  );
}
