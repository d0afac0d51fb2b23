import type { Clock } from "./ports";
import { askedWait } from "./retry-after";

/** How often and how long: tries in all, first and longest wait in milliseconds. */
export interface RetryPolicy {
  readonly attempts: number;
  readonly firstWait: number;
  readonly longestWait: number;
}

/** Six tries within about two minutes. */
export const defaultRetry: RetryPolicy = { attempts: 6, firstWait: 1000, longestWait: 60_000 };

/** Exponential back-off with full jitter: waits up to the doubled wait of each failure, counted from 1, and `least` milliseconds more. */
export function backOff(clock: Clock, failures: number, policy: RetryPolicy, least = 0): Promise<void> {
  const longest = Math.min(policy.longestWait, policy.firstWait * 2 ** (failures - 1));
  return clock.sleep(least + Math.floor(clock.random() * longest));
}

/** Whether an error asks for a longer wait than the policy has. */
export const asksTooMuch = (error: unknown, policy: RetryPolicy): boolean =>
  askedWait(error) > policy.longestWait;

/**
 * Tries again after errors of these names, a bounded number of times; the last error is thrown as it came. A wait that the server asks
 * for is waited for, with the jitter on top, and where it is longer than `longestWait` there is no other try: whoever called has more time.
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
