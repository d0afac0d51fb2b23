import { percent } from "../percent";
import type { CountsKind } from "./rule";

/** The table has at most this share more or fewer rows than the published one: 0.1 is a tenth. */
export interface Change {
  readonly kind: "change";
  readonly max: number;
}

export const change: CountsKind<Change> = {
  shape: { max: "number" },

  faults({ max }, _dataset, report) {
    if (!(Number.isFinite(max) && max >= 0))
      report("max", `${max} is not a ratio; give 0 (no change) or more, such as 0.1 for a tenth`);
  },

  inWords: ({ max }) => `the table has at most ${percent(max)} more or fewer rows than the published one`,

  counts({ max }, now, published) {
    // A share of no rows has no meaning.
    if (!published) return undefined;
    const difference = now - published;
    // 29 of 100 rows are not more than 0.29 of them, whatever 0.29 * 100 is in binary.
    if (Math.abs(difference) <= max * published * (1 + 1e-12)) return undefined;
    const share = `${((difference / published) * 100).toFixed(1).replace(/^(?!-)/, "+")} %`;
    return {
      // The number of rows beyond what the rule allows.
      violations: Math.abs(difference) - Math.floor(max * published),
      how: `${published} rows before, ${now} now, ${share}; at most ${percent(max)}`,
      remedy: 'raise "max" of the rule',
    };
  },
};
