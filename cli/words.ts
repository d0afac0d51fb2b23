/** Numbers and values formatted for people. */
import type { Json } from "../local/query";
import { padded, width } from "./terminal";

/** `1215745` as `1,215,745`. */
export const amount = (value: number): string => value.toLocaleString("en-US");

/** `1 row`, `2 rows`. */
export const counted = (count: number, thing: string): string =>
  `${amount(count)} ${thing}${count === 1 ? "" : "s"}`;

/** Bytes in decimal units, as disks and networks count: `41.9 MB`. */
export function bytes(value: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** A value as a string; lists and structs as JSON. */
export function text(value: Json | undefined, ofNull: string): string {
  if (value === null || value === undefined) return ofNull;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** A bar chart, one line per label; the longest bar has `longest` characters. */
export function bars(
  counted: readonly { readonly label: string; readonly count: number }[],
  longest: number,
): string {
  const most = Math.max(1, ...counted.map(({ count }) => count));
  const labels = Math.max(0, ...counted.map(({ label }) => width(label)));
  return counted
    .map(({ label, count }) => {
      const bar = "█".repeat(Math.max(count > 0 ? 1 : 0, Math.round((count / most) * longest)));
      return `  ${padded(label, labels, "left")}  ${bar} ${amount(count)}`;
    })
    .join("\n");
}
