import { existsSync } from "node:fs";
import { basename } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { isSafeAddress } from "../contract/address";
import { datasetNameFaults } from "../contract/check/general-faults";
import type { Discovery } from "../local/init";
import type { RunDocument } from "../local/run";
import { whenInterrupted } from "./interruption";
import { aboutDocument, printDocument } from "./one-document";
import { home, parsePath } from "./options";
import { makeProgress } from "./progress";
import { contractModule, datasetFile, registerDataset, writeDataset } from "./project-datasets";
import { wrapped } from "./terminal";
import { counted } from "./words";

interface Flags {
  readonly key?: readonly string[];
  readonly force?: boolean;
  readonly json?: boolean;
}

/** The outcome of `data-flow init --json`. */
interface InitDocument {
  readonly dataset: string;
  readonly status: RunDocument["status"];
  /** The contract's file. */
  readonly file: string;
  /** What is not certain, in sentences. */
  readonly unsure: readonly string[];
  readonly run: RunDocument;
}

/** `data-flow init <name> <data>`: a contract from a file. */
export function initCommand(done: (code: number) => void): Command {
  return new Command("init")
    .description("look at a file, write the data set that reads it to datasets/<name>.ts, and run it")
    .argument("<name>", "name of the new data set: lower-case letters, digits, underscores", parseName)
    .argument("<data>", "an https:// address, or a file, folder or archive on this machine")
    .option(
      "--key <columns>",
      "the table's key, columns separated by commas (default: the smallest that is unique)",
      parseKey,
    )
    .option("--force", "replace datasets/<name>.ts if it exists")
    .option("--json", "print one JSON document on standard output, everything else on standard error")
    .action(async (name: string, data: string, flags: Flags, command: Command) => {
      const document = await init(command, name, data, flags);
      if (flags.json) printDocument(document);
      done(document.status === "failed" ? 1 : 0);
    });
}

async function init(command: Command, name: string, data: string, flags: Flags): Promise<InitDocument> {
  aboutDocument({ dataset: name });
  const refuse = (sentence: string) => command.error(`error: ${sentence}`, { exitCode: 2 });
  const file = datasetFile(name);
  if (existsSync(file) && !flags.force)
    refuse(`datasets/${name}.ts exists. Choose another name, or add --force to replace the file.`);
  if (/^[a-z]+:\/\//i.test(data) && !isSafeAddress(data))
    refuse(`${data} is not an address that starts with https://.`);
  // Loaded only now: a usage error or --help needs no engine.
  const [{ makeLocalPorts }, { discover, contractText }, { makeFileSource }, { run }, { show }] =
    await Promise.all([
      import("../local/local-ports.js"),
      import("../local/init/index.js"),
      import("../local/archive.js"),
      import("../local/run.js"),
      import("./show.js"),
    ]);
  const out = flags.json ? process.stderr : process.stdout;
  whenInterrupted(() => "Nothing half-written stays. Run the same command again.");
  const progress = makeProgress(out);
  const ports = makeLocalPorts({ home: home(), log: progress });
  const archive = parsePath(data);
  const found = await discover(
    {
      name,
      described: { kind: "local" },
      source: makeFileSource(archive),
      origin: basename(archive),
      ...(flags.key ? { key: flags.key } : {}),
    },
    ports,
    progress.steps,
  ).finally(() => progress.steps.end());
  writeDataset(name, contractText(found.contract, contractModule()));
  const registered = registerDataset(name);
  const document = await run(found.dataset, { archive, force: true }, ports, progress);
  await show(found.dataset, document, ports, out, { archive });
  out.write(`\n${tell(name, found, registered)}`);
  return { dataset: name, status: document.status, file, unsure: found.unsure, run: document };
}

/** What was written, and what is not certain. */
function tell(name: string, { unsure, quarantined, odd }: Discovery, registered: boolean): string {
  const lines = [
    `Written: datasets/${name}.ts${registered ? "" : `. Add ${name} to datasets/index.ts yourself`}.`,
  ];
  if (quarantined > 0) {
    lines.push(`${counted(quarantined, "record")} cannot be read:`);
    for (const { file, row, reason, text } of odd)
      lines.push(`  ${file}, record ${row}: ${reason}: ${text.slice(0, 100)}`);
  }
  if (unsure.length > 0) lines.push("What to check:", ...unsure.map((sentence) => `  - ${sentence}`));
  return `${lines.map((line) => wrapped(line, 100)).join("\n")}\n`;
}

function parseName(name: string): string {
  datasetNameFaults(name, (_, message) => {
    throw new InvalidArgumentError(`${message}.`);
  });
  if (words.has(name))
    throw new InvalidArgumentError(`"${name}" is a word of TypeScript; choose another name.`);
  return name;
}

/** Words that a valid name may be, and a constant may not. */
const words = new Set(
  "await break class const continue debugger enum export extends finally function if import index new package private protected public return static super switch this throw try typeof var void yield let implements interface eval arguments".split(
    " ",
  ),
);

const parseKey = (text: string): readonly string[] => text.split(",").map((name) => name.trim());
