/** Publish: judges a run, points the table at it, updates the catalog, removes old runs. */
import { noBase } from "../../contract/keys";
import type { Pointer, Publication, RowCounts } from "../../core/run/documents";
import { failure } from "../../core/run/failure";
import { isGenerated } from "../../core/run/generated";
import type { Ports } from "../../core/run/ports";
import { converge } from "./converge";
import { judgeFiles } from "./files";
import { judgeBase } from "./base";
import { judgeChange } from "./change";
import { judge, type BrokenRule } from "./judge";
import { point, type Outcome } from "./pointer";
import { record } from "./write-publication";
import { sweep } from "../../core/run/sweep";
import { readPointer } from "../../core/run/state";

export interface PublishEvent {
  readonly dataset: string;
  readonly run: string;
  /** Logical date, YYYY-MM-DD. */
  readonly date: string;
  /** What Ingest found. If nothing changed there is nothing to judge. */
  readonly changed: boolean;
  /** Number of the pointer that the run was built on; 0 for none. */
  readonly base: number;
  /** What Transform answered; required if `changed`. */
  readonly transform?: { readonly attempt: string };
}

/** Why a run is kept but not published: another run published a later date. */
export interface Kept {
  readonly reason: "LaterDatePublished";
  /** Logical date of the published table, YYYY-MM-DD, and the run that published it. */
  readonly tableDate: string;
  readonly tableRun: string;
}

export interface PublishResult {
  /**
   * `duplicate`: another run of that date already published the same table. `kept`: the table has a later date; the run is kept for
   * the retention period but not published. `rebase`: other runs published meanwhile, and Transform must run again, on `base` and
   * `merged`: an `upsert` always, a `replace` if they published other columns.
   */
  readonly status: "published" | "unchanged" | "duplicate" | "kept" | "rebase";
  readonly run: string;
  readonly date: string;
  /** Number of the current pointer at the end. */
  readonly number: number;
  /** Row counts of this run; if unchanged, of the published run. */
  readonly rows: RowCounts;
  /** Prefix of the files that readers see at the end. */
  readonly location: string;
  /** For a `kept` run: why it is not published. */
  readonly kept?: Kept;
  /** Rules of severity `warn` that the row counts break; the others are in the transform's report. */
  readonly brokenRules?: readonly BrokenRule[];
  /** For a `rebase`: number of the pointer to build on, and the prefix of its merged rows, or "none". */
  readonly base?: number;
  readonly merged?: string;
}

type PublishPorts = Pick<Ports, "store" | "catalog" | "clock" | "log">;

/**
 * Makes the handler. It may run again, run twice at once, or be killed at any call: the same event leads to the same table. Fails
 * as `judge`, `point` and `converge` do.
 */
export function makePublish(ports: PublishPorts): (event: PublishEvent) => Promise<PublishResult> {
  return async (event) => {
    const { dataset, run, date } = event;
    try {
      const decided = event.changed ? await publish(ports, event) : undefined;
      const current = await converge(ports, dataset);
      // "Unchanged" promises that the table exists and is complete.
      if (!decided)
        await judgeFiles(ports.store, current.files, current.location, `${dataset}, run ${current.run}`);
      return {
        status: decided?.outcome ?? "unchanged",
        run,
        date,
        number: current.number,
        rows: (decided?.publication ?? current).rows,
        location: current.location,
        ...(decided?.outcome === "kept" ? { kept: keptBehind(current) } : {}),
        ...(decided?.brokenRules.length ? { brokenRules: decided.brokenRules } : {}),
        // Use the current pointer, which may be newer than the one `point` saw: this needs fewer rebases.
        ...(decided?.outcome === "rebase" ? { base: current.number, merged: current.merged ?? noBase } : {}),
      };
    } finally {
      // Sweep after a rejected run too: otherwise a source that stays broken would fill the store.
      await sweep(ports, dataset, run);
    }
  };
}

const keptBehind = ({ date, run }: Pointer): Kept => ({
  reason: "LaterDatePublished",
  tableDate: date,
  tableRun: run,
});

/** True if the rows that a run was merged into are the generated sample's, or if there are no such rows. */
async function mergedIntoSample(
  { store }: Pick<Ports, "store">,
  { dataset, merged }: Publication,
  base: number,
): Promise<boolean> {
  if (merged === null || base === 0) return true;
  const pointer = await readPointer(store, dataset, base);
  return pointer.merged === null || isGenerated(store, pointer);
}

async function publish(
  ports: PublishPorts,
  { dataset, run, base, transform }: PublishEvent,
): Promise<{
  readonly outcome: Outcome;
  readonly publication: Publication;
  readonly brokenRules: readonly BrokenRule[];
}> {
  if (!transform) {
    throw failure(
      "EventIncomplete",
      `${dataset}, run ${run}: Publish's event needs transform.attempt, the attempt that Transform returned, when the run has changed.`,
    );
  }
  const judged = await judge(ports, { dataset, run, attempt: transform.attempt });
  await judgeBase(ports.store, judged.publication, base);
  const generated = judged.publication.generated && (await mergedIntoSample(ports, judged.publication, base));
  const publication = { ...judged.publication, generated };
  await record(ports.store, publication);
  let byChange: readonly BrokenRule[] = [];
  const judgeNext = async (current: Pointer) => {
    byChange = await judgeChange(ports, judged, publication, current);
  };
  const outcome = await point(ports, publication, { base, columns: judged.columns }, judgeNext);
  return { outcome, publication, brokenRules: [...judged.brokenRules, ...byChange] };
}
