/** What the manifest keeps of a CSV file, besides what it keeps of every raw file. */
import type { RawFile } from "../../run/documents";
import { count, either, list, nullable, object, oneOf, optional, text } from "../../run/document-shape";
import { ownOf } from "../raw-file";

/** A field number, those of several fields to join, or the string from the file's path; null if the file lacks the column. */
export type ColumnPlace = number | { readonly fields: readonly number[] } | { readonly text: string } | null;

/** The fields of a place; none if its value is not in the records. */
export const fieldsOf = (place: ColumnPlace): readonly number[] => {
  if (typeof place === "number") return [place];
  return place && "fields" in place ? place.fields : [];
};

/** A file as it was fetched, and how to read its records. */
export interface CsvFile {
  /** Encoding as fetched, by its name in the WHATWG standard. The stored bytes are UTF-8, with the byte order mark unchanged. */
  readonly encoding: string;
  /** Fields of a record. */
  readonly fields: number;
  /** How its lines end, by its first record. If undefined, each of LF, CRLF and CR ends a line. */
  readonly lineEnd?: "lf" | "crlf" | "cr";
  /** Hex sha256 of the fields of its header's last line. A record that repeats them is not data. */
  readonly header?: string;
  /** For each stage column its name in that line, if one differs from the layout's; "" for a column without a name. */
  readonly names?: readonly string[];
  /** Names in its header that the layout does not read, at most `mostUnread`. @default [] */
  readonly unread?: readonly string[];
  /** Records that the layout's `footer` leaves out. @default 0 */
  readonly footer?: number;
  /** For each stage column its place. */
  readonly columns: readonly ColumnPlace[];
}

/** A manifest of 10,000 files stays readable. */
export const mostUnread = 100;

/** What a place must look like. */
export const columnPlace = nullable(
  either(
    count,
    either(
      object<{ fields: readonly number[] }>({ fields: list(count) }),
      object<{ text: string }>({ text }),
    ),
  ),
);

const shape = object<CsvFile>({
  encoding: text,
  fields: count,
  lineEnd: optional(oneOf("lf", "crlf", "cr")),
  header: optional(text),
  names: optional(list(text)),
  unread: optional(list(text)),
  footer: optional(count),
  columns: list(columnPlace),
});

/** What the manifest keeps of a file of a format that is read as CSV is. Fails with `StateDamaged`. */
export const fileOf = (file: RawFile, format: string): CsvFile => ownOf(file, format, shape);

/** How many of a file's records its layout leaves out, by reason. */
export const leftOutOf = ({ footer = 0 }: CsvFile): Readonly<Record<string, number>> =>
  footer > 0 ? { footer } : {};

/** What the manifest keeps of a CSV file. Fails with `StateDamaged`. */
export const csvFile = (file: RawFile): CsvFile => fileOf(file, "csv");
