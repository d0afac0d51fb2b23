/** The benchmark: `npm run bench -- [FILE] [--only …] [--peers …] [--rounds N]`. bench/README.md describes it. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { packageFolder } from "../components/package-folder";
import { programVersion } from "../contract/version";
import { bundleOurs } from "./bundle";
import { comparisons, type ComparisonName, type Finding, type Setting } from "./comparisons";
import { findPeers, measuringPython, type Environment } from "./environment";
import { makeFiles } from "./files";
import { machineInWords } from "./machine";
import type { Bench } from "./measure";
import { resultsPage } from "./results";
import { peers, type Peer } from "./sides";

const usage = `usage: npm run bench -- [FILE] [options]

FILE             the mHealth data: Kaggle's archive.zip, or the CSV file in it; without it a file of its shape is generated
--only NAMES     some comparisons, with commas between them: ${Object.keys(comparisons).join(", ")}
--peers NAMES    some peers: ${peers.join(", ")}
--rounds N       pairs of each comparison, 7 if you give none; those that no goal is about have 3 at most
--python FILE    the Python of an environment with the packages of bench/requirements.txt, instead of one that is made
--results FILE   where to write the results; a run with --only or --peers prints them only`;

/** What the words of the command ask for. Throws a sentence if they are wrong. */
function readOptions(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      only: { type: "string" },
      peers: { type: "string" },
      rounds: { type: "string", default: "7" },
      python: { type: "string" },
      results: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const [file, ...more] = positionals;
  if (more.length > 0) throw new Error(`one FILE at most, not also ${more.join(", ")}`);
  for (const path of [file, values.python])
    if (path !== undefined && !existsSync(path)) throw new Error(`${path} does not exist`);
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Error(`--rounds ${values.rounds} is not a whole number from 1`);
  const whole = values.only === undefined && values.peers === undefined;
  return {
    file,
    rounds,
    only: namesOf<ComparisonName>("--only", values.only, Object.keys(comparisons)),
    peers: namesOf<Peer>("--peers", values.peers, peers),
    python: values.python,
    results: values.results ?? (whole ? join(packageFolder, "bench", "RESULTS.md") : undefined),
    help: values.help,
  };
}

function namesOf<Name extends string>(
  option: string,
  given: string | undefined,
  known: readonly string[],
): readonly Name[] {
  const names = given?.split(",") ?? known;
  const wrong = names.find((name) => !known.includes(name));
  if (wrong !== undefined) throw new Error(`${option} ${wrong}: there are ${known.join(", ")}`);
  return known.filter((name) => names.includes(name)) as Name[];
}

const said = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** What a reader of the results must know of the peers' environment. */
function notesOn(environment: Environment | undefined, wanted: readonly Peer[]): string[] {
  if (!environment) return ["The peers could not be installed here."];
  const { note, versions } = environment;
  const missing = wanted.filter((name) => !(name in versions));
  return [
    ...(note === "" ? [] : [note]),
    ...(missing.length === 0 ? [] : [`Not installed here: ${missing.join(", ")}.`]),
  ];
}

async function main(options: ReturnType<typeof readOptions>): Promise<void> {
  const home = join(packageFolder, "build", "benchmark");
  mkdirSync(home, { recursive: true });
  const say = (message: string) => console.error(message);
  const python = options.python ?? (await measuringPython());
  const environment = await findPeers(home, options.python, say).catch((error: unknown) => {
    say(`Without peers: ${said(error)}`);
    return undefined;
  });
  const work = mkdtempSync(join(home, "work-"));
  process.once("exit", () => rmSync(work, { recursive: true, force: true }));
  process.once("SIGINT", () => process.exit(130));
  const bench: Bench = { python, work, say };
  const bundle = bundleOurs(join(work, "bundle"));
  const { file, rounds } = options;
  const installed = options.peers.filter((name) => environment && name in environment.versions);
  const notes = notesOn(environment, options.peers);
  const files = makeFiles(bench, bundle, file);
  const setting: Setting = { bench, bundle, environment, peers: installed, rounds, files };
  const findings: Partial<Record<ComparisonName, Finding>> = {};
  for (const name of options.only)
    try {
      findings[name] = await comparisons[name](setting);
    } catch (error) {
      say(said(error));
      notes.push(`The comparison \`${name}\` failed.`);
      process.exitCode = 1;
    }
  const date = new Date().toISOString().slice(0, 10);
  const versions = { "data-flow": programVersion, Node: process.versions.node, ...environment?.versions };
  const recorded = file !== undefined;
  const page = resultsPage({ date, machine: machineInWords(), versions, recorded, notes, findings });
  console.log(page);
  if (options.results !== undefined) writeFileSync(options.results, page);
  if (Object.values(findings).some(({ differences }) => differences && differences.length > 0))
    process.exitCode = 1;
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) console.log(usage);
  else
    main(options).catch((error: unknown) => {
      console.error(said(error));
      process.exitCode = 1;
    });
} catch (error) {
  console.error(`${said(error)}\n\n${usage}`);
  process.exitCode = 2;
}
