/** Numbers, values and tables as people read them. */
import type { Json } from "../local/query";

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

/** A value as text; lists and structs as JSON. */
export function text(value: Json | undefined, ofNull: string): string {
  if (value === null || value === undefined) return ofNull;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Rows of texts as aligned columns, numbers to the right; the first row is the header. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, cell.length)));
  const numeric = widths.map((_, index) =>
    rows.slice(1).every((row) => /^-?[\d.,]*(e[+-]?\d+)?$/i.test(row[index] ?? "")),
  );
  const pad = (cell: string, index: number) =>
    numeric[index] ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0);
  return rows.map((row) => `  ${row.map(pad).join("  ")}`.trimEnd()).join("\n");
}

/** The columns of a table that fit a screen of so many characters, and how many do not. */
export function fitting(
  rows: readonly (readonly string[])[],
  screen: number,
): { rows: string[][]; left: number } {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  let used = 0;
  const count = widths.findIndex((width) => (used += width + 2) > screen - 1);
  const taken = count < 0 ? widths.length : Math.max(1, count);
  return { rows: rows.map((row) => row.slice(0, taken)), left: widths.length - taken };
}

/** A bar chart, one line a label; the longest bar is `width` characters. */
export function bars(
  counted: readonly { readonly label: string; readonly count: number }[],
  width = 40,
): string {
  const most = Math.max(1, ...counted.map(({ count }) => count));
  const labels = Math.max(0, ...counted.map(({ label }) => label.length));
  return counted
    .map(({ label, count }) => {
      const bar = "█".repeat(Math.max(count > 0 ? 1 : 0, Math.round((count / most) * width)));
      return `  ${label.padStart(labels)}  ${bar} ${amount(count)}`;
    })
    .join("\n");
}
