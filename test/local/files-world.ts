/** A data set of files at addresses of a stand-in server, and a laptop that runs it. */
import { defineDataset, type Dataset, type FilesSource } from "../../contract";
import { rowsOf, runAt } from "./prices-world";

/** Readings of stations by hour, one file a day. */
export const air = (source: FilesSource, mode: "upsert" | "replace" = "upsert"): Dataset =>
  defineDataset({
    name: "air",
    title: "Air",
    description: "Readings of stations",
    licence: { name: "CC0", url: "https://example.org/licence" },
    citation: "None",
    source,
    layouts: [
      {
        name: "readings",
        files: "\\.csv$",
        delimiter: ",",
        quoting: "rfc4180",
        header: true,
        columns: { station: { header: "station" }, day: { header: "day" }, value: { header: "value" } },
      },
    ],
    stage: { station: { type: "string" }, day: { type: "date" }, value: { type: "double" } },
    table: {
      columns: {
        station: { type: "string", description: "Its name" },
        day: { type: "date", description: "Day" },
        value: { type: "double", unit: "1", description: "What it read" },
      },
      key: ["station", "day"],
      mode,
      sql: "select station, day, value from stage",
    },
    rules: [],
    maxBadRatio: 0,
    retention: "30 days",
    schedule: { expression: "cron(0 8 * * ? *)", timeZone: "Etc/UTC" },
    convert: "lambda",
  });

/** A day's file: the value of two stations. */
export const readings = (day: string, value: number) =>
  `station,day,value\nnorth,${day},${value}\nsouth,${day},${value + 0.5}\n`;

/** The rows of the table. */
export const rows = (home: string) =>
  rowsOf(home, "select station, day::varchar, value from air order by day, station");

/** Runs it on a day at noon, or at another time. */
export const runOn = (
  home: string,
  dataset: Dataset,
  date: string,
  options: { readonly from?: string; readonly force?: boolean; readonly now?: string } = {},
) => {
  const { now = `${date}T12:00:00Z`, ...others } = options;
  return runAt(home, now, { date, ...others }, dataset);
};
