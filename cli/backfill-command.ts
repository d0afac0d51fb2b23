import { Command } from "commander";
import type { Dataset } from "../contract/dataset";
import { fillsSpans } from "../contract/sources";
import { parseDataset, parseDate } from "./options";
import { runAndTell } from "./run-command";
import { addSourceFlags, refuseSource, type SourceFlags } from "./source-flags";

type Flags = SourceFlags & {
  readonly from: string;
  readonly to: string;
  readonly force?: boolean;
  readonly json?: boolean;
};

/** `data-flow backfill <dataset>`: a span of days as one run. */
export function backfillCommand(done: (code: number) => void): Command {
  const command = new Command("backfill")
    .description("fetch a range of days from a data set's source, as one run")
    .argument("<dataset>", "name of the data set", parseDataset)
    .requiredOption("--from <day>", "first day, YYYY-MM-DD", parseDate)
    .requiredOption("--to <day>", "last day, YYYY-MM-DD", parseDate)
    .option(
      "--force",
      "run even if nothing changed; allow a last day after today; start an upsert table again with only these days (NoBase)",
    )
    .option("--json", "print one JSON document on standard output, everything else on standard error");
  return addSourceFlags(command).action(async (dataset: Dataset, { to, ...flags }: Flags) => {
    const refuse = (sentence: string) => command.error(`error: ${sentence}`, { exitCode: 2 });
    if (!fillsSpans(dataset))
      refuse(
        `${dataset.name} cannot be fetched by days. To fetch all of it: npm run data-flow -- run ${dataset.name} --live.`,
      );
    if (flags.from > to) refuse(`--from ${flags.from} is after --to ${to}.`);
    refuseSource(command, dataset, flags);
    const document = await runAndTell(command, dataset, { ...flags, live: true, date: to });
    done(document.status === "failed" ? 1 : 0);
  });
}
