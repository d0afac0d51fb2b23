import type { Dataset } from "../dataset";
import { isDate } from "../date";
import { decimalOf, type ColumnType } from "../types";
import { below, type Report } from "./fault";

/** Faults of `fill`: only a required column outside the key needs one, and only if rows are merged. */
export function fillFaults({ stage, table: { key, mode } }: Dataset, report: Report): void {
  for (const [name, { type, nullable, fill }] of Object.entries(stage)) {
    if (fill === undefined) continue;
    const path = `${below("stage", name)}.fill`;
    if (mode !== "upsert")
      report(path, 'is for rows that were merged before the column existed; "replace" merges none');
    else if (nullable) report(path, "is for a required column; a nullable one is null in older rows");
    else if (key.includes(name))
      report(path, "cannot be set for a key column: all older rows would get the same key");
    const wanted = fillFault(fill, type);
    if (wanted !== undefined) report(path, `${JSON.stringify(fill)} is not of type ${type}; give ${wanted}`);
  }
}

/** What a value of the type looks like, if `fill` is not one; undefined if it is. */
function fillFault(fill: Fill, type: ColumnType): string | undefined {
  const decimal = decimalOf(type);
  if (decimal) {
    const { precision, scale } = decimal;
    const [, whole = "", fraction = ""] = /^-?0*(\d*)(?:\.(\d+))?$/.exec(String(fill)) ?? [];
    const fits =
      whole.length <= precision - scale &&
      fraction.length <= scale &&
      /^-?(\d+|\d*\.\d+)$/.test(String(fill));
    return fits && typeof fill !== "boolean"
      ? undefined
      : "a number of at most its digits, or such a number as a string";
  }
  const [fits, wanted] = forms[type as keyof typeof forms];
  return fits(fill) ? undefined : wanted;
}

type Fill = string | number | boolean;

/** For each type: whether a value is valid, and how to write one. */
const forms: Readonly<
  Record<Exclude<ColumnType, `decimal(${number},${number})`>, readonly [(fill: Fill) => boolean, string]>
> = {
  string: [(fill) => typeof fill === "string", "a string"],
  boolean: [(fill) => typeof fill === "boolean", "true or false"],
  int: [(fill) => Number.isInteger(fill) && (Number(fill) | 0) === fill, "a whole number of 32 bits"],
  bigint: [isBigint, "a whole number of 64 bits; from 9007199254740992 on as a string"],
  double: [(fill) => Number.isFinite(fill), "a finite number"],
  date: [(fill) => typeof fill === "string" && isDay(fill), 'a day as "YYYY-MM-DD"'],
  timestamp: [
    (fill) => typeof fill === "string" && isInstant(fill),
    'a time in UTC as "YYYY-MM-DDThh:mm:ssZ"',
  ],
};

function isBigint(fill: Fill): boolean {
  if (typeof fill === "number") return Number.isSafeInteger(fill);
  return (
    typeof fill === "string" && /^-?\d{1,19}$/.test(fill) && BigInt.asIntN(64, BigInt(fill)) === BigInt(fill)
  );
}

const isInstant = (fill: string) =>
  /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?Z$/.test(fill) && isDay(fill.slice(0, 10));

/** The converters read days from the year 1 on. */
const isDay = (text: string) => isDate(text) && text >= "0001";
