/** Ingest: from a source to raw files, cut into parts, with a manifest; or the word that nothing changed. */
import type { Dataset } from "../../contract/dataset";
import { runPlan } from "../../contract/derive/run-plan";
import { manifestKey, planKey, rawPrefix, runPrefixes, startedKey } from "../../contract/keys";
import type { Plan } from "../../contract/plan";
import type { Manifest, Pointer, Started } from "../documents";
import { failure } from "../failure";
import type { Ports } from "../ports";
import type { Source } from "../source";
import { createJson, currentPointer, findJson, readJson } from "../state";
import { attemptId } from "../attempt";
import { logicalDate, type RunInput } from "./date";
import { contentHash, fingerprint, measured } from "./hash";
import { checkPartCount, pack } from "./pack";
import { unpack } from "./unpack";

export interface IngestEvent {
  /** Name of the run: the execution's. */
  readonly run: string;
  readonly input: RunInput;
}

/** What the following states need: keys are derived, so names and counts are enough. */
export interface IngestResult {
  readonly dataset: string;
  readonly run: string;
  readonly date: string;
  readonly changed: boolean;
  /** Number of the pointer this run is built on, 0 for none. */
  readonly base: number;
  readonly parts: number;
  readonly records: number;
}

type IngestPorts = Pick<Ports, "store" | "clock" | "log">;

/**
 * Makes the handler. An archive is stored as an object first and deleted once its members are raw files;
 * memory holds one member's chunks, never a file.
 */
export function makeIngest(dataset: Dataset, source: Source, ports: IngestPorts) {
  const { store, clock, log } = ports;

  /** Whether this source and version are what the published run was made of. */
  const sameVersion = (published: Manifest, version: string | undefined) =>
    version !== undefined &&
    published.source.origin === source.origin &&
    published.source.version === version;

  return async (event: IngestEvent): Promise<IngestResult> => {
    const { run, input } = event;
    const date = logicalDate(input, dataset.schedule.timeZone);
    const finished = await findJson<Manifest>(store, manifestKey(dataset.name, run));
    if (finished) return changed(finished); // a retry of an Ingest whose answer was lost

    const plan = runPlan(dataset, input);
    const print = fingerprint(plan);
    const started: Started = {
      version: 1,
      dataset: dataset.name,
      run,
      date,
      startedAt: clock.now().toISOString(),
    };
    await createJson(store, startedKey(dataset.name, run), started);

    const pointer = await currentPointer(store, dataset.name);
    const published = input.force ? undefined : await comparable(pointer, print);
    const unchanged = () => leaveUnchanged(run, date, pointer?.number ?? 0);

    const version = await source.version();
    if (published && sameVersion(published, version)) return unchanged();

    const attempt = attemptId(clock);
    const prefix = `${rawPrefix(dataset.name, run)}${attempt}/`;
    const { name, bytes } = await source.open();
    const archiveKey = `${prefix}archive`;
    const archive = measured(bytes, (size) => log.progress({ step: "Ingest", bytes: size }));
    await store.put(archiveKey, archive.bytes);
    const fetchedAt = clock.now().toISOString();
    const { size, sha256 } = archive.result();
    if (published?.source.sha256 === sha256 && published.source.name === name) return unchanged();

    const unpacked = await unpack(
      { archiveKey, name, prefix, plan, fetchedAt, generated: source.generated },
      ports,
    );
    const { files, skipped, slices } = unpacked;
    const content = contentHash(files);
    if (published?.content === content) return unchanged();
    await store.delete([archiveKey]);

    const parts = pack(slices, plan.limits.partBytes);
    checkPartCount(parts, files, plan.limits.maxParts);
    const manifest: Manifest = {
      version: 1,
      dataset: dataset.name,
      run,
      date,
      base: pointer?.number ?? 0,
      fingerprint: print,
      content,
      source: {
        origin: source.origin,
        ...(version === undefined ? {} : { version }),
        generated: source.generated,
        name,
        size,
        sha256,
      },
      fetchedAt,
      files,
      skipped,
      parts,
      records: files.reduce((sum, file) => sum + file.records, 0),
    };
    await writePlan(run, plan);
    // Written last: with the manifest the raw data is complete. The first attempt to write it wins.
    const key = manifestKey(dataset.name, run);
    return changed(
      (await createJson(store, key, manifest)) ? manifest : await readJson<Manifest>(store, key),
    );
  };

  /** The published run's manifest, when today's contract would make the same of the same content. */
  async function comparable(pointer: Pointer | undefined, print: string): Promise<Manifest | undefined> {
    if (pointer?.fingerprint !== print) return undefined;
    return findJson<Manifest>(store, manifestKey(dataset.name, pointer.run));
  }

  /** An unchanged run leaves nothing behind. */
  async function leaveUnchanged(run: string, date: string, base: number): Promise<IngestResult> {
    for (const prefix of runPrefixes(dataset.name, run)) {
      const keys: string[] = [];
      for await (const { key } of store.list(prefix)) keys.push(key);
      await store.delete(keys);
    }
    return { dataset: dataset.name, run, date, changed: false, base, parts: 0, records: 0 };
  }

  async function writePlan(run: string, plan: Plan): Promise<void> {
    const key = planKey(dataset.name, run);
    if (await createJson(store, key, plan)) return;
    if (fingerprint(await readJson<Plan>(store, key)) === fingerprint(plan)) return;
    throw failure(
      "PlanChanged",
      `${key} holds the plan of another contract: the program was deployed between two tries of run ${run}. ` +
        `Start a new run.`,
    );
  }

  function changed(manifest: Manifest): IngestResult {
    const { run, date, base, records } = manifest;
    return { dataset: dataset.name, run, date, changed: true, base, parts: manifest.parts.length, records };
  }
}
