import { defineDataset } from "../../contract";

export const weather = defineDataset({
  name: "weather",
  title: "Daily weather of our stations",
  description: "Mean temperature and rain of each station and day.",
  licence: { name: "CC0 1.0", url: "https://creativecommons.org/publicdomain/zero/1.0/" },
  citation: "Made up for this page.",
  source: { kind: "kaggle", owner: "your-name", dataset: "station-weather" },

  // How the raw files look, and where each stage column stands in them.
  layouts: [
    {
      name: "station_csv",
      files: "\\.csv$",
      delimiter: ",",
      quoting: "rfc4180",
      header: true,
      columns: {
        station: { header: "Station" },
        day: { header: "Day" },
        temperature: { header: "Temp" },
        rain: { header: "Rain" },
        remark: { header: "Remark" },
      },
    },
  ],

  // The types of the fields. A record that does not fit is quarantined.
  stage: {
    station: { type: "string" },
    day: { type: "date" },
    temperature: { type: "double" },
    rain: { type: "double", nullable: true, nulls: ["", "-"] },
    remark: { type: "string", nullable: true, nulls: [""] },
  },

  // What is published.
  table: {
    columns: {
      station: { type: "string", description: "Name of the station" },
      day: { type: "date", description: "Day, in the station's own time" },
      temperature: { type: "double", unit: "°C", description: "Mean temperature of the day" },
      rain: {
        type: "double",
        nullable: true,
        unit: "mm",
        description: "Rain of the day, null if not measured",
      },
      freezing: { type: "boolean", description: "Whether the mean temperature was below zero" },
      remark: { type: "string", nullable: true, description: "What the observer wrote" },
    },
    key: ["station", "day"],
    mode: "replace",
    sql: `
select station, day, temperature, rain, temperature < 0 as freezing, remark
from stage`,
  },

  // What must hold, or the run fails and the table stays as it was.
  rules: [
    { name: "plausible_temperature", kind: "range", column: "temperature", min: -90, max: 60 },
    { name: "no_negative_rain", kind: "expression", sql: "rain is null or rain >= 0", severity: "warn" },
    { name: "every_station", kind: "covers", column: "station", stage: "station" },
    { name: "some_rows", kind: "rows", min: 1 },
  ],
  maxBadRatio: 0.01,

  retention: "30 days",
  schedule: { expression: "cron(0 6 * * ? *)", timeZone: "Europe/Berlin" },
  convert: "lambda",
  countBy: "station",

  // Optional: generated when `run` is given no archive.
  sample: {
    file: "stations.csv",
    layout: "station_csv",
    rows: 4,
    columns: {
      Station: { kind: "blocks", values: ["A-01", "B-07"] },
      Day: { kind: "runs", values: ["2024-03-01", "2024-03-02"], length: 1 },
      Temp: { kind: "wave", mean: 5, amplitude: 10, period: 365, digits: 3 },
      Rain: { kind: "runs", values: ["0.0", "-", "2.5"], length: 1 },
      Remark: { kind: "blocks", values: ["", "windy"] },
    },
  },
});
