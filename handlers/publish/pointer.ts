/**
 * The numbered pointers of a data set's table. They are the table: the highest is current.
 *
 * Why two publishes at once, or a crash at any call, cannot corrupt them:
 *
 * 1. A writer creates number n only after it has seen that n-1 is the highest, and creating fails if n exists. Pointers are never
 *    removed or changed. So numbers have no gaps, and at the moment n is created n-1 is still the highest: the creation is a
 *    compare-and-set on the pointer that the writer judged against.
 * 2. So each pointer was judged against exactly the one before it. For `replace`, dates never go back from one to the next: a
 *    writer with a stale base, however often others published meanwhile, judges against the highest, never against its base. For
 *    `upsert`, the writer creates only the number after its base, so each pointer's rows were merged into those of the one before
 *    it, and none is ever lost: a writer with a stale base creates nothing and must merge again.
 * 3. The same holds for the field ids of the columns: each pointer's follow from those of the one before it, so no id is given to two
 *    columns. A writer with a stale base, of either mode, must transform again if they do not.
 * 4. A pointer of this run has a number above the run's base, because Ingest read the base before the run could publish. The writer
 *    reads every number from its base to the highest before each try, so an attempt gets only one pointer, even if its first try
 *    crashed after creating, or two tries work at once: the loser of the number reads them again and finds the pointer of its
 *    attempt.
 * 5. A crash before the creation leaves only the publication record, which a retry writes with the same bytes. A crash after it
 *    leaves a table whose catalog entry is old, which converge.ts repairs.
 */
import { pointerKey, startedKey } from "../../contract/keys";
import type { PlanColumn } from "../../contract/plan";
import type { Pointer, Publication, Started } from "../../core/run/documents";
import { failure } from "../../core/run/failure";
import type { Ports } from "../../core/run/ports";
import { createJson, pointerNumbers, readJson, readPointer } from "../../core/run/state";
import { retention } from "../../core/run/retention";
import { followFieldIds } from "./field-ids";

/** How often to try. Other runs may publish between two reads of the pointers; this many in a row mean that something else is wrong. */
const tries = 20;
const hour = 3_600_000;

/** What happened to a run that was to be published. */
export type Outcome = "published" | "duplicate" | "kept" | "rebase";

/** How the files of a publication were made. */
export interface BuiltOn {
  /** Number of the pointer that the run was built on; 0 for none. */
  readonly base: number;
  /** The table's columns in the run's plan. */
  readonly columns: readonly PlanColumn[];
}

/**
 * Points at a publication, unless the table already is the same (`duplicate`) or, for `replace`, has a later date (`kept`). A day
 * that comes late is merged like any other: an `upsert` is never kept, but must be merged again into what others published
 * meanwhile (`rebase`). So must a `replace` be transformed again if others published other columns meanwhile. `judgeNext` throws if
 * the publication may not follow the current pointer. Fails with `StateDamaged` if pointers are gone, `FieldIdsDiffer` if the field ids
 * do not follow from those of `base`, `RunExpired` if a sweep may be removing the run, `PublishContended` after 20 lost tries.
 */
export async function point(
  ports: Pick<Ports, "store" | "clock">,
  publication: Publication,
  { base, columns }: BuiltOn,
  judgeNext: (current: Pointer) => Promise<void> = () => Promise.resolve(),
): Promise<Outcome> {
  const { store, clock } = ports;
  const { dataset, run, attempt } = publication;
  for (let attempted = 0; attempted < tries; attempted += 1) {
    const highest = (await pointerNumbers(store, dataset)).at(-1) ?? 0;
    if (highest < base) {
      throw failure(
        "StateDamaged",
        `${pointerKey(dataset, base)}, on which run ${run} is based, is missing; the highest is ${highest}. Run again to build on that one, or put the pointers back first.`,
      );
    }
    let current = base > 0 ? await readPointer(store, dataset, base) : undefined;
    for (let number = base + 1; number <= highest; number += 1) {
      current = await readPointer(store, dataset, number);
      if (current.run === run && current.attempt === attempt) return "published";
    }
    // If it is equal and the highest is the base, the run was forced: publish it again.
    if (current && highest > base && sameTable(current, publication)) return "duplicate";
    const upsert = publication.merged !== null;
    if (upsert && highest > base) return "rebase";
    if (!upsert && current && isOlder(publication, current)) return "kept";
    if (!(await followFieldIds(store, publication, columns, highest))) {
      if (highest > base) return "rebase";
      throw failure(
        "FieldIdsDiffer",
        `${dataset}, run ${run}: the field ids of its files do not follow from those of pointer ${highest}, on which it is based. Nothing is published. The step that wrote them runs an older version or has a defect: deploy the program, then run again.`,
      );
    }
    await refuseExpired(ports, publication, current);
    if (current) await judgeNext(current);
    const number = highest + 1;
    const pointer: Pointer = { ...publication, number, publishedAt: clock.now().toISOString() };
    if (await createJson(store, pointerKey(dataset, number), pointer)) return "published";
  }
  throw failure(
    "PublishContended",
    `${dataset}, run ${run}: ${tries} other runs published first. Run again.`,
  );
}

const sameTable = (a: Publication, b: Publication) =>
  a.date === b.date &&
  a.content === b.content &&
  a.fingerprint === b.fingerprint &&
  a.source?.number === b.source?.number;

/** An analysis is as old as the pointer that it analysed, whose date may go back; otherwise the date counts. */
const isOlder = (a: Publication, b: Publication) =>
  a.source && b.source
    ? a.source.number < b.source.number
    : // YYYY-MM-DD strings sort like the days.
      a.date < b.date;

/**
 * A sweep of another process removes a run that was not published in time, and cannot know that this process is about to point at
 * it. So this process points at nothing from the last hour of that time on. Publish takes minutes, so by the time a sweep counts
 * the run as due, its pointer is visible.
 */
async function refuseExpired(
  { store, clock }: Pick<Ports, "store" | "clock">,
  { dataset, run }: Publication,
  current: Pointer | undefined,
): Promise<void> {
  const { startedAt } = await readJson<Started>(store, startedKey(dataset, run));
  const left =
    Date.parse(startedAt) + (await retention(store, dataset, [current?.run, run])) - clock.now().getTime();
  if (left > hour) return;
  throw failure(
    "RunExpired",
    `${dataset}, run ${run}: it started at ${startedAt} and did not publish within the data set's retention, so other runs may already be removing its files. Start a new run.`,
  );
}
