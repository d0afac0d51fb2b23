/** The data sets of a checkout. scripts/build.js has compiled and checked them with the program. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { told, type LoadedFile } from "./dataset-fault";

/** The compiled data sets and the faults that the build found (scripts/build.js writes this file). */
export interface Compiled {
  readonly folder: string;
  readonly stamp: string;
}

/** Faults by source file, such as `datasets/prices.ts`. */
type Found = Readonly<Record<string, string>>;

/** Makes a function that loads a file of datasets/ by its name without extension. */
export function loadsCompiled({ folder, stamp }: Compiled): (base: string) => LoadedFile {
  const found = faultsOf(stamp);
  return (base) => loadFile(base, folder, found);
}

function loadFile(base: string, compiled: string, found: Found): LoadedFile {
  const own = found[`datasets/${base}.ts`];
  const file = join(compiled, `${base}.js`);
  if (!existsSync(file)) return { exported: {}, fault: own ?? "it is not compiled: run npm run build" };
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- one by one, and each may throw
    const exported = require(file) as object;
    return { exported, fault: own ?? importedFault(require.cache[file], compiled, found) };
  } catch (error) {
    return { exported: {}, fault: own ?? missingFault(error, compiled, found) ?? told(error, base) };
  }
}

/** Path of a compiled file's source, for faults. */
const sourceOf = (file: string, compiled: string) =>
  `datasets/${relative(compiled, file)
    .replaceAll("\\", "/")
    .replace(/(\.js)?$/, ".ts")}`;

/** The fault in a file of datasets/ that a module imports, directly or indirectly. */
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

/** The fault that kept an imported file from being compiled. */
function missingFault(error: unknown, compiled: string, found: Found): string | undefined {
  const { message = "", requireStack = [] } = error as { message?: string; requireStack?: readonly string[] };
  const [, name] = /^Cannot find module '(\.[^']*)'/.exec(message) ?? [];
  const [from] = requireStack;
  return name === undefined || from === undefined
    ? undefined
    : found[sourceOf(resolve(dirname(from), name), compiled)];
}

function faultsOf(stamp: string): Found {
  try {
    return (JSON.parse(readFileSync(stamp, "utf8")) as { faults: Record<string, string> }).faults;
  } catch {
    // Only tsc compiled it, and tsc stops at the errors that it finds.
    return {};
  }
}
