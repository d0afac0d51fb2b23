/** Bundles the product's side of the benchmark as functions are bundled, so that it starts as fast as they do. */
import { copyFileSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { bundle } from "../components/bundle";
import { packageFolder } from "../components/package-folder";

/** Makes the bundle of bench/ours.ts in a folder; returns its path. */
export function bundleOurs(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, "ours.js");
  buildSync({
    absWorkingDir: packageFolder,
    entryPoints: ["bench/ours.ts"],
    bundle: true,
    platform: "node",
    target: "node24",
    format: "cjs",
    keepNames: true,
    charset: "utf8",
    logLevel: "error",
    outfile,
  });
  // What the code loads as WebAssembly lies beside it, as beside the product's own bundle of the converter.
  const product = bundle("spark-convert");
  for (const name of readdirSync(product).filter((each) => each.endsWith(".wasm")))
    copyFileSync(join(product, name), join(folder, name));
  return outfile;
}
