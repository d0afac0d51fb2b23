/** The data sets in datasets/ of the working directory, each loaded separately: a fault in one file does not affect the others. */
import { readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Dataset } from "../contract/dataset";
import { loadsCompiled } from "./compiled-datasets";
import type { DatasetFault, LoadedFile } from "./dataset-fault";
import { loadsSources } from "./source-datasets";

export interface LoadedDatasets {
  readonly datasets: readonly Dataset[];
  readonly faults: readonly DatasetFault[];
}

let loaded: LoadedDatasets | undefined;

/** Loads every file but the index, once per process. Fails with `DatasetsMissing` if the working directory has no datasets/. */
export const loadDatasets = (): LoadedDatasets => (loaded ??= loadFrom(resolve("datasets")));

function loadFrom(folder: string): LoadedDatasets {
  const ofCheckout = join(dirname(require.resolve("#package.json")), "datasets");
  if (folder !== ofCheckout) return load(folder, loadsSources(folder));
  const build = resolve(__dirname, "..");
  return load(
    folder,
    loadsCompiled({ folder: join(build, "datasets"), stamp: join(build, ".command.json") }),
  );
}

/** Loads every file of a folder except its index. A file may also export other things than data sets. */
export function load(folder: string, loadFile: (base: string) => LoadedFile): LoadedDatasets {
  const files = sourcesIn(folder).map((base) => {
    const { exported, fault } = loadFile(base);
    return { base, fault, datasets: [...new Set(Object.values(exported).filter(isDataset))] };
  });
  const named = files.flatMap(({ base, datasets, fault }) =>
    fault === undefined ? datasets.map(({ name }) => ({ base, name })) : [],
  );
  const all = files.map((file) => {
    // If two files export the same data set, the file with its name wins.
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

/** Names of the files without extension, sorted. */
function sourcesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /\.ts$/.test(name) && !/\.d\.ts$/.test(name) && name !== "index.ts")
      .map((name) => name.slice(0, -".ts".length))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw Object.assign(
      new Error(
        `There is no folder ${folder}: data-flow loads the data sets of the working directory. Run it in the folder of your project that holds datasets/.`,
      ),
      { name: "DatasetsMissing" },
    );
  }
}

const isDataset = (value: unknown): value is Dataset =>
  typeof value === "object" &&
  value !== null &&
  ["name", "source", "stage", "table"].every((property) => property in value) &&
  typeof (value as Dataset).name === "string";
