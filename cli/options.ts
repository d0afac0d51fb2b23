/** Options and arguments that several commands share. */
import { resolve } from "node:path";
import { InvalidArgumentError, Option } from "commander";
import { isSafeAddress } from "../contract/address";
import { nearest } from "../contract/check/near";
import type { Dataset } from "../contract/dataset";
import { isDate } from "../contract/date";
import { faultText } from "./dataset-fault";
import { loadDatasets } from "./datasets";
import { aboutDocument } from "./one-document";

/** The laptop's store: `$DATA_FLOW_HOME`, or `.data-flow` in the working directory. */
export const home = (): string => process.env["DATA_FLOW_HOME"] || ".data-flow";

/** The data set of that name. Fails with `DatasetFaulty` if its file has a fault; warns of faults in other files. */
export function parseDataset(name: string): Dataset {
  const { datasets, faults } = loadDatasets();
  const found = datasets.find((dataset) => dataset.name === name);
  const own = found ? undefined : faults.find(({ names }) => names.includes(name));
  for (const fault of faults)
    if (fault !== own) process.stderr.write(`! Skipping ${firstLines(faultText(fault))}\n`);
  if (found) return found;
  if (own) {
    aboutDocument({ dataset: name });
    throw Object.assign(new Error(faultText(own)), { name: "DatasetFaulty" });
  }
  const names = datasets.map((dataset) => dataset.name).join(", ");
  const near = nearest(
    name,
    datasets.map((dataset) => dataset.name),
  );
  throw new InvalidArgumentError(
    names === ""
      ? `datasets/ has no data set: add datasets/${name}.ts.`
      : `No data set has that name${near === undefined ? "" : ` (did you mean ${near}?)`}. Data sets: ${names}.`,
  );
}

/** Few enough not to hide the command's own output. */
function firstLines(text: string): string {
  const lines = text.split("\n");
  return lines.length <= 4 ? text : `${lines.slice(0, 3).join("\n")}\n  … and ${lines.length - 3} more lines`;
}

/** A path relative to where the user called npm: npm runs scripts in the project's folder and passes the original one. */
export const parsePath = (path: string): string => resolve(process.env["INIT_CWD"] ?? ".", path);

/** The engine of the analysis: closed forms, or the model of datasets/<name>.model.py. */
export const analysisEngine = () =>
  new Option(
    "--analysis-engine <engine>",
    "engine that analyses the published table, instead of the contract's choice",
  ).choices(["normal", "pymc"]);

export function parseDate(text: string): string {
  if (isDate(text)) return text;
  throw new InvalidArgumentError("Give a calendar day as YYYY-MM-DD.");
}

/** A past instant, or a day, which means its beginning in UTC; returned as ISO 8601 in UTC. */
export function parseInstant(text: string): string {
  const zoned = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(text);
  const time = isDate(text.slice(0, 10)) && (zoned || text.length === 10) ? Date.parse(text) : NaN;
  if (Number.isNaN(time))
    throw new InvalidArgumentError(
      "Give a time with a zone, such as 2025-07-11T22:00:00Z, or a day as YYYY-MM-DD.",
    );
  if (time > Date.now())
    throw new InvalidArgumentError("That time is in the future. Give the time when the archive was fetched.");
  return new Date(time).toISOString();
}

/** `--as-of`: an instant, or `now` for the time at which the command reads the archive. */
export const parseAsOf = (text: string): string => (text === "now" ? text : parseInstant(text));

export function parseRows(text: string): number {
  const rows = Number(text);
  if (/^\d+$/.test(text) && rows >= 1 && rows <= 1e9) return rows;
  throw new InvalidArgumentError("Give a whole number from 1 to 1000000000.");
}

export function parseRatio(text: string): number {
  const ratio = Number(text);
  if (/^[\d.]+$/.test(text) && ratio >= 0 && ratio <= 1) return ratio;
  throw new InvalidArgumentError("Give a ratio from 0 to 1, such as 0.001.");
}

export function parseUrl(text: string): string {
  if (isSafeAddress(text)) return text;
  throw new InvalidArgumentError("Give a URL that starts with https://, or with http:// for this machine.");
}
