import { Command, Option } from "commander";
import type { Dataset } from "../contract/dataset";
import type { AnalysisEngine } from "../contract/returns";
import type { AnalysisDocument, WindowName } from "../local/analysis-document";
import { whenInterrupted } from "./interruption";
import { aboutDocument, printDocument } from "./one-document";
import { analysisEngine, home, parseDataset } from "./options";
import { makeProgress } from "./progress";
import { screenOf } from "./terminal";

interface Flags {
  readonly window?: WindowName;
  readonly analysisEngine?: AnalysisEngine;
  readonly json?: boolean;
}

const windowNames = ["60", "250", "all"] as const satisfies readonly WindowName[];

/** `data-flow analyze <dataset>`: brings the analysis of a published table up to date, and shows it. */
export function analyzeCommand(done: (code: number) => void): Command {
  const command = new Command("analyze")
    .description("show what the returns in a published table say about the coming day, month and year")
    .argument("<dataset>", "name of the data set", parseDataset)
    .addOption(
      new Option(
        "--window <name>",
        "show only this window: the last 60 or 250 returns, or all (default: every window)",
      ).choices(windowNames),
    )
    .addOption(analysisEngine())
    .option("--json", "print one JSON document on standard output, everything else on standard error");
  return command.action(async (dataset: Dataset, { window, json = false, ...options }: Flags) => {
    // Loaded only now: a usage error or --help needs no engine.
    const [{ makeLocalPorts }, { analyzeNow, readAnalysis }] = await Promise.all([
      import("../local/local-ports.js"),
      import("../local/analysis-document.js"),
    ]);
    aboutDocument({ dataset: dataset.name });
    whenInterrupted(
      () => "The analysis is either unchanged or completely new. Run the same command again to finish.",
    );
    const ports = makeLocalPorts({ home: home(), log: makeProgress(process.stderr) });
    await analyzeNow(dataset, ports, options).catch((error: unknown) => {
      if (error instanceof Error && error.name === "NoAnalysis")
        command.error(`error: ${error.message}`, { exitCode: 2 });
      throw error;
    });
    const whole = await readAnalysis(dataset, ports);
    const rows = whole.rows.filter((row) => window === undefined || row.window_name === window);
    const document = { ...whole, rows };
    if (json) printDocument(document);
    await tell(document, json ? process.stderr : process.stdout);
    done(0);
  });
}

async function tell(document: AnalysisDocument, out: NodeJS.WriteStream) {
  const { analysisText } = await import("./analysis-text.js");
  out.write(analysisText(document, screenOf(out) ?? 100));
}
