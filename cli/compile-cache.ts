/**
 * Keeps the compiled code of the command's modules, which saves a tenth of a short command's processor time. It lies beside the
 * program: in the shared temporary folder another user could leave code for us to run. It has one file per module; the files of
 * other versions of Node are removed.
 */
import { readdirSync, rmSync } from "node:fs";
import { constants, enableCompileCache, getCompileCacheDir } from "node:module";
import { basename, join, resolve } from "node:path";

const folder = resolve(__dirname, "..", ".compile-cache");

try {
  // Node before 22.8 lacks it. Where the folder cannot be written, Node compiles as before.
  const answer = enableCompileCache?.(folder);
  const current = basename(getCompileCacheDir?.() ?? "");
  if (answer?.status === constants.compileCacheStatus.ENABLED)
    for (const name of readdirSync(folder))
      if (name !== current) rmSync(join(folder, name), { recursive: true, force: true });
} catch {
  // The command works without.
}
