/**
 * Why a value puts its record in quarantine: stable codes, the same in every format. If several values are at fault, the one in the
 * leftmost stage column counts. Each format adds codes for faults of a whole record (core/formats/<kind>/reasons.ts).
 */
export const valueReasons = {
  null: "The text means no value, in a column that must have one.",
  unreadable: "The text is no value of the column's type, or lacks the column's prefix.",
  out_of_range: "The text is a number or date that the column's type cannot hold.",
  time_twice:
    "The local time exists twice in the column's zone, where clocks go back, and the layout does not say which is meant (`twice`).",
  time_skipped:
    "The local time does not exist in the column's zone, where clocks skip it, and the layout does not say how to read it (`skipped`).",
} as const;

/** A code of `valueReasons`. */
export type ValueReason = keyof typeof valueReasons;
