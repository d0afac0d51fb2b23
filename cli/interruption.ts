/** Ctrl-C, a closed terminal and `kill`: the command says how things stand, and ends with the signal's exit code. */
import { constants } from "node:os";
import { printFailure } from "./one-document";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** What is done at a signal; the sentence that it resolves to is said. */
type Stop = () => string | Promise<string>;

let stop: Stop = () => "";
let stopping = false;

/** Says what a signal does from now on; returns the way back to what it did before. */
export function whenInterrupted(act: Stop): () => void {
  const before = stop;
  stop = act;
  return () => void (stop = before);
}

/** Installs the handlers. A second signal changes nothing: npm passes on what the terminal has sent already. */
export function watchSignals(): void {
  for (const signal of signals)
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      void interrupt(signal);
    });
}

async function interrupt(signal: (typeof signals)[number]): Promise<void> {
  const how = await Promise.resolve(stop()).catch((error: unknown) =>
    error instanceof Error ? error.message : String(error),
  );
  const sentence = `Interrupted.${how === "" ? "" : ` ${how}`}`;
  process.stderr.write(`\n${sentence}\n`);
  await printFailure("Interrupted", sentence);
  process.exit(128 + constants.signals[signal]);
}
