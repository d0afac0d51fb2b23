import type { Clock } from "./ports";

/** Name of one try of a step: eight hexadecimal digits. An abandoned try may still write, so the next one writes elsewhere. */
export const attemptId = (clock: Pick<Clock, "random">): string =>
  Math.floor(clock.random() * 2 ** 32)
    .toString(16)
    .padStart(8, "0");
