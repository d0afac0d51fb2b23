import type { Clock } from "./ports";
import { askedWait } from "./retry-after";

/** How often and how long to try: total tries, first and longest wait in milliseconds. */
export interface RetryPolicy {
  readonly attempts: number;
  readonly firstWait: number;
  readonly longestWait: number;
}

/** Six tries within about two minutes. */
export const defaultRetry: RetryPolicy = { attempts: 6, firstWait: 1000, longestWait: 60_000 };

/** Exponential back-off with full jitter: waits `least` milliseconds plus up to a limit that doubles with each failure, counted from 1. */
export function backOff(clock: Clock, failures: number, policy: RetryPolicy, least = 0): Promise<void> {
  const longest = Math.min(policy.longestWait, policy.firstWait * 2 ** (failures - 1));
  return clock.sleep(least + Math.floor(clock.random() * longest));
}

/** True if an error asks for a longer wait than the policy allows. */
export const asksTooMuch = (error: unknown, policy: RetryPolicy): boolean =>
  askedWait(error) > policy.longestWait;

/**
 * Tries again after errors of these names, a bounded number of times, and throws the last error unchanged. If the server asks for a
 * wait, it waits that long plus the jitter. If that is longer than `longestWait`, it does not try again: its caller can wait longer.
 */
export async function retried<T>(
  clock: Clock,
  names: readonly string[],
  policy: RetryPolicy,
  attempt: () => Promise<T>,
): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isNamed(error, names) || failures >= policy.attempts || asksTooMuch(error, policy)) throw error;
      await backOff(clock, failures, policy, askedWait(error));
    }
  }
}

/** Whether an error has one of these names. */
export function isNamed(error: unknown, names: readonly string[]): error is Error {
  return error instanceof Error && names.includes(error.name);
}
