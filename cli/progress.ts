/** Progress of a run: one line per step, updated in place on a terminal, plain lines elsewhere. */
import type { Log, Progress } from "../local/local-ports";
import type { StepName } from "../contract/steps";
import type { StepTime, StepWatch } from "../local/run";
import { clipped, oneLine, writeExactly } from "./terminal";
import { amount, bytes, counted } from "./words";

const updatesPerSecond = 10;

/** Counts of a step as text: `50,000 rows, 4.1 MB, 21.3 MB/s, 3 bad`. */
function counts(progress: Progress | undefined, seconds: number): string {
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

/** A log port and step watch that write to one stream. */
export function makeProgress(out: NodeJS.WriteStream): Log & StepWatch {
  const live = out.isTTY === true && process.env["TERM"] !== "dumb";
  let step: StepName | undefined;
  let since = 0;
  let drawn = 0;
  let last: Progress | undefined;
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

  return {
    begin(name) {
      step = name;
      since = performance.now();
      last = undefined;
      draw();
      // A step without output for minutes must not look stuck.
      if (live) ticking = setInterval(draw, 1000).unref();
    },
    end({ name, seconds }: StepTime, failed) {
      clearInterval(ticking);
      erase();
      out.write(`${line(failed ? "✗" : "✓", name, seconds)}\n`);
      step = undefined;
    },
    progress(progress) {
      if (progress.step !== step) return;
      last = { ...last, ...progress };
      const now = performance.now();
      if (now - drawn < 1000 / updatesPerSecond) return;
      drawn = now;
      draw();
    },
    warn(message) {
      erase();
      out.write(`! ${message}\n`);
      draw();
    },
  };
}
