import { Command, Option } from "commander";
import type { Dataset } from "../contract/dataset";
import type { AnalysisDocument, WindowName } from "../local/analyze";
import { home, parseDataset } from "./options";
import { makeProgress } from "./progress";

interface Flags {
  readonly window?: WindowName;
  readonly json?: boolean;
}

const windowNames = ["60", "250", "all"] as const satisfies readonly WindowName[];

/** `data-flow analyze <dataset>`: what a published table's returns say of mean, scale and risk. */
export function analyzeCommand(done: (code: number) => void): Command {
  const command = new Command("analyze")
    .description("say what the returns of a published table tell about the coming day, month and year")
    .argument("<dataset>", "name of the data set", parseDataset)
    .addOption(
      new Option("--window <name>", "only the last so many returns (default: each)").choices(windowNames),
    )
    .option("--json", "print one JSON document on standard output, everything else on standard error");
  return command.action(async (dataset: Dataset, { window, json = false }: Flags) => {
    // Loaded only now: a wrong word or --help needs no engine.
    const [{ makeLocalPorts }, { analyzeTable }] = await Promise.all([
      import("../local/ports.js"),
      import("../local/analyze.js"),
    ]);
    const ports = makeLocalPorts({ home: home(), log: makeProgress(process.stderr) });
    const whole = await analyzeTable(dataset, ports).catch((error: unknown) => {
      if (error instanceof Error && error.name === "NoAnalysis")
        command.error(`error: ${error.message}`, { exitCode: 2 });
      throw error;
    });
    const rows = whole.rows.filter((row) => window === undefined || row.window === window);
    const document = { ...whole, rows };
    if (json) process.stdout.write(`${JSON.stringify(document)}\n`);
    await tell(document, json ? process.stderr : process.stdout);
    done(0);
  });
}

async function tell({ dataset, date, generated, rows }: AnalysisDocument, out: NodeJS.WriteStream) {
  const { analysisTable } = await import("./analysis-table.js");
  const of = `${dataset}${date === null ? "" : ` of ${date}`}${generated ? ", GENERATED data of the real shape" : ""}`;
  if (rows.length === 0) return void out.write(`${of}: the table has no rows.\n`);
  out.write(`${of}.\nLog return over the coming year (252 days), median and 95 % interval:\n\n`);
  out.write(`${analysisTable(rows, out.columns || 100)}\n\n`);
  out.write(
    "n: returns in the window. In brackets: 95 % intervals. Value at risk: the loss that the coming\n" +
      "day exceeds with a chance of 5 %. It and the volatility: log return in hundredths.\n" +
      "What all this means, and what not: docs/analysis.md. All numbers: --json.\n",
  );
}
