import { isDate } from "../date";
import type { ColumnSample, Dataset, Layout, SampleColumn, SeriesSample } from "../dataset";
import { below, type Report } from "./fault";
import { hint } from "./near";
import { timeZoneFault } from "./schedule";
import { symbolFault } from "./source";

/** Faults of the generated sample. */
export function sampleFaults({ sample, layouts }: Dataset, report: Report): void {
  if (!sample) return;
  if ("columns" in sample)
    for (const [header, column] of Object.entries(sample.columns))
      sampleColumnFaults(column, below("sample.columns", header), report);
  if (!(Number.isSafeInteger(sample.rows) && sample.rows >= 1))
    report("sample.rows", `${sample.rows} is no number of rows; a whole number from 1`);
  const layout = layouts.find(({ name }) => name === sample.layout);
  if (!layout) {
    const names = layouts.map(({ name }) => name);
    return report("sample.layout", `"${sample.layout}" is no layout ${hint(sample.layout, names)}`);
  }
  if ("series" in sample) seriesFaults(sample, layout, report);
  else columnSampleFaults(sample, layout, report);
}

function columnSampleFaults(sample: ColumnSample, layout: Layout, report: Report): void {
  if (layout.format === "yahoo-chart" || layout.header !== true)
    return report("sample.layout", `"${sample.layout}" has no header; a sample is written with one`);
  for (const place of Object.values(layout.columns))
    if ("header" in place && !Object.hasOwn(sample.columns, place.header))
      report("sample.columns", `lacks "${place.header}", which the layout reads`);
  if (!matches(sample.file, layout.files))
    report("sample.file", `"${sample.file}" does not match the layout's files, ${layout.files}`);
}

function seriesFaults(sample: SeriesSample, layout: Layout, report: Report): void {
  const { series, until, holidays, timeZone } = sample;
  if (layout.format !== "yahoo-chart")
    return report("sample.layout", `"${sample.layout}" is not of "yahoo-chart", as which series are written`);
  if (!isDate(until)) report("sample.until", `"${until}" is no day; YYYY-MM-DD`);
  timeZoneFault(timeZone, "sample.timeZone", report);
  holidays.forEach((day, index) => {
    if (!isDate(`2024-${day}`)) report(`sample.holidays[${index}]`, `"${day}" is no day of a year; MM-DD`);
  });
  if (series.length === 0) report("sample.series", "is empty; give at least one");
  series.forEach((each, index) => {
    const path = `sample.series[${index}]`;
    const fault = symbolFault(each.symbol);
    if (fault) report(`${path}.symbol`, fault);
    if (!matches(`${each.symbol}.json`, layout.files))
      report(`${path}.symbol`, `"${each.symbol}.json" does not match the layout's files, ${layout.files}`);
    const { dividend, split } = each;
    const positive = { last: each.last, scale: each.scale, "split.ratio": split?.ratio ?? 1 };
    for (const [name, value] of Object.entries(positive))
      if (!(value > 0)) report(`${path}.${name}`, `${value} is not above 0`);
    // More in a day is no price, and the generator's own exponential is made for little.
    if (!(Math.abs(each.drift) + 6 * each.scale < 1))
      report(`${path}.scale`, `${each.scale} is too much for one day; drift and six scales stay below 1`);
    if (dividend && !(dividend.yield > 0 && dividend.yield < 1))
      report(`${path}.dividend.yield`, `${dividend.yield} is no share of the price; between 0 and 1`);
    for (const [name, days] of [
      ["dividend.every", dividend?.every ?? 1],
      ["split.before", split?.before ?? 1],
    ] as const)
      if (!(Number.isSafeInteger(days) && days >= 1))
        report(`${path}.${name}`, `${days} is no number of days; a whole number from 1`);
  });
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
