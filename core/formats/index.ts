/**
 * The readers of the raw formats. To add one, write a folder beside this file and a line in the list; contract/formats/ has its
 * contract side.
 */
import type { Dataset } from "../../contract/dataset";
import { formatName, type FormatName } from "../../contract/formats";
import type { PlanLayout } from "../../contract/plan";
import type { RawFile } from "../run/documents";
import { csv } from "./csv";
import type { FittingFile, FormatReader, Member, SkippedFile, SliceInput, SliceReader } from "./format";
import { fixed } from "./fixed";
import { jsonLines } from "./json-lines";
import { yahooChart } from "./yahoo-chart";

const readers: Readonly<Record<FormatName, FormatReader>> = {
  csv,
  fixed,
  "json-lines": jsonLines,
  "yahoo-chart": yahooChart,
};

const readerOf = (layout: Pick<PlanLayout, "format">): FormatReader => readers[formatName(layout)];

/** Opens a file by the format of the first layout that is meant for its path; without such a layout, as text. */
export function openMember(
  member: Member,
  layouts: readonly PlanLayout[],
  partBytes: number,
): Promise<SkippedFile | FittingFile> {
  const format = formatName(layouts.find(({ files }) => new RegExp(files).test(member.path)) ?? {});
  const own = layouts.filter((layout) => formatName(layout) === format);
  return readers[format].open(member, own, partBytes);
}

/** Opens a slice of a raw file. */
export const readSlice = (input: SliceInput): SliceReader => readerOf(input.layout).read(input);

/** The format's reader for a file that this version of the program accepted. */
const readerOfFile = ({ format = {} }: RawFile): FormatReader | undefined =>
  readers[Object.keys(format)[0] as FormatName];

/** What was taken of a file, besides its bytes. */
export const takenOf = (file: RawFile): readonly unknown[] => readerOfFile(file)?.taken?.(file) ?? [];

/** Counts of a file's records left out and values set to null, by reason. */
export const leftOutOf = (file: RawFile): Readonly<Record<string, number>> =>
  readerOfFile(file)?.leftOut?.(file) ?? {};

/** Names of a file's columns that its layout does not read. */
export const unreadOf = (file: RawFile): readonly string[] => readerOfFile(file)?.unread?.(file) ?? [];

/** The generated sample of a data set: its bytes, and what they depend on besides the sample's description. */
export function sampleOf(
  { name, sample, layouts }: Pick<Dataset, "name" | "sample" | "layouts">,
  rows: number,
): { readonly bytes: () => AsyncIterable<Uint8Array>; readonly dependsOn: unknown } | undefined {
  const layout = layouts.find((each) => each.name === sample?.layout);
  if (!sample || !layout) return undefined;
  const reader = readerOf(layout);
  if (!reader.sample) return undefined;
  return {
    bytes: () => reader.sample!(name, sample, layout, rows),
    dependsOn: reader.sampleDependsOn?.(layout),
  };
}
