/** Whether an `upsert` was merged into the base it is to be published on. */
import { transformReportKey } from "../../contract/keys";
import type { Publication, TransformReport } from "../documents";
import { failure } from "../failure";
import type { ObjectStore } from "../ports";
import { readJson, readPointer } from "../state";

/**
 * Fails with `BaseDiffers` when Transform read another number of base rows than the pointer `base` (0 for none) says
 * were merged there: published, the rows in between would be gone.
 */
export async function judgeBase(
  store: Pick<ObjectStore, "get">,
  { dataset, run, attempt, merged }: Publication,
  base: number,
): Promise<void> {
  if (merged === null || base === 0) return;
  const pointer = await readPointer(store, dataset, base);
  if (pointer.merged === null) return;
  const rowsOf = async (of: { readonly run: string; readonly attempt: string }) =>
    (await readJson<TransformReport>(store, transformReportKey(dataset, of.run, of.attempt))).rows;
  const wanted =
    pointer.mergedFiles?.reduce((sum, { rows }) => sum + rows, 0) ?? (await rowsOf(pointer)).merged;
  const read = (await rowsOf({ run, attempt })).base;
  if (read === wanted) return;
  throw failure(
    "BaseDiffers",
    `${dataset}, run ${run}: Transform read ${read} rows of a base, and pointer ${base} stands for ${wanted}. ` +
      `Nothing is published; give Transform the merged rows of that pointer, ${pointer.merged}.`,
  );
}
