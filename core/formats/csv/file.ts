/** What the manifest keeps of a CSV file, besides what it keeps of every raw file. */
import type { RawFile } from "../../run/documents";
import { count, either, list, object, oneOf, optional, text } from "../../run/document-shape";
import { ownOf } from "../raw-file";

/** A field number, or the string from the file's path. */
export type ColumnPlace = number | { readonly text: string };

/** A file as it was fetched, and how to read its records. */
export interface CsvFile {
  /** Encoding as fetched. The stored bytes are UTF-8, with the byte order mark unchanged. */
  readonly encoding: "utf-8" | "utf-16le" | "utf-16be";
  /** Fields of a record. */
  readonly fields: number;
  /** How its lines end, by its first record. If undefined, each of LF, CRLF and CR ends a line. */
  readonly lineEnd?: "lf" | "crlf" | "cr";
  /** Hex sha256 of its header's fields. A record that repeats them is not data. */
  readonly header?: string;
  /** For each stage column its field number, or the string from the path. */
  readonly columns: readonly ColumnPlace[];
}

/** What a place must look like. */
export const columnPlace = either(count, object<{ text: string }>({ text }));

const shape = object<CsvFile>({
  encoding: oneOf("utf-8", "utf-16le", "utf-16be"),
  fields: count,
  lineEnd: optional(oneOf("lf", "crlf", "cr")),
  header: optional(text),
  columns: list(columnPlace),
});

/** What the manifest keeps of a CSV file. Fails with `StateDamaged`. */
export const csvFile = (file: RawFile): CsvFile => ownOf(file, "csv", shape);
