/** Progress of a run: one line per step, updated in place on a terminal, plain lines elsewhere. */
import type { Log, Progress } from "../local/local-ports";
import type { StepTime, StepWatch } from "../local/run";
import { clipped, oneLine, writeExactly } from "./terminal";
import { amount, bytes, counted } from "./words";

const updatesPerSecond = 10;

/** Counts of a step as text: `50,000 rows, 4.1 MB, 21.3 MB/s, 3 bad`. */
function counts(progress: Omit<Progress, "step"> | undefined, seconds: number): string {
  if (!progress) return "";
  const words: string[] = [];
  if (progress.rows !== undefined) words.push(counted(progress.rows, "row"));
  if (progress.bytes !== undefined) {
    words.push(bytes(progress.bytes));
    if (seconds > 0) words.push(`${bytes(progress.bytes / seconds)}/s`);
  }
  if (progress.bad !== undefined) words.push(`${amount(progress.bad)} bad`);
  if (progress.message !== undefined) words.push(progress.message);
  return words.join(", ");
}

/** The steps before a run: a command that looks at data first. */
export interface Preparation {
  /** Begins a step, and ends the one before. */
  begin(step: string): void;
  progress(progress: Omit<Progress, "step">): void;
  /** Ends the last step, which failed if `failed` is true. */
  end(failed: boolean): void;
}

/** A log port and step watch that write to one stream. */
export function makeProgress(out: NodeJS.WriteStream): Log & StepWatch & { readonly steps: Preparation } {
  const live = out.isTTY === true && process.env["TERM"] !== "dumb";
  let step: string | undefined;
  let since = 0;
  let drawn = 0;
  let last: Omit<Progress, "step"> | undefined;
  let ticking: NodeJS.Timeout | undefined;

  const line = (mark: string, name: string, seconds: number) =>
    `${mark} ${name.padEnd(10)} ${`${seconds.toFixed(1)} s`.padStart(7)}  ${counts(last, seconds)}`.trimEnd();
  const erase = () => {
    if (live) writeExactly(out, "\r\u001b[2K");
  };
  const draw = () => {
    if (!live || step === undefined) return;
    const text = line("·", step, (performance.now() - since) / 1000);
    erase();
    out.write(clipped(oneLine(text), (out.columns || 80) - 1));
  };

  const begin = (name: string) => {
    step = name;
    since = performance.now();
    last = undefined;
    draw();
    // A step without output for minutes must not look stuck.
    if (live) ticking = setInterval(draw, 1000).unref();
  };
  const end = (name: string, seconds: number, failed: boolean) => {
    clearInterval(ticking);
    erase();
    out.write(`${line(failed ? "✗" : "✓", name, seconds)}\n`);
    step = undefined;
  };
  const progress = (given: Omit<Progress, "step">) => {
    last = { ...last, ...given };
    const now = performance.now();
    if (now - drawn < 1000 / updatesPerSecond) return;
    drawn = now;
    draw();
  };
  const endStep = (failed = false) => {
    if (step !== undefined) end(step, (performance.now() - since) / 1000, failed);
  };

  return {
    begin,
    end: ({ name, seconds }: StepTime, failed) => end(name, seconds, failed),
    progress(given) {
      if (given.step === step) progress(given);
    },
    warn(message) {
      erase();
      out.write(`! ${message}\n`);
      draw();
    },
    steps: {
      begin(name) {
        endStep();
        begin(name);
      },
      progress,
      end: endStep,
    },
  };
}
