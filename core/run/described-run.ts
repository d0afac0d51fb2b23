/** What a run recorded: its merged rows, and its columns by their identity. */
import type { DescribedBase } from "../../contract/base-faults";
import type { TableFields } from "../../contract/field-ids";
import { unrecorded, type RecordedColumn } from "../../contract/identity";
import { planKey, pointerKey, publicationKey, transformReportKey } from "../../contract/keys";
import type { Plan } from "../../contract/plan";
import type { Pointer, Publication, RetiredColumn, TransformReport, WrittenFile } from "./documents";
import type { ObjectStore } from "./ports";
import { findIntact } from "./state";

/** One attempt of a run. */
export interface DescribedRun {
  /** Files of its merged rows; empty for `replace`. */
  readonly files: readonly WrittenFile[];
  /** Its merged rows. */
  readonly base: DescribedBase;
  /** The retired columns of `base`, with the counts of their values. */
  readonly retired: readonly RetiredColumn[];
  /** Columns of its table. */
  readonly table: readonly RecordedColumn[];
  /** True if the run recorded its columns; earlier versions kept only those of the plan. */
  readonly recorded: boolean;
}

/** Describes an attempt of a run, from its report or from Publish's record of it; undefined if neither can be read. */
export async function describeRun(
  store: Pick<ObjectStore, "get">,
  { dataset, run, attempt }: { readonly dataset: string; readonly run: string; readonly attempt: string },
): Promise<DescribedRun | undefined> {
  const report = await findIntact<TransformReport>(store, transformReportKey(dataset, run, attempt));
  const publication = report
    ? undefined
    : await findIntact<Publication>(store, publicationKey(dataset, run, attempt));
  const files = report?.merged ?? publication?.mergedFiles;
  if (!files) return undefined;
  const identity = report?.identity ?? publication?.identity;
  if (identity) {
    const { key, stage, retired, table } = identity;
    return { files, base: { columns: { named: stage, retired }, key }, retired, table, recorded: true };
  }
  const plan = await findIntact<Pick<Plan, "transform">>(store, planKey(dataset, run));
  if (!plan) return undefined;
  const { stage, columns, key } = plan.transform;
  const base = { columns: unrecorded(stage), key };
  return { files, base, retired: [], table: unrecorded(columns).named, recorded: false };
}

/** How many pointers are read to find the highest field id; glue/described_run.py reads as many. */
const mostPointersBack = 1000;

/** The fields of the table that a pointer published; it has no columns if `number` is 0 or the run cannot be read. */
export async function publishedFields(
  store: Pick<ObjectStore, "get">,
  dataset: string,
  number: number,
): Promise<TableFields> {
  const read = (at: number) => findIntact<Pointer>(store, pointerKey(dataset, at));
  const pointer = number > 0 ? await read(number) : undefined;
  const columns = pointer?.identity?.table ?? (pointer && (await describeRun(store, pointer)))?.table ?? [];
  let { highestFieldId } = pointer ?? {};
  // A version without field ids may have published after one with them. One that never gave any has many pointers.
  const first = Math.max(0, number - mostPointersBack);
  for (let at = number - 1; at > first && highestFieldId === undefined; at -= 1)
    highestFieldId = (await read(at))?.highestFieldId;
  return { columns, highestFieldId: highestFieldId ?? 0 };
}
