/** The Lambda handlers, each as one file with all it needs. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { buildSync } from "esbuild";

/** The handlers that there are: `handlers/aws/<name>.ts`. */
export type HandlerName = "ingest" | "convert" | "publish";

/** AWS takes 50 MB; a fifth of that still starts fast. */
const maxZipBytes = 10_000_000;

const made = new Map<HandlerName, string>();

/**
 * Bundles a handler, once per process, and returns the folder, relative to the working directory: the same text and so
 * the same archive from any checkout. Throws where the folder, zipped, would be above 10 MB.
 */
export function bundle(handler: HandlerName): string {
  const before = made.get(handler);
  if (before !== undefined) return before;
  const folder = `.build/${handler}`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  buildSync({
    entryPoints: [`handlers/aws/${handler}.ts`],
    outfile: `${folder}/index.js`,
    bundle: true,
    platform: "node",
    target: "node24",
    format: "cjs",
    keepNames: true,
    charset: "utf8",
    logLevel: "error",
  });
  // The Parquet writer looks for it beside itself.
  if (handler === "convert")
    copyFileSync(require.resolve("parquet-wasm/node/parquet_wasm_bg.wasm"), join(folder, wasm));
  const size = zippedSize(folder);
  if (size > maxZipBytes)
    throw new Error(
      `The archive of handlers/aws/${handler}.ts would have ${(size / 1e6).toFixed(1)} MB, and at most ${maxZipBytes / 1e6} are good: see what it imports.`,
    );
  made.set(handler, folder);
  return folder;
}

const wasm = "parquet_wasm_bg.wasm";

const zippedSize = (folder: string) =>
  readdirSync(folder).reduce((sum, file) => sum + deflateRawSync(readFileSync(join(folder, file))).length, 0);
