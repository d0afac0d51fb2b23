/** Checks that an `upsert` was merged into the base that it will be published on. */
import { manifestKey, planKey, transformReportKey } from "../../contract/keys";
import type { Plan } from "../../contract/plan";
import { type DescribedRun, describeRun } from "../../core/run/described-run";
import type { Manifest, Publication, RetiredColumn, TransformReport } from "../../core/run/documents";
import { failure } from "../../core/run/failure";
import type { ObjectStore } from "../../core/run/ports";
import { readJson, readPointer } from "../../core/run/state";
import { resolveColumns } from "../../contract/identity";

type Store = Pick<ObjectStore, "get">;

/**
 * Fails with `BaseDiffers` if Transform read another number of base rows than the pointer `base` (0 for none) says were merged
 * there: publishing would lose the rows in between. Fails with `ColumnLost` if publishing would lose values of a column that the
 * plan does not name.
 */
export async function judgeBase(
  store: Store,
  { dataset, run, attempt, merged }: Publication,
  base: number,
): Promise<void> {
  if (merged === null || base === 0) return;
  const pointer = await readPointer(store, dataset, base);
  if (pointer.merged === null) return;
  const before = await described(store, pointer);
  const after = await described(store, { dataset, run, attempt });
  const { rows } = await readJson<TransformReport>(store, transformReportKey(dataset, run, attempt));
  const wanted = before.files.reduce((sum, file) => sum + file.rows, 0);
  const read = rows.base;
  if (read !== wanted)
    throw failure(
      "BaseDiffers",
      `${dataset}, run ${run}: Transform read ${read} merged rows, but pointer ${base} has ${wanted}. ` +
        `Nothing is published. Give Transform the merged rows of that pointer, ${pointer.merged}.`,
    );
  const plan = await readJson<Plan>(store, planKey(dataset, run));
  const { allowLoss = [] } = await readJson<Manifest>(store, manifestKey(dataset, run));
  const lost = lostColumns(plan, before, after, allowLoss);
  if (lost.length === 0) return;
  throw failure(
    "ColumnLost",
    `${dataset}, run ${run}: the new merged rows lack columns of the previous ones: ${lost.join(", ")}. ` +
      `Nothing is published. Transform runs an older version or has a defect: deploy the program, then run again.`,
  );
}

async function described(
  store: Store,
  of: Pick<Publication, "dataset" | "run" | "attempt">,
): Promise<DescribedRun> {
  const found = await describeRun(store, of);
  if (found) return found;
  throw failure(
    "StateMissing",
    `${transformReportKey(of.dataset, of.run, of.attempt)} is missing or unreadable: its run was removed or did not ` +
      `get that far. Run ${of.dataset} again with --force.`,
  );
}

/**
 * Describes the columns of the merged rows that a run would lose; empty if it loses none. Resolves each column again, because a
 * transform of an earlier version knows neither retired columns nor former names.
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
