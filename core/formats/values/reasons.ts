/**
 * Why a value puts its record in quarantine: stable codes, in every format. Of several values at fault that of the leftmost stage
 * column counts. A format has codes of its own for what is wrong with a whole record (core/formats/<kind>/reasons.ts).
 */
export const valueReasons = {
  null: "The text means no value, in a column that must have one.",
  unreadable: "The text is no value of the column's type, or lacks the column's prefix.",
  out_of_range: "The text is a number or date that the column's type cannot hold.",
} as const;

/** A code of `valueReasons`. */
export type ValueReason = keyof typeof valueReasons;
