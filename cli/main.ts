#!/usr/bin/env node
/** Starts the command. What it loads can fail too (a data set that is nonsense): with a sentence, not a stack. */
import "../scripts/check-node";

function fail(error: unknown): void {
  const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
  process.stderr.write(`${name}: ${message}\n`);
  process.exitCode = 1;
}

// A reader that closes early (`data-flow query … | head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  fail(error);
});

import("./program.js")
  .then(({ main }) => main())
  .then((code) => {
    process.exitCode = code;
  }, fail);
