/** The files of datasets/ in the working directory, for the command that adds one. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** The folder of data sets in the working directory. */
export const datasetsFolder = () => resolve("datasets");

/** True if the working directory is a checkout of this program, whose data sets import its own contract. */
export const isCheckout = () =>
  datasetsFolder() === join(dirname(require.resolve("#package.json")), "datasets");

/** The module from which a data set imports the contract. */
export const contractModule = () => (isCheckout() ? "../contract" : "data-flow/contract");

/** Path of a data set's file. */
export const datasetFile = (name: string) => join(datasetsFolder(), `${name}.ts`);

/** Writes a data set's file, whole or not at all. */
export function writeDataset(name: string, text: string): void {
  mkdirSync(datasetsFolder(), { recursive: true });
  writeWhole(datasetFile(name), text);
}

/**
 * Adds a data set to datasets/index.ts. Returns false if that file does not have the form of this repository's; true if it now has the
 * data set, or if the project has no such file.
 */
export function registerDataset(name: string): boolean {
  const file = join(datasetsFolder(), "index.ts");
  if (!existsSync(file)) return true;
  const text = registered(readFileSync(file, "utf8"), name);
  if (text === undefined) return false;
  writeWhole(file, text);
  return true;
}

/** The text of an index with a data set added, in the order of the names; undefined if it does not have the form that is known. */
export function registered(text: string, name: string): string | undefined {
  const list = /export const datasets = \{([^{}]*)\}/.exec(text);
  if (!list) return undefined;
  const names = list[1]!
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
  if (names.includes(name)) return text;
  if (names.some((each) => !/^[a-z][a-z0-9_]*$/.test(each))) return undefined;
  const all = [...names, name].sort();
  const line = `{ ${all.join(", ")} }`;
  const listed = line.length > 72 ? `{\n${all.map((each) => `  ${each},\n`).join("")}}` : line;
  const lines = text.replace(list[0], `export const datasets = ${listed}`).split("\n");
  const imported = `import { ${name} } from "./${name}";`;
  const isImport = (each: string) => /^import \{ [a-z0-9_]+ \} from "\.\/[a-z0-9_]+";$/.test(each);
  const after = lines.findIndex((each) => isImport(each) && each > imported);
  const end = lines.findLastIndex((each) => each.startsWith("import ")) + 1;
  lines.splice(after >= 0 ? after : end, 0, imported);
  return lines.join("\n");
}

function writeWhole(file: string, text: string): void {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, text);
  renameSync(unfinished, file);
}
