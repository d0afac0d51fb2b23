import type { Clock } from "./ports";

/** How often and how long: tries in all, first and longest wait in milliseconds. */
export interface RetryPolicy {
  readonly attempts: number;
  readonly firstWait: number;
  readonly longestWait: number;
}

/** Six tries within about two minutes. */
export const defaultRetry: RetryPolicy = { attempts: 6, firstWait: 1000, longestWait: 60_000 };

/** Exponential back-off with full jitter: waits up to the doubled wait of each failure, counted from 1. */
export function backOff(clock: Clock, failures: number, policy: RetryPolicy): Promise<void> {
  const longest = Math.min(policy.longestWait, policy.firstWait * 2 ** (failures - 1));
  return clock.sleep(Math.floor(clock.random() * longest));
}

/** Tries again after errors of these names, a bounded number of times; the last error is thrown as it came. */
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
      if (!isNamed(error, names) || failures >= policy.attempts) throw error;
      await backOff(clock, failures, policy);
    }
  }
}

/** Whether an error has one of these names. */
export function isNamed(error: unknown, names: readonly string[]): error is Error {
  return error instanceof Error && names.includes(error.name);
}
