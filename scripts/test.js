/**
 * Runs the tests in lanes side by side: the core; with --all, or when CI=true, everything; with --long only the suites that take
 * minutes (*.long.ts). A lane is one mocha process, since its tests share what is slow to start: a Spark session, an emulated
 * cloud. Other arguments go to each mocha.
 */
const { spawn } = require("node:child_process");
const { existsSync } = require("node:fs");

const given = process.argv.slice(2);
const long = given.includes("--long");
const all = given.includes("--all") || process.env.CI === "true";
const more = given.filter((argument) => argument !== "--all" && argument !== "--long");

/** Folders of test/ by lane, such that the lanes end at about the same time; the last lane is everything else. */
const lanes = [
  ["spark", "trino"],
  [
    "bootstrap",
    "closures",
    "components",
    "contract",
    "handlers/aws",
    "policy",
    "program",
    "stack",
    "workflow",
  ],
  ["core", "handlers", "kill", "upsert", "verify"],
];

const kinds = all ? "{test,slow}" : "test";
const inside = (folder) => `build/test/${folder}/**/*.${kinds}.js`;
const ignoring = (folders) => folders.flatMap((folder) => ["--ignore", `build/test/${folder}/**`]);

/** The files of a lane: its folders, without those inside them that another lane has. */
function specsOf(lane) {
  const there = lane.filter((folder) => existsSync(`build/test/${folder}`));
  const others = lanes.filter((other) => other !== lane).flat();
  const nested = others.filter((other) => lane.some((folder) => other.startsWith(`${folder}/`)));
  return there.length === 0
    ? []
    : [...there.flatMap((folder) => ["--spec", inside(folder)]), ...ignoring(nested)];
}
const rest = ["--spec", `build/test/**/*.${kinds}.js`, ...ignoring(lanes.flat())];

/** Runs mocha; its exit code. What it prints is shown at once, or kept and given to `show`. */
function mocha(args, show) {
  const command = [require.resolve("mocha/bin/mocha.js"), ...args, ...more];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, {
      stdio: ["inherit", show ? "pipe" : "inherit", show ? "pipe" : "inherit"],
    });
    const printed = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (bytes) => printed.push(bytes));
    child.on("error", reject);
    child.on("close", (code) => {
      show?.(printed);
      resolve(code ?? 1);
    });
  });
}

async function main() {
  const options = ["--no-config", "--timeout", long ? "3600000" : all ? "1200000" : "60000"];
  if (long) return mocha([...options, "--spec", "build/test/**/*.long.js"]);
  const kept = [];
  const codes = await Promise.all([
    mocha([...options, ...rest]),
    ...lanes
      .map(specsOf)
      .filter((specs) => specs.length > 0)
      .map((specs) => mocha([...options, ...specs], (printed) => kept.push(...printed))),
  ]);
  for (const bytes of kept) process.stdout.write(bytes);
  return Math.max(...codes);
}

main().then(
  (code) => (process.exitCode = code),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
