/**
 * The numbered pointers of a data set's table, which are the table: the highest is current.
 *
 * Why two publishes at once, or a crash at any call, cannot spoil them:
 *
 * 1. A writer creates number n only after it has seen n-1 to be the highest, and creating fails if n exists.
 *    Pointers are never removed or changed. So numbers have no gaps, and at the moment n is created n-1 is
 *    still the highest: the creation is a compare-and-set on the pointer that the writer judged against.
 * 2. So each pointer was judged against exactly the one before it. Of `replace`, dates never go back from one to
 *    the next: a writer whose base is stale, however often others published meanwhile, judges against the
 *    highest, never against its base. Of `upsert`, the writer creates no number but the one after its base, so
 *    each pointer's rows were merged into those of the one before it, and none is ever lost: a writer whose base
 *    is stale creates nothing and is sent back to merge again.
 * 3. A pointer of this run has a number above the run's base, since Ingest read the base before the run could
 *    publish. The writer reads every number from its base to the highest before each try, so an attempt is
 *    pointed at once only, also when its first try crashed after creating, or two tries work at once: the
 *    loser of the number reads them again and finds its own.
 * 4. A crash before the creation leaves no trace but the publication record, which a retry writes with the same
 *    bytes; a crash after it leaves a table whose catalog entry is old, which converge.ts mends.
 */
import { pointerKey, startedKey } from "../../contract/keys";
import type { Pointer, Publication, Started } from "../../core/run/documents";
import { failure } from "../../core/run/failure";
import type { Ports } from "../../core/run/ports";
import { createJson, pointerNumbers, readJson, readPointer } from "../../core/run/state";
import { retention } from "../../core/run/retention";

/** Others may publish between two looks at the pointers; so many in a row mean that something else is wrong. */
const tries = 20;
const hour = 3_600_000;

/** What became of a run that was to be published. */
export type Outcome = "published" | "duplicate" | "kept" | "rebase";

/**
 * Points at a publication, unless the table already is the same (`duplicate`) or, of `replace`, of a later date
 * (`kept`). A day that comes late is merged like any other: an `upsert` is never kept, but merged once more into
 * what others published meanwhile (`rebase`).
 * `base` is the number of the pointer the run was built on, 0 for none. `judgeNext` throws where the publication may not
 * follow the pointer that is current. Fails with `StateDamaged` when pointers
 * are gone, `RunExpired` when a sweep may be removing the run, `PublishContended` after 20 lost tries.
 */
export async function point(
  ports: Pick<Ports, "store" | "clock">,
  publication: Publication,
  base: number,
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
    // Not lost (highest is the base) and yet equal: somebody forced it, and it is published again.
    if (current && highest > base && sameTable(current, publication)) return "duplicate";
    const upsert = publication.merged !== null;
    if (upsert && highest > base) return "rebase";
    if (!upsert && current && isOlder(publication, current)) return "kept";
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

/** An analysis is as old as the pointer of what it analysed, whose date may go back; else the date counts. */
const isOlder = (a: Publication, b: Publication) =>
  a.source && b.source
    ? a.source.number < b.source.number
    : // Texts of the form YYYY-MM-DD: their order is that of the days.
      a.date < b.date;

/**
 * A sweep of another process removes a run that was not published in time, and cannot know that this process
 * is about to point at it: so nothing is pointed at in the last hour of that time or later. Publish takes
 * minutes, so by the time a sweep counts the run as due, its pointer is there to be seen.
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
