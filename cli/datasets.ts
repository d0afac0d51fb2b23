/** The data sets of datasets/, each loaded by itself: a fault in one file leaves the others as they are. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type { Dataset } from "../contract/dataset";

/** A file that gives no data set, and why. */
export interface DatasetFault {
  /** As `datasets/prices.ts`. */
  readonly file: string;
  /** Names of the data sets that it would give, as far as it tells. */
  readonly names: readonly string[];
  readonly message: string;
}

export interface LoadedDatasets {
  readonly datasets: readonly Dataset[];
  readonly faults: readonly DatasetFault[];
}

/** Where the files are, what they were compiled to, and what was found wrong then (scripts/build.js writes it). */
interface Places {
  readonly sources: string;
  readonly compiled: string;
  readonly stamp: string;
}

const build = resolve(__dirname, "..");
const places: Places = {
  sources: resolve(build, "..", "datasets"),
  compiled: join(build, "datasets"),
  stamp: join(build, ".command.json"),
};

let loaded: LoadedDatasets | undefined;

/** Loads every file but the index, once per process. */
export const loadDatasets = (): LoadedDatasets => (loaded ??= load(places));

/** Loads every file of a folder but its index; what a file exports beside data sets is its own affair. */
export function load({ sources, compiled, stamp }: Places): LoadedDatasets {
  const found = faultsOf(stamp);
  const files = readdirSync(sources)
    .filter((name) => /\.ts$/.test(name) && !/\.d\.ts$/.test(name) && name !== "index.ts")
    .map((name) => name.slice(0, -".ts".length))
    .sort()
    .map((name) => loadFile(name, compiled, found));
  const named = files.flatMap(({ base, datasets, fault }) =>
    fault === undefined ? datasets.map(({ name }) => ({ base, name })) : [],
  );
  const all = files.map((file) => {
    // Of two files with one name the one that is called so is meant.
    const taken = file.datasets
      .map(({ name }) => named.find((other) => other.name === name && other.base !== file.base))
      .find((other) => other && other.name !== file.base);
    return taken && file.fault === undefined
      ? {
          ...file,
          fault: `its data set is named "${taken.name}", like the one in datasets/${taken.base}.ts; rename one of them`,
        }
      : file;
  });
  return {
    datasets: all.flatMap(({ datasets, fault }) => (fault === undefined ? datasets : [])),
    faults: all.flatMap(({ base, datasets, fault }) =>
      fault === undefined
        ? []
        : [
            {
              file: `datasets/${base}.ts`,
              names: [base, ...datasets.map(({ name }) => name)],
              message: fault,
            },
          ],
    ),
  };
}

interface LoadedFile {
  /** Its name, without folder and ending. */
  readonly base: string;
  readonly datasets: readonly Dataset[];
  readonly fault: string | undefined;
}

/** Faults by source, as `datasets/prices.ts`. */
type Found = Readonly<Record<string, string>>;

function loadFile(base: string, compiled: string, found: Found): LoadedFile {
  const own = found[`datasets/${base}.ts`];
  const file = join(compiled, `${base}.js`);
  if (!existsSync(file)) return { base, datasets: [], fault: own ?? "it is not compiled: run npm run build" };
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- one by one, and each may throw
    const exported = Object.values(require(file) as object);
    const fault = own ?? importedFault(require.cache[file], compiled, found);
    return { base, datasets: [...new Set(exported.filter(isDataset))], fault };
  } catch (error) {
    return { base, datasets: [], fault: own ?? missingFault(error, compiled, found) ?? told(error, base) };
  }
}

/** Path of a compiled file's source, as faults name it. */
const sourceOf = (file: string, compiled: string) =>
  `datasets/${relative(compiled, file)
    .replaceAll("\\", "/")
    .replace(/(\.js)?$/, ".ts")}`;

/** The fault of a file of datasets/ that a module imports, be it by others. */
function importedFault(
  module: NodeJS.Module | undefined,
  compiled: string,
  found: Found,
): string | undefined {
  for (const child of module?.children ?? []) {
    if (!child.filename.startsWith(compiled)) continue;
    const fault = found[sourceOf(child.filename, compiled)] ?? importedFault(child, compiled, found);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** The fault for which an imported file was not compiled. */
function missingFault(error: unknown, compiled: string, found: Found): string | undefined {
  const { message = "", requireStack = [] } = error as { message?: string; requireStack?: readonly string[] };
  const [, name] = /^Cannot find module '(\.[^']*)'/.exec(message) ?? [];
  const [from] = requireStack;
  return name === undefined || from === undefined
    ? undefined
    : found[sourceOf(resolve(dirname(from), name), compiled)];
}

const isDataset = (value: unknown): value is Dataset =>
  typeof value === "object" &&
  value !== null &&
  ["name", "source", "stage", "table"].every((property) => property in value) &&
  typeof (value as Dataset).name === "string";

/** What was thrown, and where in the file, which a contract's own faults say themselves. */
function told(thrown: unknown, base: string): string {
  if (!(thrown instanceof Error)) return String(thrown);
  if (thrown.name === "InvalidDataset") return thrown.message;
  const sentence = `${thrown.name}: ${thrown.message.split("\nRequire stack:")[0]}`;
  const [, line] = new RegExp(`[\\\\/]${base}\\.ts:(\\d+):\\d+`).exec(thrown.stack ?? "") ?? [];
  return line === undefined ? sentence : `${sentence} (line ${line})`;
}

function faultsOf(stamp: string): Readonly<Record<string, string>> {
  try {
    return (JSON.parse(readFileSync(stamp, "utf8")) as { faults: Record<string, string> }).faults;
  } catch {
    // Made by tsc alone, which stops at what it finds wrong.
    return {};
  }
}
