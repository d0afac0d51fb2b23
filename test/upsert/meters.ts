import { defineDataset } from "../../contract";
import { weather } from "../examples/weather";

const described = (description: string) => ({ description });

/** Readings of meters, merged by meter and day; what is derived looks at the whole history of a meter. */
export const meters = defineDataset({
  name: "meters",
  title: "Meter readings",
  description: "The reading of each meter and day, restated now and then.",
  licence: weather.licence,
  citation: "Made up for a test.",
  source: weather.source,
  layouts: [
    {
      name: "meter_csv",
      files: "\\.csv$",
      delimiter: ",",
      quoting: "rfc4180",
      header: true,
      columns: {
        meter: { header: "meter" },
        day: { header: "day" },
        value: { header: "value" },
        note: { header: "note" },
      },
    },
  ],
  stage: {
    meter: { type: "string" },
    day: { type: "date" },
    value: { type: "double", nullable: true },
    note: { type: "string", nullable: true, nulls: [""] },
  },
  table: {
    columns: {
      meter: { type: "string", ...described("Name of the meter") },
      day: { type: "date", ...described("Day of the reading") },
      value: { type: "double", nullable: true, unit: "kWh", ...described("The reading") },
      change: { type: "double", nullable: true, unit: "kWh", ...described("Against the reading before") },
      reading: { type: "bigint", ...described("Number of the meter's reading, from 1") },
      note: { type: "string", nullable: true, ...described("Remark") },
    },
    key: ["meter", "day"],
    mode: "upsert",
    sql: `
select meter, day, value, value - lag(value) over (partition by meter order by day nulls first) as change,
  row_number() over (partition by meter order by day nulls first) as reading, note
from stage`,
  },
  rules: [
    { name: "every_meter", kind: "covers", column: "meter", stage: "meter" },
    { name: "some_rows", kind: "rows", min: 1 },
    { name: "steady", kind: "change", max: 20 },
  ],
  maxBadRatio: 0.5,
  retention: "30 days",
  schedule: { expression: "cron(0 6 * * ? *)", timeZone: "UTC" },
  convert: "lambda",
  sample: {
    file: "meters.csv",
    layout: "meter_csv",
    rows: 8,
    columns: {
      meter: { kind: "blocks", values: ["A", "B"] },
      day: { kind: "runs", values: ["2024-03-01", "2024-03-02", "2024-03-03", "2024-03-04"], length: 1 },
      value: { kind: "wave", mean: 5, amplitude: 10, period: 365, digits: 3 },
      note: { kind: "blocks", values: [""] },
    },
  },
});
