/** What the benchmark compares, in the order in which it does. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { mhealth } from "../datasets/mhealth";
import { makeDirectoryStore } from "../local/directory-store";
import { compareAnswers, type AnswerColumn, type Answered } from "./answers";
import { serveBucket } from "./bucket";
import { coldFunction, coldPandas } from "./cold-start";
import type { Environment } from "./environment";
import { prepare, type Files } from "./files";
import { runPairs, runSide, type Bench, type Measured, type Paired } from "./measure";
import {
  headerOf,
  ingest,
  prepareFile,
  ours,
  canRead,
  peer,
  type Prepared,
  type Packing,
  type Peer,
} from "./sides";
import { runColumns, scripted, wholeRun } from "./whole-run";
import { withBadRecords } from "./workloads/bad-records";
import { events } from "./workloads/events";
import { recordedMhealth } from "./workloads/mhealth";
import { text } from "./workloads/text";
import { wide } from "./workloads/wide";

/** What all comparisons share. */
export interface Setting {
  readonly bench: Bench;
  /** The bundle of bench/ours.ts. */
  readonly bundle: string;
  /** The peers' environment; undefined if there is none, and then only the product is measured. */
  readonly environment: Environment | undefined;
  readonly peers: readonly Peer[];
  readonly rounds: number;
  readonly files: Files;
}

/** What a comparison found. */
export interface Finding extends Paired {
  readonly title: string;
  /** What differs between the answers; undefined if they were not compared. */
  readonly differences: readonly string[] | undefined;
}

const defaults: Packing = { compression: "zstd", level: null };
/** Rounds of a comparison that no goal is about. */
const few = (rounds: number) => Math.min(rounds, 3);

/** The comparisons by the name that `--only` knows them by. */
export const comparisons = {
  mhealth: async (setting) =>
    compare(setting, "mHealth, zstd", await setting.files.mhealth(), defaults, setting.rounds),

  text: async (setting) => {
    const { bench, bundle, rounds } = setting;
    return compare(setting, "Text, zstd", await prepare(bench, bundle, text()), defaults, rounds);
  },

  level: async (setting) => {
    const packing = { compression: "zstd", level: 1 } as const;
    const prepared = await setting.files.mhealth();
    return compare(setting, "mHealth, zstd, peers at level 1", prepared, packing, few(setting.rounds));
  },

  snappy: async (setting) => {
    const packing = { compression: "snappy", level: null } as const;
    const prepared = await setting.files.mhealth();
    return compare(setting, "mHealth, peers in snappy", prepared, packing, few(setting.rounds));
  },

  wide: async (setting) => {
    const { bench, bundle, rounds } = setting;
    const prepared = await prepare(bench, bundle, wide());
    return compare(setting, "Wide, zstd", prepared, defaults, few(rounds));
  },

  "json-lines": async (setting) => {
    const { bench, bundle, rounds } = setting;
    const prepared = await prepare(bench, bundle, events());
    const tenth = await prepare(bench, bundle, { ...events(300_000), name: "events-tenth" });
    try {
      const found = await compare(setting, "JSON lines, zstd", prepared, defaults, few(rounds));
      const alone = ours(bundle, tenth, "ours, a tenth");
      const { base } = await runPairs(bench, "JSON lines, a tenth", alone, [], few(rounds));
      return { ...found, others: [...found.others, base] };
    } finally {
      for (const { home } of [prepared, tenth]) rmSync(home, { recursive: true });
    }
  },

  ingest: async ({ bench, bundle, rounds, files }) => {
    const side = ingest(bench, bundle, mhealth, await files.mhealthCsv(), join(bench.work, "ingest"));
    const title = "mHealth, Ingest alone";
    return { title, ...(await runPairs(bench, title, side, [], few(rounds))), differences: undefined };
  },

  bad: async ({ bench, bundle, rounds, files }) => {
    const title = "mHealth with bad records, ours alone";
    const csv = await files.mhealthCsv();
    const bad = await prepare(bench, bundle, withBadRecords(recordedMhealth(csv), 100));
    const good = ours(bundle, await files.mhealth(), "none");
    const paired = await runPairs(bench, title, ours(bundle, bad, "1 % bad records"), [good], rounds);
    return { title, ...paired, differences: undefined };
  },

  ten: async (setting) => {
    const { bench, bundle, rounds, files, environment } = setting;
    const single = await files.mhealth();
    const prepared = await prepareFile(bench, bundle, recordedMhealth(single.raw), single.raw, 10);
    try {
      const title = "Ten times mHealth, zstd";
      const base = ours(bundle, prepared, "ours, ten times");
      const paired = await runPairs(bench, title, base, [ours(bundle, single, "ours, once")], rounds);
      // One round, for their memory. pandas would need several gigabytes.
      const alone: Measured[] = [];
      for (const name of setting.peers.filter((each) => each !== "pandas")) {
        if (!environment) break;
        const side = peer(bench, environment.python, name, prepared, defaults);
        alone.push((await runPairs(bench, title, side, [], 1)).base);
      }
      return { title, base: paired.base, others: [...paired.others, ...alone], differences: undefined };
    } finally {
      rmSync(prepared.home, { recursive: true });
    }
  },

  cold: async ({ bench, rounds, environment, files }) => {
    const prepared = await files.small();
    const server = await serveBucket(makeDirectoryStore(prepared.home));
    try {
      const title = "Cold start, 1,000 rows, as a Lambda function";
      const others = environment ? [coldPandas(environment.python, prepared)] : [];
      const paired = await runPairs(bench, title, coldFunction(prepared, server.endpoint), others, rounds);
      return { title, ...paired, differences: undefined };
    } finally {
      await server.close();
    }
  },

  "cold-folder": async ({ bench, bundle, rounds, environment, files }) => {
    const prepared = await files.small();
    const title = "Cold start, 1,000 rows, from a folder";
    const others = environment ? [coldPandas(environment.python, prepared)] : [];
    const paired = await runPairs(bench, title, ours(bundle, prepared), others, rounds);
    return { title, ...paired, differences: undefined };
  },

  whole: async ({ bench, rounds, environment, files }) => {
    const archive = await files.mhealthArchive();
    const header = headerOf(await files.mhealthCsv());
    const title = "A whole run of the archive";
    const scripts = environment ? [scripted(bench, environment.python, archive, header)] : [];
    const paired = await runPairs(bench, title, wholeRun(bench, archive), scripts, rounds);
    const names = runColumns.map(({ name }) => name);
    const differences = await differencesOf(bench, environment, runColumns, paired, names, names);
    return { title, ...paired, differences };
  },
} as const satisfies Readonly<Record<string, (setting: Setting) => Promise<Finding>>>;

export type ComparisonName = keyof typeof comparisons;

/** The converter against each peer on one file, and what they read. */
export async function compare(
  { bench, bundle, environment, peers }: Setting,
  title: string,
  prepared: Prepared,
  packing: Packing,
  rounds: number,
): Promise<Finding> {
  const names = environment ? peers.filter((name) => canRead(name, prepared)) : [];
  const sides = names.map((name) => peer(bench, environment!.python, name, prepared, packing));
  const paired = await runPairs(bench, title, ours(bundle, prepared), sides, rounds);
  // The timed pandas reads doubles as a first script does, which is not exact.
  if (names.includes("pandas") && paired.others.some(({ name, failed }) => name === "pandas" && !failed))
    await runSide(bench, peer(bench, environment!.python, "pandas", prepared, packing, true));
  const ourNames = prepared.columns.map(({ name }) => name);
  const headers = prepared.columns.map(({ header }) => header);
  const differences = await differencesOf(bench, environment, prepared.columns, paired, ourNames, headers);
  return { title, ...paired, differences };
}

/** Compares what the last run of each side wrote. */
async function differencesOf(
  { work }: Bench,
  environment: Environment | undefined,
  columns: readonly AnswerColumn[],
  { base, others }: Paired,
  baseNames: readonly string[],
  otherNames: readonly string[],
): Promise<readonly string[] | undefined> {
  const compared = others.filter(({ failed }) => !failed);
  if (!environment || compared.length === 0) return undefined;
  const sides: Record<string, Answered> = {
    [base.name]: { files: base.runs.at(-1)!.files, names: baseNames },
  };
  for (const { name, runs } of compared) sides[name] = { files: runs.at(-1)!.files, names: otherNames };
  return compareAnswers(environment.python, work, columns, sides);
}
