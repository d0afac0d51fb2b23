/** What the benchmark compares, in the order in which it does. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { mhealth } from "../datasets/mhealth";
import { makeDirectoryStore } from "../local/directory-store";
import { compareAnswers, type AnswerColumn, type Answered } from "./answers";
import { serveBucket } from "./bucket";
import { coldFunction, coldPandas } from "./cold-start";
import type { Environment } from "./environment";
import { lay, type Files } from "./files";
import { runPairs, runSide, type Bench, type Measured, type Paired } from "./measure";
import { headerOf, ingest, layFile, ours, peer, type Laid, type Packing, type Peer } from "./sides";
import { runColumns, scripted, wholeRun } from "./whole-run";
import { withBadRecords } from "./workloads/bad-records";
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
export interface Found extends Paired {
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
    return compare(setting, "Text, zstd", await lay(bench, bundle, text()), defaults, rounds);
  },

  level: async (setting) => {
    const packing = { compression: "zstd", level: 1 } as const;
    const laid = await setting.files.mhealth();
    return compare(setting, "mHealth, zstd, peers at level 1", laid, packing, few(setting.rounds));
  },

  snappy: async (setting) => {
    const packing = { compression: "snappy", level: null } as const;
    const laid = await setting.files.mhealth();
    return compare(setting, "mHealth, peers in snappy", laid, packing, few(setting.rounds));
  },

  wide: async (setting) => {
    const { bench, bundle, rounds } = setting;
    const laid = await lay(bench, bundle, wide());
    return compare(setting, "Wide, zstd", laid, defaults, few(rounds));
  },

  ingest: async ({ bench, bundle, rounds, files }) => {
    const side = ingest(bench, bundle, mhealth, await files.mhealthCsv(), join(bench.work, "ingest"));
    const title = "mHealth, Ingest alone";
    return { title, ...(await runPairs(bench, title, side, [], few(rounds))), differences: undefined };
  },

  bad: async ({ bench, bundle, rounds, files }) => {
    const title = "mHealth with bad records, ours alone";
    const csv = await files.mhealthCsv();
    const bad = await lay(bench, bundle, withBadRecords(recordedMhealth(csv), 100));
    const good = ours(bundle, await files.mhealth(), "none");
    const paired = await runPairs(bench, title, ours(bundle, bad, "1 % bad records"), [good], rounds);
    return { title, ...paired, differences: undefined };
  },

  ten: async (setting) => {
    const { bench, bundle, rounds, files, environment } = setting;
    const single = await files.mhealth();
    const laid = await layFile(bench, bundle, recordedMhealth(single.csv), single.csv, 10);
    try {
      const title = "Ten times mHealth, zstd";
      const base = ours(bundle, laid, "ours, ten times");
      const paired = await runPairs(bench, title, base, [ours(bundle, single, "ours, once")], rounds);
      // One round, for their memory. pandas would need several gigabytes.
      const alone: Measured[] = [];
      for (const name of setting.peers.filter((each) => each !== "pandas")) {
        if (!environment) break;
        const side = peer(bench, environment.python, name, laid, defaults);
        alone.push((await runPairs(bench, title, side, [], 1)).base);
      }
      return { title, base: paired.base, others: [...paired.others, ...alone], differences: undefined };
    } finally {
      rmSync(laid.home, { recursive: true });
    }
  },

  cold: async ({ bench, rounds, environment, files }) => {
    const laid = await files.small();
    const server = await serveBucket(makeDirectoryStore(laid.home));
    try {
      const title = "Cold start, 1,000 rows, as a Lambda function";
      const others = environment ? [coldPandas(environment.python, laid)] : [];
      const paired = await runPairs(bench, title, coldFunction(laid, server.endpoint), others, rounds);
      return { title, ...paired, differences: undefined };
    } finally {
      await server.close();
    }
  },

  "cold-folder": async ({ bench, bundle, rounds, environment, files }) => {
    const laid = await files.small();
    const title = "Cold start, 1,000 rows, from a folder";
    const others = environment ? [coldPandas(environment.python, laid)] : [];
    const paired = await runPairs(bench, title, ours(bundle, laid), others, rounds);
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
} as const satisfies Readonly<Record<string, (setting: Setting) => Promise<Found>>>;

export type ComparisonName = keyof typeof comparisons;

/** The converter against each peer on one file, and what they read. */
export async function compare(
  { bench, bundle, environment, peers }: Setting,
  title: string,
  laid: Laid,
  packing: Packing,
  rounds: number,
): Promise<Found> {
  const names = environment ? peers : [];
  const sides = names.map((name) => peer(bench, environment!.python, name, laid, packing));
  const paired = await runPairs(bench, title, ours(bundle, laid), sides, rounds);
  // The timed pandas reads doubles as a first script does, which is not exact.
  if (names.includes("pandas") && paired.others.some(({ name, failed }) => name === "pandas" && !failed))
    await runSide(bench, peer(bench, environment!.python, "pandas", laid, packing, true));
  const ourNames = laid.columns.map(({ name }) => name);
  const headers = laid.columns.map(({ header }) => header);
  const differences = await differencesOf(bench, environment, laid.columns, paired, ourNames, headers);
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
