/** Looks at data without a contract, and finds the contract that reads all of it. */
import { rm } from "node:fs/promises";
import type { Dataset } from "../../contract/dataset";
import { runPlan } from "../../contract/derive/run-plan";
import { defineFileDataset } from "../../contract/file-dataset";
import { failure } from "../../core/run/failure";
import type { Log } from "../../core/run/ports";
import type { ArchiveLimits } from "../../core/archive";
import type { ArchivesSource, Source } from "../../core/sources/source";
import { fetched } from "../../handlers/ingest/fetch";
import { packToFit } from "../../handlers/ingest/pack";
import { unpack, type Stored } from "../../handlers/ingest/unpack";
import { makeDirectoryStore, type DirectoryStore } from "../directory-store";
import type { LocalPorts } from "../local-ports";
import { lookAtColumns, type Columns, type OddRecord } from "./columns";
import { contractOf, type FoundDataset, type PlacedColumn } from "./contract";
import { columnDoubts, keyDoubt, refusedDoubts, refusedValue } from "./doubts";
import { chooseFiles } from "./files";
import { makeJsonColumns, type JsonColumn } from "./json";
import { lookAtJson } from "./json-look";
import { findKey } from "./key";
import type { Look, PlainColumn } from "./look";
import { columnNames } from "./names";
import { refusals, type Refusal } from "./refused";
import { allMembers, survey } from "./survey";
import { convertParts } from "./trial";
import type { Values } from "./values";
import type { DateOrder } from "./date-shapes";
import { decimalSign, isFew, typeOf, type Question } from "./types";

/** What to look at. */
export interface InitInput {
  /** Name of the data set. */
  readonly name: string;
  /** The contract's source. */
  readonly described: object;
  /** Opens it. */
  readonly source: Source | ArchivesSource;
  /** What is looked at, for people: a file's name, an address. */
  readonly origin: string;
  readonly page?: string;
  /** Each day has a file of its own. @default false */
  readonly daily?: boolean;
  /** Columns of the key, if you know them. @default found */
  readonly key?: readonly string[];
  /** The order of dates that may have several. @default the look fails with `Ambiguous` */
  readonly dates?: DateOrder;
  /** The decimal sign of numbers that may have either. @default the look fails with `Ambiguous` */
  readonly decimal?: "." | ",";
  /** Says what to do about a question. */
  readonly ask: (column: string, question: Question) => string;
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
  input: InitInput,
  ports: LocalPorts,
  watch: InitWatch,
): Promise<Discovery> {
  const log: Log = {
    progress: ({ step: _, ...progress }) => watch.progress(progress),
    warn: () => undefined,
  };
  const inScratch = { store, log, clock: ports.clock };
  const { limits } = runPlan(wholeDataset(input, anything, [{ name: "a", place: () => ({ header: "a" }) }]), {
    partBytes,
  });

  watch.begin("Fetch");
  const fetchedNow = await fetched(input.source, "fetched/", limits.maxUnpackedBytes, inScratch);
  if (!fetchedNow) throw failure("NothingFound", `${input.origin} has no file.`);
  const { archives, name } = fetchedNow;

  watch.begin("Look");
  const surveyed = await survey(store, archives, limits, (bytes) => watch.progress({ bytes }));
  const chosen = chooseFiles(name, surveyed);
  const look = chosen.look ?? lookAtJson(await jsonColumns(store, archives, chosen.paths, limits));
  if (look.columns.length === 0) throw failure("NothingFound", `${name} has no column.`);
  // A lone file's name may have today's date in it.
  const files = input.daily && surveyed.length === 1 && chosen.files.startsWith("^") ? "." : chosen.files;
  const asStrings = { ...look.words, files };
  const strings = wholeDataset(
    input,
    asStrings,
    look.columns.map(({ name: column, asString }) => ({ name: column, place: () => asString })),
  );
  const plan = runPlan(strings, { partBytes });
  const raw = await unpack({ archives, name, prefix: "raw/", plan, generated: false }, inScratch);
  const looked = await lookAtColumns(store, plan.layouts[0]!, raw.files, raw.slices, (bytes) =>
    watch.progress({ bytes }),
  );
  if (looked.records === looked.odd) throw unread(name, looked);

  watch.begin("Check");
  const trim = isTrimmed(look, looked);
  const layout = trim ? { ...asStrings, trim: true } : asStrings;
  const named = trim ? trimmed(look) : look;
  let ownColumns = typedColumns(named, looked, input, ports.clock.now().getUTCFullYear());
  for (;;) {
    const needsDay = input.daily && !input.key && !ownColumns.some(isDay);
    const fromPath = needsDay ? dayOf(raw.files[0]!.file, ownColumns, layout) : undefined;
    const columns = fromPath ? [...ownColumns, fromPath.column] : ownColumns;
    const words = fromPath?.layout ?? layout;
    const dataset = defineFileDataset(contract(input, words, columns, "record", 1));
    const typed = runPlan(dataset, { partBytes });
    // What a column has from the path is found when a file is unpacked.
    const unpacked = fromPath
      ? await unpack({ archives, name, prefix: "dated/", plan: typed, generated: false }, inScratch)
      : raw;
    const parts = packToFit(unpacked.slices, plan.limits);
    const reports = await convertParts(store, ports, typed, { ...unpacked, parts });
    // The readers have the last word: a column of which they refuse more than a few values stays a string.
    const refused = await refusals(store, reports);
    const given = (name: string) => looked.values[ownColumns.findIndex((each) => each.name === name)]!.given;
    const many = refused.filter(({ column, records }) => !isFew(records, given(column)));
    if (many.length > 0) {
      ownColumns = ownColumns.map((column) => {
        const refusal = many.find((each) => each.column === column.name);
        return refusal ? asString(column, named, refusal) : column;
      });
      continue;
    }
    const quarantined = reports.reduce((sum, report) => sum + (report.quarantined?.rows ?? 0), 0);
    if (quarantined > Math.max(2, looked.records * 0.2)) throw unread(name, looked);
    const staged = reports.flatMap(({ staged: good }) => (good ? [good.key] : []));
    const required = columns.filter(({ nullable }) => !nullable);
    const days = fromPath
      ? [fromPath.column.name]
      : input.daily
        ? required.filter(isDay).map(({ name: each }) => each)
        : [];
    const key = input.key ?? (await findKey(store, staged, required, days));
    if (input.daily && !key)
      throw failure(
        "NothingFound",
        `${name}: no columns identify a row, which a table of many days needs. Name them with --key.`,
      );
    // As many again may be bad tomorrow, and at least one of a hundred.
    const ratio = Math.max(0.01, Math.ceil((quarantined / looked.records) * 100) / 100);
    const found = contract(input, words, columns, key ?? "record", ratio);
    return {
      contract: found,
      dataset: defineFileDataset(found),
      unsure: [
        ...chosen.unsure,
        ...look.unsure,
        ...(looked.blank > 0
          ? [`Records without any value, which become rows of nulls: ${looked.blank}.`]
          : []),
        ...(trim ? ["Blanks around values are left out."] : []),
        ...(fromPath
          ? [
              `No column has a date in every row, so ${fromPath.column.name} is the day of each file, from its folder, and part of the key.`,
            ]
          : []),
        ...keyDoubt(key, input.key, days),
        ...refusedDoubts(refused, named, columns),
        ...columnDoubts(columns),
      ],
      records: looked.records,
      quarantined,
      odd: [
        ...looked.examples,
        ...refused.map(({ column, first }) => ({ ...first, reason: `its ${column} cannot be read` })),
      ].slice(0, 5),
    };
  }
}

/** True if the blanks around values have to go: a typed column has some, or most values have. */
function isTrimmed({ words, columns }: Look, { values }: Columns): boolean {
  if (!("delimiter" in words) || "trim" in words) return false;
  const sum = (of: (each: Values) => number) => values.reduce((total, each) => total + of(each), 0);
  const needs = values.some(
    ({ padded, blank, numbers, dates }) =>
      padded + blank > 0 && ((numbers.alive && numbers.count > 0) || dates.forms(2000).length > 0),
  );
  const isName = columns.some(({ name }) => name !== name.trim());
  return (
    needs ||
    (isName && sum(({ padded }) => padded) > 0) ||
    sum(({ padded }) => padded) > sum(({ given }) => given) * 0.3
  );
}

/** The columns by names without blanks around them. */
const trimmed = (look: Look): Look => ({
  ...look,
  columns: look.columns.map((column) => {
    const place = "header" in column.asString ? { header: column.name.trim() } : column.asString;
    return { ...column, name: column.name.trim(), place: () => place, asString: place };
  }),
});

const anything = { delimiter: ",", quoting: "rfc4180", header: true, files: "." };

const unread = (name: string, { records, odd, examples, values: { length: width } }: Columns) =>
  failure(
    "NothingFound",
    records === 0
      ? `${name} has no record besides what is taken for its header.`
      : `${name}: ${odd === records ? "none" : records - odd} of its ${records} records can be read as ${width} columns (${examples[0]?.reason}). It may hold several tables, or text between its rows.`,
  );

/** A column that tells days apart. */
const isDay = ({ type, nullable }: PlacedColumn): boolean =>
  (type === "date" || type === "timestamp") && !nullable;

/** The folder of a day's file as a column, and the layout that finds it. */
function dayOf(
  path: string,
  columns: readonly PlacedColumn[],
  layout: { readonly files: string; readonly format?: string },
): { readonly column: PlacedColumn; readonly layout: object } {
  const { format } = layout;
  const name = columnNames([...columns.map((each) => each.name), "day"]).at(-1)!;
  const type = /^\d{4}-\d\d-\d\d\//.test(path) ? "date" : "string";
  const place = format === "json-lines" ? { group: "day" } : { path: "day" };
  const folder = `${path.slice(0, path.indexOf("/"))}\\/`;
  const files = layout.files.replaceAll(folder, "");
  const rest = files === "." ? "" : files.startsWith("^") ? files.slice(1) : `.*${files}`;
  return {
    column: { name, place, type, nullable: false, words: {}, unsure: [] },
    layout: { ...layout, files: `^(?<day>[^/]+)/${rest}` },
  };
}

const contract = (
  { name, origin, described, page, daily = false }: InitInput,
  layout: object,
  columns: readonly PlacedColumn[],
  key: readonly string[] | "record",
  maxBadRatio: number,
): FoundDataset =>
  contractOf({
    name,
    origin,
    source: described,
    layout,
    columns,
    key,
    maxBadRatio,
    ...(page === undefined ? {} : { page }),
    // Rows are merged by columns of their own.
    daily: daily && key !== "record",
  });

/** A data set that reads every column as a string; a column that a record lacks is null. */
function wholeDataset(
  input: InitInput,
  layout: object,
  columns: readonly Pick<PlainColumn, "name" | "place">[],
): Dataset {
  const names = columnNames(columns.map(({ name }) => name));
  const strings = columns.map(({ place }, index) => ({
    name: names[index]!,
    place: place("string"),
    type: "string" as const,
    nullable: true,
    words: {},
    unsure: [],
  }));
  return defineFileDataset(contract(input, layout, strings, "record", 1));
}

/** The columns with their types. Fails with `Ambiguous` if values fit several readings. */
function typedColumns(
  { words, columns, emptyIsNull }: Look,
  { values }: Columns,
  input: InitInput,
  year: number,
): PlacedColumn[] {
  const names = columnNames(columns.map(({ name }) => name));
  const decimal = input.decimal ?? decimalSign(values);
  const delimiter = "delimiter" in words ? words.delimiter : undefined;
  const questions: string[] = [];
  const typed = columns.flatMap(({ name: header, place, asString: whole, string }, index) => {
    const context = {
      header,
      emptyIsNull,
      decimal,
      dates: input.dates,
      string,
      year,
      delimiter,
      isJsonNumber: "json" in whole,
    };
    const found = typeOf(values[index]!, context);
    const name = names[index]!;
    if (!("kind" in found)) return [{ ...found, name, place: place(found.type) }];
    questions.push(input.ask(name, found));
    return [];
  });
  if (questions.length > 0) throw failure("Ambiguous", questions[0]!);
  return typed;
}

/** A column of which the readers refuse many values as its type. */
function asString(column: PlacedColumn, look: Look, refusal: Refusal): PlacedColumn {
  const { columns, emptyIsNull } = look;
  const names = columnNames(columns.map(({ name }) => name));
  const { asString: place } = columns[names.indexOf(column.name)]!;
  const { nulls: _, ...others } = column;
  const text = `a string, because values such as ${refusedValue(refusal, look)} are not of the type ${column.type}`;
  return {
    ...others,
    place,
    type: "string",
    ...(emptyIsNull && column.nullable ? { nulls: [""] } : {}),
    words: {},
    unsure: [{ kind: text, text }],
  };
}

/** The columns of files of JSON lines. */
async function jsonColumns(
  store: DirectoryStore,
  archives: readonly Stored[],
  paths: readonly string[],
  limits: ArchiveLimits,
): Promise<JsonColumn[]> {
  const collected = makeJsonColumns();
  for await (const { file, bytes } of allMembers(store, archives, limits)) {
    if (!paths.includes(file)) continue;
    for await (const chunk of bytes) collected.feed(chunk);
    // A last line may lack its end.
    collected.feed(Buffer.from("\n"));
  }
  return collected.finish();
}
