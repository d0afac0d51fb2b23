/**
 * Compiles core/kernel/assembly/ to build/core/kernel/kernel.wasm, if its sources or the compiler have changed. AssemblyScript
 * checks the types; equal sources give equal bytes.
 */
const { spawnSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

const root = path.dirname(__dirname);
const sources = path.join(root, "core/kernel/assembly");

const options = ["-O3", "--noAssert", "--enable", "simd", "--runtime", "stub", "--importMemory"];

/** What the kernel is made from: hash of the sources, the compiler's version and its options. */
function state() {
  const hash = createHash("sha256").update(options.join(" "));
  hash.update(require("assemblyscript/package.json").version);
  for (const name of fs.readdirSync(sources).sort())
    hash.update(`\0${name}\0`).update(fs.readFileSync(path.join(sources, name)));
  return hash.digest("hex");
}

/** Makes the kernel; returns the compiler's exit code. */
function makeKernel(output = path.join(root, "build/core/kernel/kernel.wasm")) {
  const wanted = state();
  const stamp = `${output}.stamp`;
  if (fs.existsSync(output) && fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === wanted) return 0;
  fs.mkdirSync(path.dirname(output), { recursive: true });
  // Whole or not at all: another command may be starting.
  const unfinished = `${output}.${process.pid}`;
  const compiler = path.join(path.dirname(require.resolve("assemblyscript/package.json")), "bin/asc.js");
  const entry = path.join(sources, "index.ts");
  const { status } = spawnSync(process.execPath, [compiler, entry, ...options, "-o", unfinished], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) return status ?? 1;
  fs.renameSync(unfinished, output);
  fs.writeFileSync(stamp, wanted);
  return 0;
}

module.exports = { makeKernel };

if (require.main === module) process.exitCode = makeKernel();
