/** Delimited text: CSV, TSV and the like. */
import { below, type Report } from "../check/fault";
import { dialectFaults, dialectInWords } from "./dialect";
import type { Shape } from "../check/shape";
import type { PlanLayout, ReadColumn } from "../plan";
import type { BaseSample, Format, LayoutShape, SampleFields } from "./format";
import { columnsShape, fileMatches, said } from "./layout";
import { joinedFaults, joinedInWords, joinedShape, type JoinedPlace } from "./joined";
import { linesFaults, linesInWords, linesLeftOut, linesShape, type Lines } from "./lines";
import type { PathPlace, PlaceKind, TextPlace } from "./place";
import { valuesShape, writtenInWords, writtenShape, type ValueForm, type Written } from "./written";

type HeaderPlace = {
  readonly header: string;
  /** A file may lack the column; its values are then null. Needs a nullable column. @default each file has it */
  readonly optional?: true;
} & Written;
type NumberPlace = { readonly field: number } & Written;
/** Several columns of the header: `{ headers: ["date", "hour"], join: " " }`. */
type HeadersPlace = JoinedPlace<"headers", string>;
/** Several fields, counted from 0, in a file without a header. */
type NumbersPlace = JoinedPlace<"fields", number>;

/** Where a layout finds a stage column. */
export type FieldPlace = HeaderPlace | NumberPlace | HeadersPlace | NumbersPlace | PathPlace | TextPlace;

/**
 * One form of the raw files. You may give several layouts; a file takes the first that fits: its path matches `files`, and its
 * first record has the header's names or the number of fields.
 */
export interface CsvFiles<StageName extends string = string> extends Omit<Lines, "skip"> {
  /** @default "csv" */
  readonly format?: "csv";
  readonly name: string;
  /** Regular expression on the member's path. Its named groups are the values for `{ path }`. */
  readonly files: string;
  /**
   * One or more characters between two fields. `runsOf`: a run of any of these ASCII characters, such as blanks; at the beginning
   * and the end of a line it is no field.
   */
  readonly delimiter: string | { readonly runsOf: string };
  /** `rfc4180`: fields may be quoted with `quote`; `none`: a quote is an ordinary character. */
  readonly quoting: "rfc4180" | "none";
  /** The ASCII character that quotes fields. @default '"' */
  readonly quote?: string;
  /** The ASCII character that stands before a quote inside quotes. @default a quote inside quotes is doubled */
  readonly escape?: string;
  /** Leaves out blanks (space and tab) around a field, outside its quotes. @default they belong to the field */
  readonly trim?: true;
  /** `"header"`: leaves out every line before the header, which is the first record that has all its names. */
  readonly skip?: number | "header";
  /**
   * `true`: the first record names the columns. `lines`: so many records do; a column's name is its names from top to bottom, joined
   * with `join`, and an empty name above the last line is the one to its left. `fields`: there is no header, and each record has that
   * many fields.
   */
  readonly header: true | { readonly fields: number } | { readonly lines: number; readonly join: string };
  /** `"any"`: names in the header may differ in case. @default they are as written */
  readonly headerCase?: "any";
  /** The line after the header holds units and is left out. @default it is a record */
  readonly units?: true;
  /**
   * `"pad"`: a record with fewer fields gets empty ones, and further fields are left out if all of them are empty.
   * @default both are quarantined
   */
  readonly ragged?: "pad";
  /** How the values of all columns are written. A column's own words count instead. @default the strict form of each type */
  readonly values?: ValueForm;
  /** Where each stage column is: header name, field number from 0, or named group of the path. */
  readonly columns: { readonly [K in StageName]: FieldPlace };
}

/** How one stage column is read from a record. */
export interface CsvColumn extends ReadColumn {
  readonly from:
    | { readonly header: string; readonly optional?: true }
    | { readonly field: number }
    | { readonly headers: readonly string[]; readonly join: string }
    | { readonly fields: readonly number[]; readonly join: string }
    | { readonly path: string }
    | { readonly text: string };
}

/** How to read the files of a layout. Words that the contract does not say are missing. */
export interface CsvLayout
  extends PlanLayout, Pick<CsvFiles, (typeof sayable)[number] | "delimiter" | "quoting"> {
  readonly header: boolean | { readonly lines: number; readonly join: string };
  /** Fields of a record in a file without a header; 0 if the header decides. */
  readonly fields: number;
  readonly columns: readonly CsvColumn[];
}

/** Words that stay out of the plan unless they are said. */
const sayable = [
  "encoding",
  "quote",
  "escape",
  "trim",
  "comment",
  "skip",
  "headerCase",
  "units",
  "footer",
  "ragged",
] as const;

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
  shape: writtenShape({ header: "text" }, { optional: "true" }),
  faults({ optional }, { header }, _groups, path, report, column) {
    if (!isNamed(header)) report(`${path}.header`, unnamed);
    if (optional && column && !column.nullable)
      report(`${path}.optional`, "needs a nullable column; add nullable: true to its column of stage");
  },
  inWords: (place) =>
    `column \`${place.header}\`${place.optional ? ", null if the file lacks it" : ""}${writtenInWords(place)}`,
  from: ({ header, optional }) => ({ header, ...(optional ? { optional } : {}) }),
};

const unnamed = "the layout has no header; give the field's number, counted from 0";

/** Reports a field's number that the layout does not have. */
function numberFault(field: number, { header }: CsvFiles, path: string, report: Report): void {
  if (isNamed(header))
    report(path, "the layout has a header; give the column's name in it, whatever its position");
  else if (!(Number.isInteger(field) && field >= 0 && field < header.fields))
    report(path, `${field} is not one of the ${header.fields} fields; give 0 to ${header.fields - 1}`);
}

const field: PlaceKind<NumberPlace, CsvFiles> = {
  shape: writtenShape({ field: "number" }),
  faults: ({ field }, layout, _groups, path, report) => numberFault(field, layout, `${path}.field`, report),
  inWords: (place) => `field ${place.field}, counted from 0${writtenInWords(place)}`,
  from: (place) => ({ field: place.field }),
};

const headers: PlaceKind<HeadersPlace, CsvFiles> = {
  shape: joinedShape("headers", "text"),
  faults({ headers }, { header }, _groups, path, report) {
    if (!isNamed(header)) report(`${path}.headers`, unnamed);
    joinedFaults(headers, `${path}.headers`, report);
  },
  inWords: (place) => `columns ${joinedInWords(place.headers, place.join)}${writtenInWords(place)}`,
  from: ({ headers, join }) => ({ headers, join }),
};

const fields: PlaceKind<NumbersPlace, CsvFiles> = {
  shape: joinedShape("fields", "number"),
  faults({ fields }, layout, _groups, path, report) {
    const reported = new Set<string>();
    for (const field of fields)
      numberFault(field, layout, `${path}.fields`, (at, fault) => {
        if (!reported.has(fault)) report(at, fault);
        reported.add(fault);
      });
    joinedFaults(fields, `${path}.fields`, report);
  },
  inWords: (place) =>
    `fields ${joinedInWords(place.fields, place.join)}, counted from 0${writtenInWords(place)}`,
  from: ({ fields, join }) => ({ fields, join }),
};

const places = { header, field, headers, fields };

const sampleColumn = <F extends Readonly<Record<string, Shape>>>(fields: F) =>
  ({ fields: { kind: "text", ...fields } }) as const;

/** Delimited text. */
export const csv: Format<CsvFiles, CsvLayout, ColumnSample> = {
  shape: {
    fields: {
      name: "text",
      files: "text",
      delimiter: { either: ["text", { fields: { runsOf: "text" } }] },
      quoting: { oneOf: ["rfc4180", "none"] },
      header: {
        either: [
          "true",
          {
            byKey: {
              fields: { fields: { fields: "number" } },
              lines: { fields: { lines: "number", join: "text" } },
            },
          },
        ],
      },
      columns: columnsShape(places),
    },
    optional: {
      format: "text",
      ...linesShape,
      quote: "text",
      escape: "text",
      trim: "true",
      skip: "scalar",
      headerCase: { oneOf: ["any"] },
      units: "true",
      ragged: { oneOf: ["pad"] },
      values: valuesShape,
    },
  } satisfies LayoutShape<CsvFiles>,
  places,
  faults(layout, path, report) {
    dialectFaults(layout, path, report);
    linesFaults(layout, path, report);
    headerFaults(layout, path, report);
  },
  plan(layout) {
    const { name, files, delimiter, quoting, header } = layout;
    return {
      name,
      files,
      delimiter,
      quoting,
      ...said(layout, sayable),
      header: header === true || ("lines" in header && header),
      fields: isNamed(header) ? 0 : header.fields,
    };
  },
  inWords(layout) {
    const { skip, header, headerCase, units, ragged } = layout;
    const parts = [
      ...dialectInWords(layout),
      headerInWords(header),
      ...(headerCase ? ["names in any case"] : []),
      ...(skip === "header" ? ["without the lines before it"] : []),
      ...(units ? ["without the line of units after it"] : []),
      ...linesInWords(layout),
      ...(ragged ? ["short records filled with empty fields"] : []),
    ];
    return parts.join(", ");
  },
  wanted({ header, fields, columns }) {
    const names = columns.flatMap(({ from }) => neededNames(from));
    return header ? `header has ${names.join(", ")}` : `${fields} fields, no header`;
  },
  leftOut: linesLeftOut,
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
        return report(
          "sample.layout",
          `"${sample.layout}" has no header of one line; a sample is written with one`,
        );
      const strange = unwritten.find((word) => word in layout && layout[word] !== "header");
      if (strange !== undefined || typeof layout.delimiter !== "string")
        return report(
          "sample.layout",
          `"${sample.layout}" has ${strange ?? "delimiter.runsOf"}; a sample is written as plain CSV, so name a layout without it`,
        );
      for (const name of Object.values(layout.columns).flatMap(namesOf))
        if (!Object.hasOwn(sample.columns, name))
          report("sample.columns", `lacks "${name}", which the layout reads`);
      for (const place of Object.values(layout.columns)) {
        const { decimal = layout.values?.decimal } = place as Written;
        const wave = namesOf(place).find((name) => sample.columns[name]?.kind === "wave");
        if (decimal === "," && wave !== undefined)
          report(
            below("sample.columns", wave),
            'is a wave, which has decimal points, and the layout reads decimals after ","; write "runs" or "blocks"',
          );
      }
      if (!fileMatches(sample.file, layout))
        report("sample.file", `"${sample.file}" does not match the layout's files, ${layout.files}`);
    },
  },
};

/** The names in a header that a place reads. */
export const namesOf = (place: object): readonly string[] => {
  const { header, headers = [] } = place as {
    readonly header?: string;
    readonly headers?: readonly string[];
  };
  return header === undefined ? headers : [header];
};

/** The names that a header must have for a place. */
export const neededNames = (place: object): readonly string[] => ("optional" in place ? [] : namesOf(place));

/** True if records are named by a header. */
const isNamed = (
  header: CsvFiles["header"],
): header is true | { readonly lines: number; readonly join: string } => header === true || "lines" in header;

/** Words that a generated sample does not follow. `skip: "header"` finds the sample's header in its first line. */
const unwritten = ["encoding", "quote", "escape", "skip", "units", "footer"] as const;

/** More fields do not fit into the longest record, of 1 MiB. */
const mostFields = 1_048_577;

function headerFaults(
  { header, skip, headerCase, units, columns }: CsvFiles,
  path: string,
  report: Report,
): void {
  if (
    header !== true &&
    "lines" in header &&
    !(Number.isInteger(header.lines) && header.lines >= 2 && header.lines <= 10)
  )
    report(
      `${path}.header.lines`,
      `${header.lines} is not a number of lines; give 2 to 10, or header: true for one`,
    );
  if (typeof skip === "boolean" || (typeof skip === "string" && skip !== "header"))
    report(`${path}.skip`, `must be a number of lines, or "header" for every line before the header`);
  if (skip === "header" && Object.values(columns).flatMap(neededNames).length === 0)
    report(
      `${path}.skip`,
      "needs a column that every file has: a header without any name would be its first line",
    );
  if (isNamed(header)) return;
  if (!(Number.isInteger(header.fields) && header.fields >= 1 && header.fields <= mostFields))
    report(
      `${path}.header.fields`,
      `${header.fields} is not a number of fields; give a whole number from 1 to ${mostFields}`,
    );
  const needs = (word: string) => report(`${path}.${word}`, "needs a header, and the layout has none");
  if (skip === "header") needs("skip");
  if (headerCase) needs("headerCase");
  if (units) needs("units");
}

function headerInWords(header: CsvFiles["header"]): string {
  if (header === true) return "a header line";
  return "lines" in header
    ? `a header of ${header.lines} lines, joined with \`${header.join}\``
    : `no header, ${header.fields} fields`;
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
