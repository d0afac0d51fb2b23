/**
 * Makes build/ what the sources say. `node scripts/build.js` makes the command: esbuild compiles the files that have changed, and
 * TypeScript 7, which is native, checks the types that the change can break; a second for a change in datasets/. With --all
 * everything, tests too, by the TypeScript that Pulumi compiles the program with: what tests see of a function is what it deploys.
 */
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");

const { makeKernel } = require("./kernel.js");

const root = path.dirname(__dirname);
const build = path.join(root, "build");
/** What the command was made from, as {"sources": {file: state}, "faults": {file: text}}; cli/datasets.ts reads the faults. */
const stamp = path.join(build, ".command.json");
/** What tsc --build has made; without it tsc makes everything again, so that none of esbuild's files stays among its own. */
const buildInfo = path.join(build, ".tsbuildinfo");

const { include } = JSON.parse(fs.readFileSync(path.join(root, "tsconfig.json"), "utf8"));
const ofCommand = include.filter((name) => name !== "test" && name !== "bench");
/** A change in these compiles everything again. */
const rules = ["tsconfig.json", "scripts/build.js"];

/** The files below a folder, or the file itself; relative to the checkout, with slashes. */
function filesOf(name) {
  const info = fs.statSync(path.join(root, name), { throwIfNoEntry: false });
  if (!info) return [];
  if (!info.isDirectory()) return [name];
  return fs.readdirSync(path.join(root, name)).flatMap((inner) => filesOf(`${name}/${inner}`));
}

const isSource = (file) =>
  /\.[jt]s$/.test(file) && !/\.d\.ts$/.test(file) && !file.startsWith("core/kernel/assembly/");
const outputOf = (file) => path.join(build, file.replace(/\.[jt]s$/, ".js"));
const isDataset = (file) => file.startsWith("datasets/");

/** Files with their times and sizes, which change when they do. */
function states(files) {
  return Object.fromEntries(
    files.map((file) => {
      const { mtimeMs, size } = fs.statSync(path.join(root, file));
      return [file, `${mtimeMs} ${size}`];
    }),
  );
}

const sources = () => states([...rules, ...ofCommand.flatMap(filesOf).filter(isSource)]);

function readStamp() {
  try {
    return JSON.parse(fs.readFileSync(stamp, "utf8"));
  } catch {
    return { sources: {}, faults: {} };
  }
}

/** Whole or not at all: another command may be starting. */
function write(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const unfinished = `${file}.${process.pid}`;
  fs.writeFileSync(unfinished, text);
  fs.renameSync(unfinished, file);
}

/** Removes what was compiled from sources that are no longer there. */
function removeStale(folders) {
  const kept = new Set(folders.flatMap(filesOf).filter(isSource).map(outputOf));
  const made = folders.flatMap((folder) => filesOf(`build/${folder}`));
  for (const file of made.filter((each) => /\.js(\.map)?$/.test(each)))
    if (!kept.has(path.join(root, file.replace(/\.map$/, "")))) fs.rmSync(path.join(root, file));
}

/** Compiles files; what cannot be read, by file. */
async function compile(files) {
  const esbuild = require("esbuild");
  const faults = {};
  const one = async (file) => {
    const output = outputOf(file);
    try {
      const { code, map } = await esbuild.transform(fs.readFileSync(path.join(root, file), "utf8"), {
        loader: "ts",
        format: "cjs",
        platform: "node",
        target: "es2023",
        sourcemap: "external",
        sourcefile: path.relative(path.dirname(output), path.join(root, file)),
        logLevel: "silent",
      });
      write(`${output}.map`, map);
      write(output, `${code}//# sourceMappingURL=${path.basename(output)}.map\n`);
    } catch (error) {
      if (!error.errors) throw error;
      fs.rmSync(output, { force: true });
      faults[file] = error.errors
        .map(
          ({ text, location: at }) => `${file}(${at ? `${at.line},${at.column + 1}` : ""}): error: ${text}`,
        )
        .join("\n");
    }
  };
  await Promise.all(files.map(one));
  return faults;
}

/**
 * The errors of a type check, by file; those of no file under "". `narrow`: of the data sets alone. While TypeScript cannot read
 * one file it looks at no types, so `unread` ones are left out, and the index, which names all.
 */
function check(narrow, unread) {
  const above = (file) => `../${file}`;
  const config = path.join(build, ".check.json");
  const settings = {
    extends: "../tsconfig.json",
    compilerOptions: {
      noEmit: true,
      incremental: false,
      tsBuildInfoFile: null,
      rootDir: "..",
      types: ["node"],
    },
    include: (narrow ? ["datasets"] : ["datasets", "cli", "scripts/check-node.js"]).map(above),
    exclude: ["datasets/index.ts", ...unread].map(above),
  };
  write(config, JSON.stringify(settings));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [compiler(), "--pretty", "false", "-p", config],
    { cwd: root, encoding: "utf8" },
  );
  const faults = {};
  if (status === 0) return faults;
  let current = "";
  for (const line of `${stdout}${stderr}`.split(/\r?\n/).filter((each) => each !== "")) {
    // What explains an error follows it, indented.
    if (!/^\s/.test(line)) current = (/^(.+?)\(\d+,\d+\): /.exec(line)?.[1] ?? "").replaceAll("\\", "/");
    faults[current] = faults[current] === undefined ? line : `${faults[current]}\n${line}`;
  }
  return faults;
}

/** TypeScript 7 where there is one for this machine and its packages were not left out; else the other one, which is slower. */
function compiler() {
  try {
    const native = require.resolve("typescript-native/package.json");
    require.resolve(`@typescript/typescript-${process.platform}-${process.arch}/package.json`, {
      paths: [path.dirname(native)],
    });
    return path.join(path.dirname(native), "bin", "tsc");
  } catch {
    return require.resolve("typescript/bin/tsc");
  }
}

/**
 * Makes the command. Faults of data sets are written down for it, since each concerns that one alone; returns the others, as text,
 * and nothing where there are none.
 */
async function makeCommand() {
  if (makeKernel() !== 0) return "The conversion kernel was not compiled.";
  const before = readStamp();
  const now = sources();
  const changed = Object.keys(now).filter((file) => now[file] !== before.sources[file]);
  const removed = Object.keys(before.sources).filter((file) => !(file in now));
  if (changed.length + removed.length === 0) return undefined;

  const all = rules.some((file) => changed.includes(file));
  const files = (all ? Object.keys(now) : changed).filter((file) => !rules.includes(file));
  fs.rmSync(buildInfo, { force: true });
  removeStale(ofCommand);
  const unreadable = await compile(files);
  // Those of before, too, which have not changed.
  const unread = Object.keys(now).filter((file) => isDataset(file) && !fs.existsSync(outputOf(file)));
  const wrong = check([...changed, ...removed].every(isDataset), unread);
  const faults = { ...wrong, ...unreadable };
  for (const file of unread) faults[file] ??= before.faults[file];
  const others = Object.keys(faults).filter((file) => !isDataset(file));
  if (others.length > 0) return others.map((file) => faults[file]).join("\n");
  write(stamp, JSON.stringify({ sources: now, faults }));
  return undefined;
}

/** Makes everything; the exit code of tsc. */
function makeAll() {
  const kernel = makeKernel();
  if (kernel !== 0) return kernel;
  const now = sources();
  removeStale(include);
  const tsc = [require.resolve("typescript/bin/tsc"), "--build"];
  const { status } = spawnSync(process.execPath, tsc, { cwd: root, stdio: "inherit" });
  if (status === 0) write(stamp, JSON.stringify({ sources: now, faults: {} }));
  return status ?? 1;
}

module.exports = { compiler, makeCommand };

if (require.main === module) {
  if (process.argv.includes("--all")) process.exitCode = makeAll();
  else
    void makeCommand().then((faults) => {
      if (faults === undefined) return;
      console.error(faults);
      process.exitCode = 1;
    });
}
