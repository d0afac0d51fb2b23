import type { Reason } from "../csv/reasons";

/** Why a bar is in quarantine, judged before its record is read as CSV. */
export const barReasons = {
  hundredfold:
    "A price is about a hundred times those of the days on both sides, or a hundredth: an error of unit.",
  repeated: "Another bar of the same day with other values counts, the later one: of days that are over.",
} as const;

/** A code for a bar, its record or a value. */
export type BarReason = keyof typeof barReasons | Reason;
