/** Delimited text: CSV, TSV and the like. */
import { below, type Report } from "../check/fault";
import type { Shape } from "../check/shape";
import type { PlanLayout, ReadColumn } from "../plan";
import type { BaseSample, Format, LayoutShape, SampleFields } from "./format";
import { columnsShape, fileMatches } from "./layout";
import type { PathPlace, PlaceKind, TextPlace } from "./place";
import { valuesShape, writtenInWords, writtenShape, type ValueForm, type Written } from "./written";

type HeaderPlace = { readonly header: string } & Written;
type NumberPlace = { readonly field: number } & Written;

/** Where a layout finds a stage column. */
export type FieldPlace = HeaderPlace | NumberPlace | PathPlace | TextPlace;

/**
 * One form of the raw files. You may give several layouts; a file takes the first that fits: its path matches `files`, and its
 * first record has the header's names or the number of fields.
 */
export interface CsvFiles<StageName extends string = string> {
  /** @default "csv" */
  readonly format?: "csv";
  readonly name: string;
  /** Regular expression on the member's path. Its named groups are the values for `{ path }`. */
  readonly files: string;
  /** One ASCII character. */
  readonly delimiter: string;
  /** `rfc4180`: fields may be quoted with `"`; `none`: a quote is an ordinary character. */
  readonly quoting: "rfc4180" | "none";
  /** `true`: the first record names the columns. A number: there is no header, and each record has that many fields. */
  readonly header: true | { readonly fields: number };
  /** How the values of all columns are written. A column's own words count instead. @default the strict form of each type */
  readonly values?: ValueForm;
  /** Where each stage column is: header name, field number from 0, or named group of the path. */
  readonly columns: { readonly [K in StageName]: FieldPlace };
}

/** How one stage column is read from a record. */
export interface CsvColumn extends ReadColumn {
  readonly from:
    | { readonly header: string }
    | { readonly field: number }
    | { readonly path: string }
    | { readonly text: string };
}

/** How to read the files of a layout. */
export interface CsvLayout extends PlanLayout {
  readonly delimiter: string;
  readonly quoting: "rfc4180" | "none";
  readonly header: boolean;
  /** Fields of a record in a file without a header; 0 if the header decides. */
  readonly fields: number;
  readonly columns: readonly CsvColumn[];
}

/** How to generate one raw column of the sample; deterministic. */
export type SampleColumn =
  /** The values one after the other, each for the same share of the file's rows. */
  | { readonly kind: "blocks"; readonly values: readonly string[] }
  /** The values in turn, each for `length` rows (fewer if a block is too short for one of each), repeated. */
  | { readonly kind: "runs"; readonly values: readonly string[]; readonly length: number }
  /** A noisy wave around `mean`, `period` rows long, written as C's `%.<digits>g` does. */
  | {
      readonly kind: "wave";
      readonly mean: number;
      readonly amplitude: number;
      readonly period: number;
      readonly digits: number;
    };

/** A generated file, column by column. Its layout must have a header with the columns in the order of `columns`. */
export interface ColumnSample extends BaseSample {
  readonly columns: { readonly [header: string]: SampleColumn };
}

const header: PlaceKind<HeaderPlace, CsvFiles> = {
  shape: writtenShape("header", "text"),
  faults(_place, { header }, _groups, path, report) {
    if (header !== true)
      report(`${path}.header`, "the layout has no header; give the field's number, counted from 0");
  },
  inWords: (place) => `column \`${place.header}\`${writtenInWords(place)}`,
  from: (place) => ({ header: place.header }),
};

const field: PlaceKind<NumberPlace, CsvFiles> = {
  shape: writtenShape("field", "number"),
  faults({ field }, { header }, _groups, path, report) {
    if (header === true)
      report(`${path}.field`, "the layout has a header; give the column's name in it, whatever its position");
    else if (!(Number.isInteger(field) && field >= 0 && field < header.fields))
      report(
        `${path}.field`,
        `${field} is not one of the ${header.fields} fields; give 0 to ${header.fields - 1}`,
      );
  },
  inWords: (place) => `field ${place.field}, counted from 0${writtenInWords(place)}`,
  from: (place) => ({ field: place.field }),
};

const places = { header, field };

const sampleColumn = <F extends Readonly<Record<string, Shape>>>(fields: F) =>
  ({ fields: { kind: "text", ...fields } }) as const;

/** Delimited text. */
export const csv: Format<CsvFiles, CsvLayout, ColumnSample> = {
  shape: {
    fields: {
      name: "text",
      files: "text",
      delimiter: "text",
      quoting: { oneOf: ["rfc4180", "none"] },
      header: { either: ["true", { fields: { fields: "number" } }] },
      columns: columnsShape(places),
    },
    optional: { format: "text", values: valuesShape },
  } satisfies LayoutShape<CsvFiles>,
  places,
  faults(layout, path, report) {
    delimiterFault(layout, path, report);
    const { header } = layout;
    if (header !== true && !(Number.isInteger(header.fields) && header.fields >= 1))
      report(
        `${path}.header.fields`,
        `${header.fields} is not a number of fields; give a whole number from 1`,
      );
  },
  plan({ name, files, delimiter, quoting, header }) {
    const named = header === true;
    return { name, files, delimiter, quoting, header: named, fields: named ? 0 : header.fields };
  },
  inWords(layout) {
    const delimiter = layout.delimiter === "\t" ? "tabs" : `\`${layout.delimiter}\``;
    const quoting = layout.quoting === "none" ? "no quoting" : "quoting as in RFC 4180";
    const header = layout.header === true ? "a header line" : `no header, ${layout.header.fields} fields`;
    return `fields separated by ${delimiter}, ${quoting}, ${header}`;
  },
  wanted({ header, fields, columns }) {
    const names = columns.flatMap(({ from }) => ("header" in from ? [from.header] : []));
    return header ? `header has ${names.join(", ")}` : `${fields} fields, no header`;
  },
  sample: {
    key: "columns",
    fields: {
      columns: {
        record: {
          byKind: {
            blocks: sampleColumn({ values: { list: "text" } }),
            runs: sampleColumn({ values: { list: "text" }, length: "number" }),
            wave: sampleColumn({ mean: "number", amplitude: "number", period: "number", digits: "number" }),
          },
        },
      },
    } satisfies SampleFields<ColumnSample>,
    faults(sample, layout, report) {
      for (const [header, column] of Object.entries(sample.columns))
        sampleColumnFaults(column, below("sample.columns", header), report);
      if (!("header" in layout && layout.header === true))
        return report("sample.layout", `"${sample.layout}" has no header; a sample is written with one`);
      for (const place of Object.values(layout.columns))
        if ("header" in place && !Object.hasOwn(sample.columns, place.header))
          report("sample.columns", `lacks "${place.header}", which the layout reads`);
      if (!fileMatches(sample.file, layout))
        report("sample.file", `"${sample.file}" does not match the layout's files, ${layout.files}`);
    },
  },
};

function delimiterFault({ delimiter }: CsvFiles, path: string, report: Report): void {
  const code = delimiter.codePointAt(0) ?? 0;
  if (delimiter.length !== 1 || code === 0 || code > 127)
    report(
      `${path}.delimiter`,
      `${JSON.stringify(delimiter)} is not one ASCII character (such as "," or "\\t")`,
    );
  else if (delimiter === '"' || delimiter === "\r" || delimiter === "\n")
    report(
      `${path}.delimiter`,
      `${JSON.stringify(delimiter)} cannot be a delimiter: it ends lines or quotes fields`,
    );
}

function sampleColumnFaults(column: SampleColumn, path: string, report: Report): void {
  const whole = (value: number, property: string, most = Number.MAX_SAFE_INTEGER) => {
    if (!(Number.isInteger(value) && value >= 1 && value <= most))
      report(
        `${path}.${property}`,
        `${value} is not a whole number from 1${most < 100 ? ` to ${most}` : ""}`,
      );
  };
  if (column.kind === "wave") {
    if (!(column.period > 0))
      report(`${path}.period`, `${column.period} is not a length in rows; give a number above 0`);
    whole(column.digits, "digits", 17);
    return;
  }
  if (column.values.length === 0) report(`${path}.values`, "is empty; give at least one string");
  if (column.kind === "runs") whole(column.length, "length");
}
