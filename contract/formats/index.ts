/** All raw formats. To add one, write a file beside this one, a folder of core/formats/, and a line in each block here. */
import type { ColumnType } from "../types";
import { csv, type ColumnSample, type CsvFiles } from "./csv";
import { fixed, type FixedFiles } from "./fixed";
import type { BaseLayout, Format, SampleKind } from "./format";
import { jsonLines, type JsonLinesFiles } from "./json-lines";
import { commonPlaces, type PlaceKind } from "./place";
import { formOf, type ValueForm } from "./written";
import { yahooChart, type ChartFiles, type SeriesSample } from "./yahoo-chart";

export * from "./csv";
export * from "./fixed";
export * from "./json-lines";
export * from "./place";
export * from "./written";
export * from "./yahoo-chart";

/** By the name in a layout's `format`; a layout without one has the first. */
export const formats = {
  csv,
  fixed,
  "json-lines": jsonLines,
  "yahoo-chart": yahooChart,
};

/** One form in which the raw files come. */
export type Layout<StageName extends string = string> =
  CsvFiles<StageName> | FixedFiles<StageName> | JsonLinesFiles<StageName> | ChartFiles<StageName>;

/** A generated sample in the real format. `data-flow run` uses it if you give it no other data. */
export type Sample = ColumnSample | SeriesSample;

/** A raw format's name. */
export type FormatName = keyof typeof formats;

/** The name of a layout's format, in a contract or in the plan of a run. */
export const formatName = ({ format }: Pick<BaseLayout, "format">): FormatName =>
  (format ?? "csv") as FormatName;

/** The contract's side of a layout's format. */
export const formatOf = (layout: Pick<BaseLayout, "format">): Format => formats[formatName(layout)];

/** The kind of a place, which takes that place. A format's own places come before the common ones. */
export function placeKind(layout: Pick<BaseLayout, "format">, place: object): PlaceKind<object> {
  const kinds: Readonly<Record<string, PlaceKind>> = { ...commonPlaces, ...formatOf(layout).places };
  const key = Object.keys(kinds).find((each) => each in place)!;
  return kinds[key] as PlaceKind<object>;
}

/** How the values of a column are written: by its place, then by its layout. Undefined for the strict form of its type. */
export const columnForm = (
  layout: Pick<BaseLayout, "format" | "values">,
  place: object & ValueForm,
  type: ColumnType,
): ValueForm | undefined => formOf(type, place, placeKind(layout, place).outside ? {} : layout.values);

/** The kinds of samples, each once. */
export const sampleKinds: readonly SampleKind[] = Object.values<Format>(formats).flatMap(
  ({ sample }) => sample ?? [],
);
