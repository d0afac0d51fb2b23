/** Refuses a transform's SQL before anything is fetched. */
import type { TransformPlan } from "../contract/plan";
import { failure } from "../core/run/failure";
import { sqlFault } from "../core/sql";

export { sqlFault };

/** Checks the transform's SQL and the expressions of its rules. Fails with what `sqlFault` finds. */
export async function checkSql(plan: TransformPlan): Promise<void> {
  const fault = await sqlFault(plan);
  if (fault) throw failure(fault.name, fault.message);
}
