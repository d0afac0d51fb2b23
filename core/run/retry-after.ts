/** The wait that a server asks for: read from its answer, carried by the error, obeyed by the retry. */
import { httpDate } from "./http-date";

/** Milliseconds of a Retry-After header, given in seconds or as an HTTP date; undefined if it is missing or neither. */
export function retryAfter(headers: Headers, now: Date): number | undefined {
  const text = headers.get("retry-after")?.trim() ?? "";
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const time = httpDate(text);
  return time === undefined ? undefined : Math.max(0, time - now.getTime());
}

/** The error, with the wait in milliseconds that the server asked for before the next try. */
export const askingToWait = (error: Error, wait: number | undefined): Error =>
  wait === undefined ? error : Object.assign(error, { retryAfter: wait });

/** The wait in milliseconds that an error asks for; 0 if it asks for none. */
export const askedWait = (error: unknown): number =>
  error instanceof Error && "retryAfter" in error && typeof error.retryAfter === "number"
    ? error.retryAfter
    : 0;
