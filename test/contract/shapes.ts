/** A small data set that has every type, for tests of what is derived. */
import { defineDataset, type CsvFiles } from "../../contract";
import { weather } from "../examples/weather";

const described = (description: string) => ({ description });

export const shapes = defineDataset({
  title: "Shapes",
  description: "Every type.",
  licence: weather.licence,
  citation: weather.citation,
  source: weather.source,
  maxBadRatio: 0.01,
  retention: "30 days",
  schedule: weather.schedule,
  convert: "lambda",
  name: "shapes",
  layouts: [
    {
      ...(weather.layouts[0] as CsvFiles),
      columns: {
        n: { header: "n" },
        moment: { header: "moment" },
        x: { header: "x" },
        d: { header: "d" },
        t: { header: "t" },
      },
    },
  ],
  stage: {
    n: { type: "int" },
    moment: { type: "bigint", nullable: true },
    x: { type: "double", nullable: true, nonFinite: ["NaN"] },
    d: { type: "decimal(9,2)", nullable: true },
    t: { type: "string", nullable: true },
  },
  table: {
    columns: {
      n: { type: "int", ...described("it's a \\ number") },
      timestamp: { type: "timestamp", ...described("When") },
      x: { type: "double", nullable: true, unit: "m", ...described("Length") },
      d: { type: "decimal(9,2)", nullable: true, unit: "1", ...described("Decimal") },
      big: { type: "bigint", ...described("Integer") },
      day: { type: "date", nullable: true, ...described("Day") },
      yes: { type: "boolean", nullable: true, ...described("Truth") },
      t: { type: "string", nullable: true, ...described("Text") },
    },
    key: ["n", "timestamp"],
    mode: "replace",
    sql: `
select n, timestamp_micros(moment) as timestamp, x, d, unix_micros(timestamp_micros(moment)) as big,
  cast(timestamp_micros(moment) as date) as day, x > 0.5 as yes, t
from stage
where t is null or t <> 'dropped' -- a comment at the end`,
  },
  rules: [
    { name: "x_range", kind: "range", column: "x", min: -200, max: 200 },
    { name: "d_range", kind: "range", column: "d", min: 0, max: 10.5, severity: "warn" },
    { name: "big_range", kind: "range", column: "big", min: 0, max: 1e20 },
    { name: "short_text", kind: "expression", sql: "length(t) < 4" },
    { name: "each_n", kind: "covers", column: "n", stage: "n" },
    { name: "three_rows", kind: "rows", min: 3 },
  ],
  sample: {
    file: "a.csv",
    layout: "station_csv",
    rows: 1,
    columns: {
      n: { kind: "blocks", values: ["1"] },
      moment: { kind: "blocks", values: ["1"] },
      x: { kind: "blocks", values: ["1"] },
      d: { kind: "blocks", values: ["1"] },
      t: { kind: "blocks", values: ["1"] },
    },
  },
});
