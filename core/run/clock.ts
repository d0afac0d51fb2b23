import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "./ports";

/** The machine's time and random numbers. */
export const systemClock: Clock = {
  now: () => new Date(),
  sleep: async (milliseconds) => {
    await sleep(milliseconds);
  },
  random: () => randomInt(2 ** 32) / 2 ** 32,
};
