import type { Dataset, SampleColumn } from "../dataset";
import { below, type Report } from "./fault";
import { hint } from "./near";

/** Faults of the generated sample. */
export function sampleFaults({ sample, layouts }: Dataset, report: Report): void {
  if (!(Number.isSafeInteger(sample.rows) && sample.rows >= 1))
    report("sample.rows", `${sample.rows} is no number of rows; a whole number from 1`);
  for (const [header, column] of Object.entries(sample.columns))
    sampleColumnFaults(column, below("sample.columns", header), report);
  const layout = layouts.find(({ name }) => name === sample.layout);
  if (!layout) {
    const names = layouts.map(({ name }) => name);
    return report("sample.layout", `"${sample.layout}" is no layout ${hint(sample.layout, names)}`);
  }
  if (layout.header !== true)
    return report("sample.layout", `"${sample.layout}" has no header; a sample is written with one`);
  for (const place of Object.values(layout.columns))
    if ("header" in place && !Object.hasOwn(sample.columns, place.header))
      report("sample.columns", `lacks "${place.header}", which the layout reads`);
  if (!matches(sample.file, layout.files))
    report("sample.file", `"${sample.file}" does not match the layout's files, ${layout.files}`);
}

function matches(file: string, pattern: string): boolean {
  try {
    return new RegExp(pattern).test(file);
  } catch {
    // The layout's own fault, reported there.
    return true;
  }
}

function sampleColumnFaults(column: SampleColumn, path: string, report: Report): void {
  const whole = (value: number, property: string, most = Number.MAX_SAFE_INTEGER) => {
    if (!(Number.isInteger(value) && value >= 1 && value <= most))
      report(`${path}.${property}`, `${value} is no whole number from 1${most < 100 ? ` to ${most}` : ""}`);
  };
  if (column.kind === "wave") {
    if (!(column.period > 0)) report(`${path}.period`, `${column.period} is no length in rows; above 0`);
    whole(column.digits, "digits", 17);
    return;
  }
  if (column.values.length === 0) report(`${path}.values`, "is empty; give at least one text");
  if (column.kind === "runs") whole(column.length, "length");
}
