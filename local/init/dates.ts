/** Which readings of dates and times fit all values of a column. Each value is read by the product's own reader. */
import type { ReadColumn } from "../../contract/plan";
import { makeColumn } from "../../core/parquet/columns";
import { makeReader } from "../../core/formats/values";

/** How to read the dates of a column: its type and the words of its place. */
export interface DateForm {
  readonly type: "date" | "timestamp";
  readonly words: Pick<ReadColumn, "time">;
}

/** The readings that are tried, those that say more about the values first. */
const forms: readonly DateForm[] = [
  { type: "date", words: {} },
  { type: "date", words: { time: "midnight" } },
  { type: "timestamp", words: {} },
];

type Reading = DateForm & { readonly fits: (bytes: Buffer, from: number, to: number) => boolean };

/** Collects the dates of a column while every value is one. */
export interface Dates {
  /** Takes a value; returns false, and is dead from then on, if no reading fits all values. */
  take(bytes: Buffer, from: number, to: number): boolean;
  readonly alive: boolean;
  /** The readings that fit all values, the best first. */
  forms(): DateForm[];
}

/** Makes the collector of a column. */
export function makeDates(): Dates {
  let left: readonly Reading[] | undefined;
  return {
    take(bytes, from, to) {
      left = (left ?? forms.map(readingOf)).filter(({ fits }) => fits(bytes, from, to));
      return left.length > 0;
    },
    get alive() {
      return left === undefined || left.length > 0;
    },
    forms: () => (left ?? []).map(({ type, words }) => ({ type, words })),
  };
}

function readingOf(form: DateForm): Reading {
  const plan: ReadColumn = {
    name: "date",
    type: form.type,
    nullable: false,
    from: {},
    prefix: "",
    nulls: [],
    nonFinite: [],
    ...form.words,
  };
  const reader = makeReader(plan, makeColumn(plan, 1));
  return { ...form, fits: (bytes, from, to) => reader(bytes, from, to, 0) === undefined };
}
