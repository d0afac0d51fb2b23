import * as pulumi from "@pulumi/pulumi";
import type { Dataset } from "../contract/dataset";
import { transformPlan } from "../contract/derive/transform-plan";
import { notPortable, portableFaults } from "../core/sql";

/**
 * Refuses to deploy SQL that a run on a laptop refuses: Spark would make another table of it than the one that was looked
 * at. Throws one error with the faults of all data sets, which Pulumi prints without a stack trace.
 */
export async function checkSql(datasets: readonly Dataset[]): Promise<void> {
  const refused: string[] = [];
  for (const dataset of datasets) {
    const faults = await portableFaults(transformPlan(dataset));
    if (faults.length > 0) refused.push(`SqlNotPortable: ${dataset.name}: ${notPortable(faults)}`);
  }
  if (refused.length > 0) throw new pulumi.RunError(refused.join("\n"));
}
