import * as pulumi from "@pulumi/pulumi";
import type { Dataset } from "../contract/dataset";
import { undeployable } from "../contract/sources";
import { transformPlan } from "../contract/derive/transform-plan";
import { sqlFault } from "../core/sql";

/**
 * Loads the descriptions of data sets. For an invalid one, throws the error that Pulumi prints without a stack trace;
 * any other error is a fault of the code, and keeps its trace.
 */
export function loadDatasets<T>(load: () => T): T {
  try {
    return load();
  } catch (error) {
    const { name, message } = error as Error;
    throw name === "InvalidDataset" ? new pulumi.RunError(`${name}: ${message}`) : error;
  }
}

/** Refuses to deploy data sets that a stack cannot run. Throws one error that names all of them. */
export function checkSources(datasets: readonly Dataset[]): void {
  const refused = datasets.flatMap((dataset) => undeployable(dataset) ?? []);
  if (refused.length > 0) throw new pulumi.RunError(refused.join("\n"));
}

/**
 * Refuses to deploy SQL that a run on a laptop refuses, because Spark would fail, or make a different table from the one that
 * you checked. Throws one error with the faults of all data sets, which Pulumi prints without a stack trace.
 */
export async function checkSql(datasets: readonly Dataset[]): Promise<void> {
  const refused: string[] = [];
  for (const dataset of datasets) {
    const fault = await sqlFault(transformPlan(dataset));
    if (fault) refused.push(`${fault.name}: ${dataset.name}: ${fault.message}`);
  }
  if (refused.length > 0) throw new pulumi.RunError(refused.join("\n"));
}
