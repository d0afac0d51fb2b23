import { Argument, Command, Option } from "commander";
import type { Dataset } from "../contract/dataset";
import { dayIn } from "../contract/date";
import { exampleEvent, invokedSteps, readEvent, type InvokedStep } from "../local/step-events";
import type { Input } from "../local/flow";
import { makeLocalPorts } from "../local/local-ports";
import { checkInput, fetches, inputOptions, withAsOf, type InputFlags } from "./check-input";
import { home, parseDataset, parsePath, parseRows, parseUrl } from "./options";
import { makeProgress } from "./progress";
import { acceptTerms, refuseSource, type SourceFlags } from "./source-flags";

interface Flags extends Omit<Input, "symbols" | "asOf">, SourceFlags, InputFlags {
  readonly dataset: Dataset;
  readonly event?: string;
  readonly example?: boolean;
}

/** `data-flow invoke <step>`: runs one handler alone, on the laptop's ports, with the event that Step Functions would send. */
export function invokeCommand(done: (code: number) => void): Command {
  const command = new Command("invoke")
    .description("run a single step with an event, as its Lambda function would")
    .addArgument(new Argument("<step>", "which step").choices(invokedSteps))
    .requiredOption("--dataset <dataset>", "name of the data set", parseDataset)
    .option("--event <file>", "JSON file with the event (default: the example)", parsePath)
    .option("--example", "print an event that fits the last run, and exit")
    .addOption(
      new Option("--archive <file>", "ingest: archive or plain file to read")
        .argParser(parsePath)
        .conflicts(["live", "rows"]),
    )
    .addOption(new Option("--live", "ingest: fetch from the data set's source").conflicts("rows"))
    .option(
      "--source-url <url>",
      "ingest: base URL to use instead of the source's own (implies --live)",
      parseUrl,
    )
    .addOption(acceptTerms())
    .option("--rows <n>", "ingest: number of rows in the generated sample", parseRows);
  for (const option of inputOptions("ingest: ")) command.addOption(option);
  return command.action(async (step: InvokedStep, flags: Flags) => {
    await invoke(step, flags, command);
    done(0);
  });
}

async function invoke(step: InvokedStep, flags: Flags, command: Command): Promise<void> {
  const [{ newRun }, { invokeStep }] = await Promise.all([
    import("../local/flow.js"),
    import("../local/invoke.js"),
  ]);
  const { dataset } = flags;
  const ports = makeLocalPorts({ home: home(), log: makeProgress(process.stderr) });
  const print = (value: unknown) => process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
  const today = dayIn(dataset.schedule.timeZone, ports.clock.now());
  const event = flags.event === undefined ? undefined : readEvent(flags.event);
  if (flags.example || event === undefined) {
    const example = await exampleEvent(step, dataset.name, newRun(today), today, ports.store);
    if (flags.example) return void print(example);
    return void print(await call(example));
  }
  print(await call(event));

  async function call(of: unknown): Promise<unknown> {
    const live = step === "ingest" && fetches(dataset, flags);
    if (live) refuseSource(command, dataset, flags);
    if (step === "ingest") await checkInput(command, dataset, { ...flags, live }, ports);
    return invokeStep(step, dataset, of, { ...withAsOf(flags), live }, ports);
  }
}
