import { planVersion, type Plan } from "../plan";
import { catalogTable } from "./catalog-table";
import { planLayouts } from "./plan-layouts";
import type { StepContract } from "./step-contract";
import { transformPlan } from "./transform-plan";

/** What a run may override. */
export interface PlanOverrides {
  /** Share of the records, 0 to 1. @default the contract's */
  readonly maxBadRatio?: number;
  /** Size in bytes at which raw files are cut. @default 128 MiB */
  readonly partBytes?: number;
  /** Who converts raw to stage. @default the contract's */
  readonly convert?: "lambda" | "spark";
}

/** Everything that a run's later steps know of the contract. */
export function runPlan(dataset: StepContract<"ingest">, overrides: PlanOverrides = {}): Plan {
  const { maxBadRatio = dataset.maxBadRatio, partBytes = 134_217_728, convert = dataset.convert } = overrides;
  return {
    version: planVersion,
    dataset: dataset.name,
    convert,
    layouts: planLayouts(dataset),
    transform: transformPlan(dataset),
    catalog: catalogTable(dataset),
    limits: {
      maxBadRatio,
      maxMembers: 10_000,
      maxUnpackedBytes: 20e9,
      // As many as Step Functions' States.ArrayRange can count; no limit if Spark converts.
      maxParts: 1_000,
      partBytes,
    },
    retentionDays: Number.parseInt(dataset.retention, 10),
  };
}
