import { Command, Option } from "commander";
import type { Dataset } from "../contract/dataset";
import type { RunDocument, RunOptions } from "../local/run";
import { whenInterrupted } from "./interruption";
import { aboutDocument, printDocument } from "./one-document";
import { analysisEngine, home, parseDataset, parseDate, parsePath, parseRatio, parseRows } from "./options";
import { checkInput, fetches, inputOptions, withAsOf, type InputFlags } from "./check-input";
import { makeProgress } from "./progress";
import { tellChanges } from "./tell-changes";
import { addSourceFlags, refuseSource, type SourceFlags } from "./source-flags";

type Flags = RunOptions & SourceFlags & InputFlags & { readonly json?: boolean };

/** `data-flow run <dataset>`: the whole flow on the laptop. */
export function runCommand(done: (code: number) => void): Command {
  const command = new Command("run")
    .description("run a data set end to end on this machine, from its source to its published table")
    .argument("<dataset>", "name of the data set", parseDataset)
    .addOption(
      new Option("--archive <file>", "archive, plain file or folder of files to read")
        .argParser(parsePath)
        .conflicts(["live", "rows"]),
    )
    .addOption(
      new Option(
        "--live",
        "fetch from the data set's source (implied if the data set has no sample)",
      ).conflicts("rows"),
    )
    .option("--date <day>", "logical date, YYYY-MM-DD (default: today in the schedule's zone)", parseDate)
    .option("--rows <n>", "number of rows in the generated sample (without --archive or --live)", parseRows)
    .option(
      "--max-bad-ratio <share>",
      "largest share of records that may be quarantined, instead of the contract's",
      parseRatio,
    )
    .addOption(
      new Option("--engine <engine>", "engine that runs the transform")
        .choices(["duckdb", "spark"])
        .default("duckdb"),
    )
    .addOption(
      new Option(
        "--convert <converter>",
        "where the raw files are converted (lambda: this process), instead of the contract's choice",
      ).choices(["lambda", "spark"]),
    )
    .addOption(analysisEngine())
    .option(
      "--force",
      "run even if nothing changed; allow a date after today; start an upsert table again with only this run's rows (NoBase)",
    )
    .option(
      "--allow-loss <column>",
      "accept that a contract change loses values of this column, or drop the column if it is retired (repeatable; implies --force)",
      (name: string, before: readonly string[] = []) => [...before, name],
    )
    .option("--json", "print one JSON document on standard output, everything else on standard error");
  for (const option of inputOptions()) command.addOption(option);
  return addSourceFlags(command, " (implies --live)").action(async (dataset: Dataset, flags: Flags) => {
    if (flags.asOf !== undefined && flags.archive === undefined)
      command.error("error: --as-of needs --archive: it says when that file was fetched.", {
        exitCode: 2,
      });
    if (flags.archive !== undefined && (flags.symbols ?? flags.sourceUrl) !== undefined)
      command.error("error: --symbols and --source-url do not apply to --archive: leave them out.", {
        exitCode: 2,
      });
    const live = fetches(dataset, flags);
    if (live) refuseSource(command, dataset, flags);
    if (flags.analysisEngine !== undefined && !dataset.analysis)
      command.error(`error: ${dataset.name} has no returns to analyse: leave out --analysis-engine.`, {
        exitCode: 2,
      });
    const document = await runAndTell(command, dataset, { ...flags, live });
    done(document.status === "failed" ? 1 : 0);
  });
}

/** Runs a data set and reports its progress and outcome; ends the command where `checkInput` does. */
export async function runAndTell(command: Command, dataset: Dataset, flags: Flags): Promise<RunDocument> {
  // Loaded only now: a usage error or --help needs no engine.
  const [{ makeLocalPorts }, { run }, { show }] = await Promise.all([
    import("../local/local-ports.js"),
    import("../local/run.js"),
    import("./show.js"),
  ]);
  const out = flags.json ? process.stderr : process.stdout;
  whenInterrupted(
    () => "The table is either unchanged or completely new. Run the same command again to finish.",
  );
  aboutDocument({ dataset: dataset.name, ...(flags.date === undefined ? {} : { date: flags.date }) });
  const progress = makeProgress(out);
  const ports = makeLocalPorts({ home: home(), log: progress });
  await checkInput(command, dataset, flags, ports);
  await tellChanges(dataset, flags, ports, out);
  const document = await run(dataset, withAsOf(flags), ports, progress);
  if (flags.json) printDocument(document);
  // The run's outcome stands, whether its table can be shown or not.
  await show(dataset, document, ports, out, flags).catch((error: unknown) => {
    progress.warn(`Cannot show the table: ${error instanceof Error ? error.message : String(error)}`);
  });
  return document;
}
