/** Looks at data that nobody has described yet, and finds the contract that reads all of it. */
import { rm } from "node:fs/promises";
import type { Dataset } from "../../contract/dataset";
import { runPlan } from "../../contract/derive/run-plan";
import { defineFileDataset } from "../../contract/file-dataset";
import type { Plan } from "../../contract/plan";
import { attemptId } from "../../core/run/attempt";
import type { Manifest, PartReport } from "../../core/run/documents";
import { failure } from "../../core/run/failure";
import type { Log } from "../../core/run/ports";
import type { Source } from "../../core/sources/source";
import { bounded } from "../../handlers/ingest/bounded";
import { packToFit } from "../../handlers/ingest/pack";
import { unpack } from "../../handlers/ingest/unpack";
import { makeConvertThreads, partsAtOnce } from "../convert-threads";
import { makeDirectoryStore, type DirectoryStore } from "../directory-store";
import type { LocalPorts } from "../local-ports";
import { lookAtColumns, type Columns, type OddRecord } from "./columns";
import { contractOf, type Found, type FoundDataset, type PlacedColumn } from "./contract";
import { chooseFiles, type Chosen } from "./files";
import { findKey } from "./key";
import { columnNames } from "./names";
import { refusedColumns } from "./refused";
import { survey } from "./survey";
import { typeOf } from "./types";

export { contractText } from "./contract";

/** What to look at. */
export interface InitInput {
  /** Name of the data set. */
  readonly name: string;
  /** The contract's source. */
  readonly described: object;
  /** Opens it. */
  readonly source: Source;
  /** What is looked at, for people: a file's name, an address. */
  readonly origin: string;
  readonly page?: string;
  /** Columns of the key, if you know them. @default found */
  readonly key?: readonly string[];
}

/** What was found. */
export interface Discovery {
  readonly contract: FoundDataset;
  readonly dataset: Dataset;
  /** What is not certain, in sentences. */
  readonly unsure: readonly string[];
  readonly records: number;
  readonly quarantined: number;
  /** The first records that no layout can read. */
  readonly odd: readonly OddRecord[];
}

/** Told of the work: the steps of looking, and how far each is. */
export interface InitWatch {
  begin(step: InitStep): void;
  progress(progress: { readonly bytes?: number; readonly rows?: number }): void;
}

/** The steps of looking. */
export type InitStep = "Fetch" | "Look" | "Check";

/** Size in bytes of the parts that are converted at once. */
const partBytes = 16 * 2 ** 20;

/**
 * Finds the contract. Works in a folder below the store's temporary one, which it removes; nothing else is written. Fails with
 * `NothingFound` if no file can be read, with the source's and the archive's failures.
 */
export async function discover(input: InitInput, ports: LocalPorts, watch: InitWatch): Promise<Discovery> {
  const scratch = makeDirectoryStore(ports.store.temporary());
  try {
    return await discoverIn(scratch, input, ports, watch);
  } finally {
    await rm(scratch.home, { recursive: true, force: true });
  }
}

async function discoverIn(
  store: DirectoryStore,
  { name, described, source, origin, page, key: wantedKey }: InitInput,
  ports: LocalPorts,
  watch: InitWatch,
): Promise<Discovery> {
  watch.begin("Fetch");
  const opened = await source.open();
  const { limits } = runPlan(
    stringDataset(name, described, { files: ".", names: ["a"], places: [{ header: "a" }] }),
  );
  await store.put("archive", counted(bounded(opened, limits.maxUnpackedBytes), watch));
  watch.begin("Look");
  const surveyed = await survey(store, "archive", opened.name, limits, (bytes) => watch.progress({ bytes }));
  const chosen = chooseFiles(opened.name, surveyed);

  const asStrings = stringDataset(name, described, chosen);
  const log: Log = {
    progress: ({ bytes, rows }) =>
      watch.progress({ ...(bytes === undefined ? {} : { bytes }), ...(rows === undefined ? {} : { rows }) }),
    warn: () => undefined,
  };
  const plan = runPlan(asStrings, { partBytes });
  const raw = await unpack(
    {
      archives: [
        {
          key: "archive",
          name: opened.name,
          facts: { fetchedAt: ports.clock.now().toISOString() },
          byFile: {},
        },
      ],
      name: opened.name,
      prefix: "raw/",
      plan,
      generated: false,
    },
    { store, log },
  );
  const looked = await lookAtColumns(store, plan.layouts[0]!, raw.files, raw.slices, (bytes) =>
    watch.progress({ bytes }),
  );
  if (looked.records === looked.odd)
    throw failure(
      "NothingFound",
      `${opened.name}: ${looked.records === 0 ? "it has a header and no record" : `none of its ${looked.records} records can be read (${looked.examples[0]?.reason})`}.`,
    );
  let columns = placed(chosen, looked);

  watch.begin("Check");
  const found = (key: Found["key"], maxBadRatio: number): FoundDataset =>
    contractOf({
      name,
      origin,
      source: described,
      layout: { ...chosen.words, files: chosen.files },
      columns,
      key,
      maxBadRatio,
      ...(page === undefined ? {} : { page }),
    });
  const unsure = [...chosen.unsure];
  for (;;) {
    const dataset = defineFileDataset(found("record", 1));
    const parts = packToFit(raw.slices, plan.limits);
    const reports = await convert(store, ports, runPlan(dataset, { partBytes }), { ...raw, parts });
    // The readers have the last word: a column whose values they refuse stays a string.
    const refused = await refusedColumns(store, reports);
    if (refused.length > 0) {
      columns = columns.map((column) =>
        refused.includes(column.name)
          ? {
              ...column,
              type: "string",
              words: {},
              unsure: ["stays a string, because a value cannot be read as its type"],
            }
          : column,
      );
      continue;
    }
    const quarantined = reports.reduce((sum, { quarantined: bad }) => sum + (bad?.rows ?? 0), 0);
    const staged = reports.flatMap(({ staged: good }) => (good ? [good.key] : []));
    const key =
      wantedKey ??
      (await findKey(
        store,
        staged,
        columns.filter(({ nullable }) => !nullable),
      ));
    if (!key)
      unsure.push("No columns identify a row: the key is the file and the number of the record in it.");
    else if (!wantedKey)
      unsure.push(
        `The key is ${key.join(", ")}: unique in these records, but only you know whether it always is.`,
      );
    unsure.push(...columns.flatMap((column) => column.unsure.map((what) => `${column.name} ${what}.`)));
    const share = Math.ceil((quarantined / looked.records) * 100) / 100;
    const contract = found(key ?? "record", Math.max(0.01, share));
    return {
      contract,
      dataset: defineFileDataset(contract),
      unsure,
      records: looked.records,
      quarantined,
      odd: looked.examples,
    };
  }
}

/** The bytes, counted as they pass. */
async function* counted(bytes: AsyncIterable<Uint8Array>, watch: InitWatch): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of bytes) {
    watch.progress({ bytes: (size += chunk.byteLength) });
    yield chunk;
  }
}

/** A data set that reads every column as a string. */
function stringDataset(
  name: string,
  source: object,
  {
    words = {},
    files,
    names,
    places,
  }: Pick<Chosen, "files" | "names" | "places"> & { readonly words?: object },
): Dataset {
  const columns = columnNames(names).map((column, index) => ({
    name: column,
    place: places[index]!,
    type: "string" as const,
    nullable: false,
    words: {},
    unsure: [],
  }));
  const layout = { delimiter: ",", quoting: "rfc4180", header: true, ...words, files };
  return defineFileDataset(
    contractOf({ name, origin: "the data", source, layout, columns, key: "record", maxBadRatio: 1 }),
  );
}

function placed({ names, places }: Chosen, { values }: Columns): PlacedColumn[] {
  return columnNames(names).map((name, index) => ({
    name,
    place: places[index]!,
    ...typeOf(values[index]!),
  }));
}

/** Converts all parts, as a run does. */
async function convert(
  store: DirectoryStore,
  { clock }: LocalPorts,
  plan: Plan,
  raw: Pick<Manifest, "files" | "parts">,
): Promise<PartReport[]> {
  const threads = makeConvertThreads(store.home);
  const log: Log = { progress: () => undefined, warn: () => undefined };
  const manifest = { dataset: plan.dataset, run: "look", ...raw } as unknown as Manifest;
  const attempt = attemptId(clock);
  try {
    const reports: PartReport[] = [];
    const waiting = [...raw.parts.entries()];
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [number, part] = next;
        reports.push(await threads.convertPart({ store, clock, log }, plan, manifest, part, number, attempt));
      }
    };
    await Promise.all(Array.from({ length: partsAtOnce() }, work));
    return reports;
  } finally {
    await threads.close();
  }
}
