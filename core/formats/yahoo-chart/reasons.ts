import type { Reason } from "../csv/reasons";

/** Why a bar is in quarantine, before its record is read as a CSV record. */
export const barReasons = {
  hundredfold:
    "A price is about a hundred times those of the days on both sides, or a hundredth: an error of unit.",
  repeated: "Another bar of the same day with other values counts, the later one: of days that are over.",
} as const;

/** A code of a bar, of its record or of a value. */
export type BarReason = keyof typeof barReasons | Reason;
