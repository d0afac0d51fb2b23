#!/usr/bin/env node
/** Starts the command. Loading modules can fail too (an invalid data set): then it prints a sentence, not a stack trace. */
import "../scripts/check-node";
import "./compile-cache";
import { watchSignals } from "./interruption";
import { printFailure } from "./one-document";
import { guard } from "./terminal";

guard(process.stdout);
guard(process.stderr);
watchSignals();

async function fail(error: unknown): Promise<void> {
  const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
  process.exitCode = 1;
  process.stderr.write(`${name}: ${message}\n`);
  await printFailure(name, message);
}

// A reader that closes early (`data-flow query … | head`) is not a failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  void fail(error);
});
// A closed terminal accepts no more output.
process.stderr.on("error", () => undefined);

const failAndExit = (error: unknown) => void fail(error).then(() => process.exit(1));
process.on("uncaughtException", failAndExit);
process.on("unhandledRejection", failAndExit);

import("./program.js")
  .then(({ main }) => main())
  .then((code) => {
    process.exitCode = code;
  }, fail);
