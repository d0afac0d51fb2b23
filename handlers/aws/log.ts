/** The log of a Lambda function: one JSON object per line, which you query by name in CloudWatch Logs Insights. */
import type { StepName } from "../../contract/steps";
import type { Clock, Log, Progress } from "../../core/run/ports";

/** What every line carries. */
export interface LogContext {
  readonly dataset: string;
  readonly run: string;
  readonly step: StepName;
}

/** The port, and what an entry logs around the handler. */
export interface JsonLog extends Log {
  info(message: string, counts?: object): void;
  /** Logs a failure with its name and message. */
  error(error: unknown): void;
  /** Writes the last progress that was held back. */
  end(): void;
}

/** Longest gap between two lines of progress while a step works, in milliseconds. */
const between = 10_000;

/** Makes a log of one event. `write` takes a line without its line break. */
export function makeJsonLog(
  context: LogContext,
  clock: Pick<Clock, "now">,
  write: (line: string) => void,
): JsonLog {
  let heldBack: Progress | undefined;
  let wroteAt: number | undefined;

  const line = (level: "info" | "warn" | "error", message: string, more: object = {}) =>
    write(JSON.stringify({ level, time: clock.now().toISOString(), ...context, message, ...more }));
  const writeProgress = ({ step, message, ...counts }: Progress) => {
    heldBack = undefined;
    wroteAt = clock.now().getTime();
    line("info", message ?? `${step} goes on`, { step, ...counts });
  };

  return {
    progress(progress) {
      const due = wroteAt === undefined || clock.now().getTime() - wroteAt >= between;
      if (due) writeProgress(progress);
      else heldBack = progress;
    },
    warn: (message) => line("warn", message),
    info: (message, counts) => line("info", message, counts),
    error(error) {
      const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
      line("error", message, { error: name });
    },
    end() {
      if (heldBack) writeProgress(heldBack);
    },
  };
}
