/** How raw files look: the words of the contract. */
import type { ChartField } from "./chart";

/** How a value is written where it stands. */
export interface Written {
  /** Text before the value that must be there. @default none */
  readonly prefix?: string;
  /**
   * Of a date: a time of midnight may stand behind it, and an offset behind that, as in `2024-03-04 00:00:00+09:00`. The value is
   * the day as it is written, whatever the offset; any other time makes the record bad. @default a date alone
   */
  readonly time?: "midnight";
}

/** Where a layout finds a stage column. */
export type FieldPlace =
  | ({ readonly header: string } & Written)
  | ({ readonly field: number } & Written)
  | ({ readonly path: string } & Written)
  /** The same text for every record: what the files do not hold. */
  | { readonly text: string };

/** Where a layout of documents finds a stage column. */
export type ChartPlace =
  | Exclude<FieldPlace, { readonly header: string } | { readonly field: number }>
  | {
      readonly chart: ChartField;
    };

/**
 * One form in which the raw files come. Several layouts may be given; a file takes the first that fits:
 * its path matches `files`, and its first record has the header's names or the number of fields.
 */
export interface CsvFiles<StageName extends string = string> {
  /** @default "csv" */
  readonly format?: "csv";
  readonly name: string;
  /** Regular expression on the member's path; its named groups are the values that `{ path }` takes. */
  readonly files: string;
  /** One ASCII character. */
  readonly delimiter: string;
  /** `rfc4180`: fields may be quoted with `"`; `none`: a quote is an ordinary character. */
  readonly quoting: "rfc4180" | "none";
  /** `true`: the first record names the columns; a number: there is none, and a record has so many fields. */
  readonly header: true | { readonly fields: number };
  /** Where each stage column stands: header name, field number from 0, or named group of the path. */
  readonly columns: { readonly [K in StageName]: FieldPlace };
}

/** Answers of Yahoo's chart API as they came, one JSON document a symbol; each daily bar is a record. */
export interface ChartFiles<StageName extends string = string> {
  readonly format: "yahoo-chart";
  readonly name: string;
  /** As of `CsvFiles`. */
  readonly files: string;
  readonly columns: { readonly [K in StageName]: ChartPlace };
}

/** One form in which the raw files come. */
export type Layout<StageName extends string = string> = CsvFiles<StageName> | ChartFiles<StageName>;
