/** The `data-flow` command. Exit codes: 0 done, unchanged, duplicate or kept; 1 failed; 2 wrong usage. */
import { Command, CommanderError } from "commander";
import { programVersion } from "../contract/version";
import { analyzeCommand } from "./analyze-command";
import { backfillCommand } from "./backfill-command";
import { initCommand } from "./init-command";
import { invokeCommand } from "./invoke-command";
import { printFailure } from "./one-document";
import { planCommand } from "./plan-command";
import { queryCommand } from "./query-command";
import { runCommand } from "./run-command";
import { verifyCommand } from "./verify-command";

/** Parses the arguments and runs the command; returns its exit code. */
export async function main(): Promise<number> {
  let exitCode = 0;
  const done = (code: number) => {
    exitCode = code;
  };
  const program = new Command("data-flow")
    .description("Run data sets on your laptop, and query the results.")
    .version(programVersion)
    .showHelpAfterError("(data-flow --help lists the commands)")
    .addHelpText(
      "after",
      "\ndata-flow stores everything in $DATA_FLOW_HOME (default: .data-flow in the working directory).",
    );
  for (const command of [
    initCommand(done),
    runCommand(done),
    planCommand(done),
    backfillCommand(done),
    queryCommand(done),
    analyzeCommand(done),
    invokeCommand(done),
    verifyCommand(done),
  ]) {
    program.addCommand(command.exitOverride());
  }
  program.exitOverride();
  try {
    await program.parseAsync();
  } catch (error) {
    // Commander has already printed its message; help and version are not errors.
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    await printFailure("WrongUsage", error.message.replace(/^error: /, ""));
    return 2;
  }
  return exitCode;
}
