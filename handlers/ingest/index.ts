/** Ingest: fetches raw files from a source, cuts them into parts and writes a manifest; or reports that nothing changed. */
import { runPlan } from "../../contract/derive/run-plan";
import type { StepContract } from "../../contract/derive/step-contract";
import { manifestKey, noBase, planKey, rawPrefix, startedKey } from "../../contract/keys";
import type { Plan } from "../../contract/plan";
import { attemptId } from "../../core/run/attempt";
import type { Manifest, Pointer, Started } from "../../core/run/documents";
import { failure } from "../../core/run/failure";
import type { Ports } from "../../core/run/ports";
import { sweep } from "../../core/run/sweep";
import { removePrefix, removeRun } from "../../core/run/remove";
import type { ArchivesSource, Source, SourceContext } from "../../core/sources/source";
import {
  createJson,
  currentPointer,
  findIntact,
  findJson,
  readJson,
  readPointer,
} from "../../core/run/state";
import { type IngestEvent, checkedEvent, logicalDate } from "./input";
import { fetched } from "./fetch";
import { contentHash, fingerprint } from "./hash";
import { refuseLate } from "./late";
import { checkPartCount, pack, packToFit } from "./pack";
import { refuseChanges, refuseOtherMode, spanOf } from "./refuse";
import { unpack } from "./unpack";

/** What the next states need. Keys are derived, so names and counts are enough. */
export interface IngestResult {
  readonly dataset: string;
  readonly run: string;
  readonly date: string;
  readonly changed: boolean;
  /** Number of the pointer that this run builds on; 0 for none. */
  readonly base: number;
  /** Prefix of that pointer's merged rows, which Transform merges this run into; "none" for `replace` or for the first run. */
  readonly merged: string;
  /** Who converts the parts. */
  readonly convert: "lambda" | "spark";
  readonly parts: number;
  readonly records: number;
}

type IngestPorts = Pick<Ports, "store" | "clock" | "log">;

/** What differs between machines. Nothing here may change a row. */
export interface IngestOptions {
  /**
   * Size in bytes of parts, doubled until the run has at most `maxParts`. The event's `partBytes` replaces it and stays as it is.
   * @default the plan's size, which stays as it is: a run of too many parts fails
   */
  readonly smallestPart?: number;
}

/**
 * Makes the handler. It calls `makeSource` for each event, because a source remembers the version that it named, and a warm Lambda
 * must not. It stores each archive as an object, unpacks its members to raw files, then deletes it. Memory holds the chunks of one
 * member, never a file. A try that fails to fetch or unpack removes its raw objects.
 */
export function makeIngest(
  dataset: StepContract<"ingest">,
  makeSource: (context: SourceContext) => Source | ArchivesSource,
  ports: IngestPorts,
  { smallestPart }: IngestOptions = {},
) {
  const { store, clock } = ports;

  return async (event: IngestEvent): Promise<IngestResult> => {
    const { run, input } = checkedEvent(event);
    const date = logicalDate(input, dataset.schedule.timeZone, clock.now());
    const finished = await findJson<Manifest>(store, manifestKey(dataset.name, run));
    // A retry of an Ingest whose answer was lost.
    if (finished) return changed(finished, await readJson<Plan>(store, planKey(dataset.name, run)));

    const plan = runPlan(dataset, {
      ...(smallestPart === undefined ? {} : { partBytes: smallestPart }),
      ...input,
    });
    const fits = smallestPart !== undefined && input.partBytes === undefined;
    const span = spanOf(dataset, input, date);
    const started: Started = {
      version: 1,
      dataset: dataset.name,
      run,
      date,
      startedAt: clock.now().toISOString(),
    };
    await createJson(store, startedKey(dataset.name, run), started);
    // Sweep here as well as in Publish: if every run failed before Publish, the store would fill.
    await sweep(ports, dataset.name, run, plan.retentionDays);

    const pointer = await currentPointer(store, dataset.name);
    refuseOtherMode(plan, pointer, input.force === true);
    const { allowLoss = [] } = input;
    await refuseChanges(store, plan, pointer, allowLoss);
    const prefix = `${rawPrefix(dataset.name, run)}${attemptId(clock)}/`;
    const facts = {
      run,
      date,
      base: pointer?.number ?? 0,
      fingerprint: fingerprint(plan),
      ...(allowLoss.length > 0 ? { allowLoss } : {}),
    };
    const last = await manifestOf(pointer);
    const comparable = !input.force && allowLoss.length === 0 && pointer?.fingerprint === facts.fingerprint;
    const source = makeSource({ date, ...span, ...knownOf(plan, pointer, last, comparable) });
    const manifest = await fetchRaw(source, comparable ? last : undefined, plan, prefix, facts, fits).catch(
      async (error: unknown) => {
        // Ignore a failing removal, because it is not the first error. A later sweep removes the objects.
        await removePrefix(store, prefix).catch(() => undefined);
        throw error;
      },
    );
    if (!manifest) return leaveUnchanged(run, date, plan, pointer);
    await writePlan(run, plan);
    // Written last: the manifest makes the raw data complete. The first attempt to write it wins.
    const key = manifestKey(dataset.name, run);
    return changed(
      (await createJson(store, key, manifest)) ? manifest : await readJson<Manifest>(store, key),
      plan,
    );
  };

  /**
   * Fetches and unpacks. Returns undefined if the content is that of the published run. If `fits`, parts grow until there are at
   * most `maxParts`.
   */
  async function fetchRaw(
    source: Source | ArchivesSource,
    published: Manifest | undefined,
    plan: Plan,
    prefix: string,
    facts: Pick<Manifest, "run" | "date" | "base" | "fingerprint" | "allowLoss">,
    fits: boolean,
  ): Promise<Manifest | undefined> {
    const version = "version" in source ? await source.version() : undefined;
    // In an upsert the time decides which rows win: the same bytes with another time must be merged again.
    const sameTime = source.asOf === undefined || source.asOf === published?.fetchedAt;
    const last = sameTime || plan.transform.mode === "replace" ? published : undefined;
    const known = last?.source;
    if (version !== undefined && known?.origin === source.origin && known.version === version)
      return undefined;

    const found = await fetched(source, prefix, plan.limits.maxUnpackedBytes, ports);
    for (const { symbol, message } of found?.source.failed ?? [])
      ports.log.warn(`${symbol} could not be had: ${message}`);
    if (!found) return undefined;
    const { archives, name, fetchedAt, assembled } = found;
    if (!assembled && known?.sha256 === found.source.sha256 && known.name === name) return undefined;

    const { generated, origin } = source;
    const { files, skipped, slices } = await unpack({ archives, name, prefix, plan, generated }, ports);
    const content = contentHash(files);
    if (last?.content === content) return undefined;
    await refuseLate(ports, dataset.name, facts.run);
    await store.delete(archives.map(({ key }) => key));

    const parts = fits ? packToFit(slices, plan.limits) : pack(slices, plan.limits.partBytes);
    if (plan.convert === "lambda") checkPartCount(parts, files, plan.limits);
    return {
      version: 1,
      dataset: dataset.name,
      ...facts,
      content,
      source: {
        origin,
        ...(version === undefined ? {} : { version }),
        generated,
        ...found.source,
      },
      fetchedAt,
      files,
      skipped,
      parts,
      records: files.reduce((sum, file) => sum + file.records, 0),
    };
  }

  /** The published run's manifest. If it is missing there is nothing to compare with, and this run's manifest replaces it. */
  async function manifestOf(pointer: Pointer | undefined): Promise<Manifest | undefined> {
    return (
      pointer &&
      findIntact<Manifest>(store, manifestKey(dataset.name, pointer.run), ({ message }) => {
        ports.log.warn(`${message} This run goes on without it.`);
      })
    );
  }

  /** Removes all objects of an unchanged run. */
  async function leaveUnchanged(
    run: string,
    date: string,
    plan: Plan,
    pointer: Pointer | undefined,
  ): Promise<IngestResult> {
    await removeRun(store, dataset.name, run);
    const counts = { base: pointer?.number ?? 0, merged: mergedOf(plan, pointer), parts: 0, records: 0 };
    return { dataset: dataset.name, run, date, changed: false, convert: plan.convert, ...counts };
  }

  async function writePlan(run: string, plan: Plan): Promise<void> {
    const key = planKey(dataset.name, run);
    if (await createJson(store, key, plan)) return;
    if (fingerprint(await readJson<Plan>(store, key)) === fingerprint(plan)) return;
    throw failure(
      "PlanChanged",
      `${key} holds the plan of another contract: a new version was deployed while run ${run} was retried. ` +
        `Start a new run.`,
    );
  }

  /** Uses the pointer that the manifest names. Publish notices if another run published meanwhile. */
  async function changed(manifest: Manifest, plan: Plan): Promise<IngestResult> {
    const { run, date, base, records } = manifest;
    const pointer = base > 0 ? await readPointer(store, dataset.name, base) : undefined;
    const counts = { base, merged: mergedOf(plan, pointer), parts: manifest.parts.length, records };
    return { dataset: dataset.name, run, date, changed: true, convert: plan.convert, ...counts };
  }
}

/** What a source may know of the published run. */
function knownOf(
  plan: Plan,
  pointer: Pointer | undefined,
  last: Manifest | undefined,
  comparable: boolean,
): Pick<SourceContext, "state" | "leave"> {
  // What a source knows of the table is only true for rows that this run merges into, or would make again.
  const merging = mergedOf(plan, pointer) !== noBase;
  const state = merging || comparable ? stateOf(last) : undefined;
  return { ...(state ? { state } : {}), ...(comparable ? { leave: merging ? "each" : "all" } : {}) };
}

/** What the published run's source kept. Manifests of older versions keep only symbols, beside the other members. */
const stateOf = (manifest: Manifest | undefined): SourceContext["state"] =>
  manifest?.source.state ?? (manifest?.source.symbols && { symbols: manifest.source.symbols });

const mergedOf = ({ transform }: Plan, pointer: Pointer | undefined): string =>
  transform.mode === "upsert" ? (pointer?.merged ?? noBase) : noBase;
