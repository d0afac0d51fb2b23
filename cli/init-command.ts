import { existsSync } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import { datasetNameFaults } from "../contract/check/general-faults";
import { filesAt, isAddress } from "./given-data";
import { sourceKind } from "../contract/sources";
import { isFailure } from "../core/run/failure";
import { whenInterrupted } from "./interruption";
import { aboutDocument, printDocument } from "./one-document";
import { datasetFile } from "./project-datasets";

/** Flags of `init`. */
export interface InitFlags {
  readonly key?: readonly string[];
  readonly dates?: "dmy" | "mdy" | "ymd";
  readonly decimal?: "." | ",";
  readonly force?: boolean;
  readonly json?: boolean;
}

/** `data-flow init <name> <data>`: a contract from a file. */
export function initCommand(done: (code: number) => void): Command {
  return new Command("init")
    .description("look at a file, write the data set that reads it to datasets/<name>.ts, and run it")
    .argument("<name>", "name of the new data set: lower-case letters, digits, underscores", parseName)
    .argument("<data>", "an https:// address, or a file, folder or archive on this machine")
    .option(
      "--key <columns>",
      "the table's key, columns separated by commas (default: the smallest one that is unique)",
      parseKey,
    )
    .addOption(
      new Option(
        "--dates <order>",
        "order of dates that may have several: day first, month first or year first",
      ).choices(["dmy", "mdy", "ymd"]),
    )
    .addOption(
      new Option("--decimal <sign>", "decimal sign of numbers that may have either, such as 1,234").choices([
        ".",
        ",",
      ]),
    )
    .option("--force", "replace datasets/<name>.ts if it exists")
    .option("--json", "print one JSON document on standard output, everything else on standard error")
    .action(async (name: string, data: string, flags: InitFlags, command: Command) => {
      aboutDocument({ dataset: name });
      const fail = (sentence: string) => command.error(`error: ${sentence}`, { exitCode: 2 });
      refuse(name, data, flags, fail);
      whenInterrupted(() => "Nothing half-written stays. Run the same command again.");
      // Loaded only now: a usage error or --help needs no engine.
      const { initDataset } = await import("./init-dataset.js");
      const out = flags.json ? process.stderr : process.stdout;
      const document = await initDataset(name, data, flags, out).catch((error: unknown) => {
        if (isFailure(error, "Ambiguous")) return fail(error.message);
        throw error;
      });
      if (flags.json) printDocument(document);
      done(document.status === "failed" ? 1 : 0);
    });
}

/** Ends the command if its arguments cannot be right. */
function refuse(name: string, data: string, { force }: InitFlags, fail: (sentence: string) => void): void {
  if (existsSync(datasetFile(name)) && !force)
    fail(`datasets/${name}.ts exists. Choose another name, or add --force to replace the file.`);
  if (isAddress(data))
    sourceKind(filesAt(data)).faults(filesAt(data), (_, fault) => fail(`the address ${data} ${fault}.`));
}

function parseName(name: string): string {
  datasetNameFaults(name, (_, message) => {
    throw new InvalidArgumentError(`${message}.`);
  });
  if (words.has(name))
    throw new InvalidArgumentError(`"${name}" is a word of TypeScript; choose another name.`);
  return name;
}

/** Words that are valid names of data sets, but not of constants, and the name of the index. */
const words = new Set(
  (
    "arguments await break class const continue debugger enum eval export extends finally function if implements import index " +
    "interface let new package private protected public return static super switch this throw try typeof var void yield"
  ).split(" "),
);

const parseKey = (text: string): readonly string[] => text.split(",").map((name) => name.trim());
