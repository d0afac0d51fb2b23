/** The steps of a run as a person sees them: when each begins and ends, and its counts over all its parts. */
import type { StepName } from "../contract/steps";
import type { Log, Progress } from "../core/run/ports";
import { stepOf, type WorkState } from "../workflow/definition";

/** A finished step. */
export interface StepTime {
  readonly name: StepName;
  readonly seconds: number;
}

/** Called when a step begins and ends; counts in between come through the log port. */
export interface StepWatch {
  begin(step: StepName): void;
  end(step: StepTime, failed: boolean): void;
}

const since = (start: number) => Math.round(performance.now() - start) / 1000;

/** Steps run one after another, so one ends when the next begins; a step with many parts is entered many times. */
export function stepClock(watch: StepWatch) {
  const steps: StepTime[] = [];
  let current: { name: StepName; start: number } | undefined;
  const leave = (failed: boolean) => {
    if (!current) return;
    const step = { name: current.name, seconds: since(current.start) };
    steps.push(step);
    watch.end(step, failed);
    current = undefined;
  };
  const began = performance.now();
  return {
    enter(name: StepName): void {
      if (current?.name === name) return;
      leave(false);
      current = { name, start: performance.now() };
      watch.begin(name);
    },
    /** Ends the last step, which failed if `failed` is true. */
    stop(failed: boolean): { readonly steps: readonly StepTime[]; readonly seconds: number } {
      leave(failed);
      return { steps, seconds: since(began) };
    },
  };
}

/** The states' handlers; each starts its step in the watch. */
export const timed = (
  handlers: { readonly [State in WorkState]?: (event: never) => Promise<unknown> },
  clock: Pick<ReturnType<typeof stepClock>, "enter">,
) =>
  Object.fromEntries(
    Object.entries(handlers).map(([state, handle]) => [
      state,
      (event: never) => {
        clock.enter(stepOf[state as WorkState]);
        return handle(event);
      },
    ]),
  );

/** Makes the log of each part of a step, by its number. It adds the counts of the other parts to a part's own. */
export function summedLog(log: Log): (part: number) => Log {
  const parts = new Map<number, Progress>();
  const sum = (count: "rows" | "bytes" | "bad") =>
    [...parts.values()].reduce((total, progress) => total + (progress[count] ?? 0), 0);
  return (part) => ({
    warn: (message) => log.warn(message),
    progress(progress) {
      // A part that is tried again starts over.
      parts.set(part, progress);
      const { rows, bytes, bad } = progress;
      log.progress({
        ...progress,
        ...(rows === undefined ? {} : { rows: sum("rows") }),
        ...(bytes === undefined ? {} : { bytes: sum("bytes") }),
        ...(bad === undefined ? {} : { bad: sum("bad") }),
      });
    },
  });
}
