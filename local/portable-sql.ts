/** Refuses SQL that would not give the same table in Spark and DuckDB, before either executes it. */
import type { TransformPlan } from "../contract/plan";
import { failure } from "../core/run/failure";
import { notPortable, portableFaults } from "../core/sql";

/** Checks the transform's SQL and its rules' expressions. Fails with `SqlNotPortable`, which lists all faults. */
export async function checkPortable(plan: TransformPlan): Promise<void> {
  const fault = await sqlFault(plan);
  if (fault) throw failure(fault.name, fault.message);
}

/** The error that `checkPortable` fails with; undefined if the SQL passes. */
export async function sqlFault(
  plan: TransformPlan,
): Promise<{ readonly name: string; readonly message: string } | undefined> {
  const faults = await portableFaults(plan);
  return faults.length > 0 ? { name: "SqlNotPortable", message: notPortable(faults) } : undefined;
}
