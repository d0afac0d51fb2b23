/** Checks that a run's input fits the published rows: real rows, the generated sample, an archive of unknown age. */
import { Option, type Command } from "commander";
import type { Dataset } from "../contract/dataset";
import type { Input } from "../local/flow";
import type { LocalPorts } from "../local/local-ports";
import { publishedRows, type PublishedRows } from "../local/published";
import { noSample } from "../local/sample-source";
import { sourceKind } from "../contract/sources";
import { parseAsOf } from "./options";
import { counted } from "./words";

/** Flags that say what the run reads. */
export interface InputFlags extends Pick<Input, "archive" | "live"> {
  /** ISO 8601 in UTC, or `now`. */
  readonly asOf?: string;
  /** Use the generated sample, whatever is published. */
  readonly sample?: boolean;
}

/** The flags, for a command that also has --archive and --live. */
export const inputOptions = (of = ""): readonly Option[] => [
  new Option(
    "--as-of <time>",
    `${of}when the archive was fetched: a time with a zone, a day, or now; when rows are merged, the ones fetched last win`,
  ).argParser(parseAsOf),
  new Option("--sample", `${of}read the generated sample, even if real rows are published`).conflicts([
    "archive",
    "live",
    "sourceUrl",
    "symbols",
  ]),
];

/**
 * Flags whose `asOf` is a time or undefined. Without one, an archive is as old as the moment at which the run reads it,
 * unless it is already published.
 */
export function withAsOf<F extends InputFlags>(
  flags: F,
  now = new Date(),
): Omit<F, "asOf"> & Pick<Input, "asOf"> {
  const { asOf, ...others } = flags;
  return asOf === undefined ? others : { ...others, asOf: asOf === "now" ? now.toISOString() : asOf };
}

/** True if the run fetches from the source: you say so, or the data set has no sample and you give it no file. */
export const fetches = (
  { sample }: Pick<Dataset, "sample">,
  flags: InputFlags & Pick<Input, "sourceUrl" | "symbols" | "rows">,
): boolean =>
  flags.live === true ||
  flags.sourceUrl !== undefined ||
  flags.symbols !== undefined ||
  (!sample && flags.archive === undefined && flags.rows === undefined && !flags.sample);

/**
 * Ends the command with a usage error if a data set has nothing to read, because it has no sample or no address, if the generated sample would
 * replace real rows or be merged into them, or if an archive of unknown age would be merged into published rows. Warns
 * if sample and real rows meet in another way. Leaves unreadable state to the run, which reports it.
 */
export async function checkInput(
  command: Command,
  dataset: Dataset,
  flags: InputFlags,
  ports: Pick<LocalPorts, "store" | "log">,
): Promise<void> {
  const refuse = (sentence: string) => command.error(`error: ${sentence}`, { exitCode: 2 });
  if (flags.live && sourceKind(dataset.source).unfetched) refuse(noAddress(dataset));
  if (!dataset.sample && flags.archive === undefined && !flags.live) refuse(noSample(dataset.name));
  const published = await publishedRows(dataset, ports);
  if (!published) return;
  const sample = flags.archive === undefined && !flags.live;
  const mixes = published.rows > 0 && sample !== published.generated;
  if (mixes && sample && !flags.sample) refuse(sampleOverReal(dataset, published));
  if (published.merges && flags.archive !== undefined && flags.asOf === undefined) {
    refuse(
      `${dataset.name} is merged by key: of several rows with one key, the one fetched last wins. Say when this archive ` +
        `was fetched: --as-of with a time (2025-07-11T22:00:00Z) or a day, or --as-of now to let its rows win over ` +
        `all published ones.`,
    );
  }
  const warning = mixes ? mixed(published, sample) : undefined;
  if (warning !== undefined) ports.log.warn(warning);
}

const noAddress = ({ name }: Dataset): string =>
  `${name} has no address to fetch from (its source is "local"): give the file to read with --archive FILE.`;

const sampleOverReal = ({ name }: Dataset, { rows, merges }: PublishedRows): string =>
  `without --archive or --live this reads the generated sample, and ${name} holds ${counted(rows, "real row")}: ` +
  `the sample would ${merges ? "be merged into them for good" : "replace them"}. ` +
  `Add --archive or --live. If you want the sample, add --sample, or set DATA_FLOW_HOME to another folder.`;

function mixed({ rows, merges }: PublishedRows, sample: boolean): string | undefined {
  const real = counted(rows, "real row");
  if (sample)
    return merges
      ? `The generated sample is merged into ${real}. To keep them apart, set DATA_FLOW_HOME to another folder.`
      : `The generated sample replaces ${real}. To bring them back, run again with --archive or --live.`;
  return merges
    ? `The new rows are merged into ${counted(rows, "row")} of the generated sample, which stay. To keep them apart, set DATA_FLOW_HOME to another folder.`
    : undefined;
}
