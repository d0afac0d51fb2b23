import type { CountsKind } from "./rule";

/** The table has at least this many rows. `min: 0` also lets an empty table replace one with rows. */
export interface Rows {
  readonly kind: "rows";
  readonly min: number;
}

export const rows: CountsKind<Rows> = {
  shape: { min: "number" },

  faults({ min }, _dataset, report) {
    if (!Number.isSafeInteger(min) || min < 0)
      report("min", `${min} is not a number of rows; use a whole number from 0`);
  },

  inWords: ({ min }) =>
    min === 0 ? "the table may be empty" : `the table has at least ${min} ${min === 1 ? "row" : "rows"}`,

  counts({ min }, now) {
    if (now >= min) return undefined;
    return { violations: min - now, how: `${now} ${now === 1 ? "row" : "rows"}, at least ${min}` };
  },

  mayBeEmpty: ({ min }) => min === 0,
};
