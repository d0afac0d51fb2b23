/** Refuses SQL that would not give the same table in Spark and in DuckDB, before either executes it. */
import type { TransformPlan } from "../contract/plan";
import { failure } from "../core/run/failure";
import { notPortable, portableFaults } from "../core/sql";

/** Checks the transform's SQL and the expressions of its rules. Fails with `SqlNotPortable`, all faults at once. */
export async function checkPortable(plan: TransformPlan): Promise<void> {
  const faults = await portableFaults(plan);
  if (faults.length > 0) throw failure("SqlNotPortable", notPortable(faults));
}
