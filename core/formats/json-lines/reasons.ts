import type { ValueReason } from "../values/reasons";

/**
 * Why a line is in quarantine. Faults of the whole line come first, in this order; then the leftmost stage column at fault counts, by
 * one of the reasons below or of the values.
 */
export const lineReasons = {
  too_long: "The line is longer than 1 MiB. Its raw text is its first 1 MiB, cut between characters.",
  json_encoding:
    "The line is not valid UTF-8, which JSON must be. In its raw text alone, a byte that is not UTF-8 is written \\xNN and a backslash \\\\.",
  json_syntax: "The line is not JSON as RFC 8259 describes it.",
  json_depth: "The line has more than 1,000 arrays and objects inside one another.",
  json_type:
    "The line is JSON, but not an object; or the value has another JSON type than its column reads, or stands where the path needs an object or an array.",
  json_duplicate:
    "An object on the column's path has its key twice. Readers differ in which value they take.",
  json_surrogate: "The string has half a surrogate pair, such as \\ud800, which no UTF-8 can hold.",
} as const;

/** A code for a line or a value. */
export type Reason = keyof typeof lineReasons | ValueReason;

/** A code for a whole line. */
export type LineReason = Exclude<keyof typeof lineReasons, "json_duplicate" | "json_surrogate">;
