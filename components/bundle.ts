/** Bundles the Lambda handlers, and the converter for Spark's tasks, each as one file with all its dependencies. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { deflateRawSync } from "node:zlib";
import * as pulumi from "@pulumi/pulumi";
import { buildSync } from "esbuild";
import type { FunctionStep } from "../contract/derive/step-contract";
import { environments } from "../contract/environment";
import { packageFolder } from "./package-folder";

/** The existing handlers: `handlers/aws/<name>.ts`. */
export type HandlerName = FunctionStep;

/** What can be bundled: handlers, and the converter for Spark's tasks, `handlers/spark/convert-task.ts`, which does not use AWS. */
export type BundleName = HandlerName | "spark-convert";

/** All of them, for `npm pack`. */
export const bundleNames: readonly BundleName[] = [
  ...(Object.keys(environments) as HandlerName[]),
  "spark-convert",
];

const entryOf = (name: BundleName) =>
  name === "spark-convert" ? "handlers/spark/convert-task.ts" : `handlers/aws/${name}.ts`;

/** The files that the code of a bundle looks for beside itself. */
const besides: Readonly<Record<string, { readonly of: readonly BundleName[]; readonly path: () => string }>> =
  {
    "kernel.wasm": { of: ["ingest", "convert", "analyze", "spark-convert"], path: kernelPath },
    "parquet_wasm_bg.wasm": {
      of: ["analyze"],
      path: () => require.resolve("parquet-wasm/node/parquet_wasm_bg.wasm"),
    },
  };

/** AWS takes 50 MB; a fifth of that still starts fast. */
const maxZipBytes = 10_000_000;

const made = new Map<BundleName, string>();

/**
 * Creates a bundle, once per process, and returns its folder, relative to the working directory. Any checkout gives the
 * same bytes, and so the same archive. Throws if the zipped folder would be larger than 10 MB.
 */
export function bundle(name: BundleName): string {
  const before = made.get(name);
  if (before !== undefined) return before;
  const folder = `.build/${name}`;
  const files: Record<string, Uint8Array> = { "index.js": packed(name) ?? buildBundle(name) };
  for (const [file, { of, path }] of Object.entries(besides))
    if (of.includes(name)) files[file] = readFileSync(path());
  checkSize(name, files);
  writeFolder(folder, files);
  made.set(name, folder);
  return folder;
}

/** The compiled conversion kernel: beside the compiled code or, if this is the source, in build/. */
function kernelPath(): string {
  const places = [resolve(__dirname, ".."), join(packageFolder, "build")];
  const found = places.map((place) => join(place, "core", "kernel", "kernel.wasm")).find(existsSync);
  if (found !== undefined) return found;
  throw new pulumi.RunError("The conversion kernel is not compiled: type `npm run build` first.");
}

/** A bundle that `npm pack` created; undefined in a checkout, which never has packed bundles next to its code. */
function packed(name: BundleName): Uint8Array | undefined {
  const file = resolve(__dirname, "..", "bundles", `${name}.js`);
  return existsSync(file) ? readFileSync(file) : undefined;
}

/** Creates a bundle from a checkout's sources. */
export function buildBundle(name: BundleName, checkout = packageFolder): Uint8Array {
  const { outputFiles } = buildSync({
    absWorkingDir: checkout,
    entryPoints: [entryOf(name)],
    bundle: true,
    platform: "node",
    target: "node24",
    format: "cjs",
    // As modules, of which the bundle keeps only what the step uses. That starts faster than the CommonJS of the same packages.
    mainFields: ["module", "main"],
    keepNames: true,
    charset: "utf8",
    logLevel: "error",
    write: false,
  });
  return outputFiles[0]!.contents;
}

/** Throws if the zipped files are more than a function should load. */
export function checkSize(name: BundleName, files: Readonly<Record<string, Uint8Array>>): void {
  const size = Object.values(files).reduce((sum, bytes) => sum + deflateRawSync(bytes).length, 0);
  if (size <= maxZipBytes) return;
  throw new pulumi.RunError(
    `The archive of ${entryOf(name)} would have ${(size / 1e6).toFixed(1)} MB, more than the limit of ${maxZipBytes / 1e6} MB: check what it imports.`,
  );
}

/** Makes a folder hold exactly these files. Leaves existing equal files untouched: another process may be reading them. */
function writeFolder(folder: string, files: Readonly<Record<string, Uint8Array>>): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder))
    if (!(name in files)) rmSync(join(folder, name), { recursive: true });
  for (const [name, bytes] of Object.entries(files)) {
    const path = join(folder, name);
    if (existsSync(path) && readFileSync(path).equals(bytes)) continue;
    const unfinished = `${folder}.${process.pid}`;
    writeFileSync(unfinished, bytes);
    renameSync(unfinished, path);
  }
}
