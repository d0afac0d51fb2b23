/** Ctrl-C, a closed terminal and `kill`: the command reports the state of its work, and exits with the signal's exit code. */
import { constants } from "node:os";
import { printFailure } from "./one-document";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Runs at a signal; the command prints the sentence that it resolves to. */
type Stop = () => string | Promise<string>;

let stop: Stop = () => "";
let stopping = false;

/** Sets what a signal does from now on; returns a function that restores the previous behaviour. */
export function whenInterrupted(act: Stop): () => void {
  const before = stop;
  stop = act;
  return () => void (stop = before);
}

/** Installs the handlers. A second signal changes nothing, because npm forwards signals that the terminal has already sent. */
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
