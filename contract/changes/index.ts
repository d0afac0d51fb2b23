/** What changes when a run by one contract follows a run by another. Pure. */
import type { DescribedBase } from "../base-faults";
import { unrecorded, type RecordedColumn } from "../identity";
import type { Plan } from "../plan";
import type { Change } from "./effects";
import { layoutChanges } from "./layouts";
import { mergedColumnChanges, stageColumnChanges } from "./stage";
import { otherChanges } from "./others";
import { ruleChanges } from "./rules";
import { tableChanges } from "./table";

export { effects, gravest, isGrave, type Change, type Effect } from "./effects";

/** A published run, reduced to what a change of its contract affects. */
export interface PublishedState {
  readonly plan: Plan;
  /** The rows that the next run of an `upsert` merges into. @default undefined, as for `replace` */
  readonly base?: DescribedBase;
  /** How many rows `base` has. @default unknown */
  readonly mergedRows?: number;
  /** Columns of the published table. */
  readonly table: readonly RecordedColumn[];
}

/** The state that a plan describes. It does not know columns that were retired earlier. */
export function stateOf(plan: Plan): PublishedState {
  const { mode, stage, columns, key } = plan.transform;
  return {
    plan,
    ...(mode === "upsert" ? { base: { columns: unrecorded(stage), key } } : {}),
    table: unrecorded(columns).named,
  };
}

/**
 * The changes from a published run to a run by `plan`, from the source's files to the table. Empty if both are the same.
 * `allowLoss` names columns whose merged values the run may lose.
 */
export function planChanges(before: PublishedState, plan: Plan, allowLoss: readonly string[] = []): Change[] {
  const { base } = before;
  const merging = base && plan.transform.mode === "upsert";
  return [
    ...modeChange(before, plan),
    ...layoutChanges(before.plan, plan),
    ...(merging ? mergedColumnChanges(before, base, plan, allowLoss) : stageColumnChanges(before.plan, plan)),
    ...tableChanges(before, plan),
    ...ruleChanges(before.plan, plan),
    ...otherChanges(before.plan, plan),
  ];
}

function modeChange({ base, mergedRows }: PublishedState, { transform: { mode } }: Plan): Change[] {
  if (base && mode === "replace") {
    const rows = mergedRows === undefined ? "the merged rows" : `${mergedRows} merged rows`;
    const how =
      `upsert becomes replace: the table would hold only the rows of one run, and ${rows} would be lost (BaseLeft); ` +
      "--force does so";
    return [{ effect: "loss", what: "mode", how }];
  }
  if (!base && mode === "upsert") {
    const how =
      "replace becomes upsert: no merged rows exist to merge a run into (NoBase); " +
      "--force starts again with the rows of one run";
    return [{ effect: "refused", what: "mode", how }];
  }
  return [];
}
