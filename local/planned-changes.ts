/** Finds what a run with today's contract would change in a store's published table. */
import { planChanges, stateOf, type Change, type PublishedState } from "../contract/changes/index";
import type { Dataset } from "../contract/dataset";
import { runPlan, type PlanOverrides } from "../contract/derive/run-plan";
import { planKey } from "../contract/keys";
import type { Plan } from "../contract/plan";
import { describeRun } from "../core/run/described-run";
import type { Pointer } from "../core/run/documents";
import { fingerprint } from "../handlers/ingest/hash";
import type { ObjectStore } from "../core/run/ports";
import { currentPointer, readJson } from "../core/run/state";

type Store = Pick<ObjectStore, "get" | "list" | "names">;

/** The published run, and what a run with today's contract would change. */
export interface PlannedChanges {
  /** `null` if nothing is published, so that nothing can change. */
  readonly published: { readonly run: string; readonly date: string } | null;
  readonly changes: readonly Change[];
}

/** Options of the run. */
export interface PlannedOptions extends PlanOverrides {
  /** Columns whose merged values the run may lose. */
  readonly allowLoss?: readonly string[];
}

/** Compares today's contract with the published run's plan and its merged rows. Fails as `readJson` does. */
export async function plannedChanges(
  dataset: Dataset,
  { store }: { readonly store: Store },
  options: PlannedOptions = {},
): Promise<PlannedChanges> {
  const pointer = await currentPointer(store, dataset.name);
  if (!pointer) return { published: null, changes: [] };
  const plan = await readJson<Plan>(store, planKey(dataset.name, pointer.run));
  const changes = planChanges(
    await publishedState(store, pointer, plan),
    runPlan(dataset, options),
    options.allowLoss,
  );
  // The fingerprint covers the plan and the program that made it.
  const program: Change[] =
    fingerprint(plan) === pointer.fingerprint
      ? []
      : [{ effect: "rebuild", what: "program", how: "another version made the published table" }];
  const { run, date } = pointer;
  return { published: { run, date }, changes: [...changes, ...program] };
}

async function publishedState(store: Store, pointer: Pointer, plan: Plan): Promise<PublishedState> {
  const described = await describeRun(store, pointer);
  if (!described) return stateOf(plan);
  const { base, files, table } = described;
  const mergedRows = files.reduce((sum, { rows }) => sum + rows, 0);
  return { plan, table, ...(pointer.merged === null ? {} : { base, mergedRows }) };
}
