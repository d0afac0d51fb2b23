/** Turns one raw record into one stage row, or into the reason for its quarantine. */
import { isUtf8 } from "node:buffer";
import type { CsvLayout } from "../../../contract/formats";
import { failure } from "../../run/failure";
import { setNull, type Column } from "../../parquet/columns";
import { splitterOf } from "./dialect";
import { makeHeaderMatch } from "./header";
import type { Reason } from "./reasons";
import type { CsvFile } from "./file";
import type { RawRecord } from "./scanner";
import { cutText } from "./text";
import { makeReader, type Reader } from "../values";

/** Reads the records of one file into the rows of a row group. */
export interface RecordReader {
  /** Reads a record into a row. After a fault the row's content is undefined; write it again. */
  read(record: RawRecord, row: number): Reason | undefined;
  /** The column at fault in the last call; null means the whole record. */
  column: string | null;
}

/** A file whose records to read: its path, and how to read it. */
export interface RecordFile extends Pick<CsvFile, "fields" | "columns" | "header" | "lineEnd"> {
  readonly file: string;
}

/** Makes the reader for a file of a layout. `columns`: the stage's, found by name. */
export function makeRecordReader(
  layout: CsvLayout,
  file: Omit<RecordFile, "lineEnd">,
  columns: readonly Column[],
): RecordReader {
  const split = splitterOf(layout, file.fields);
  const pad = layout.ragged === "pad";
  const isHeader = makeHeaderMatch(layout, file);
  const names: string[] = [];
  const readers: Reader[] = [];
  const fields: number[] = [];
  const constants: Buffer[] = [];
  layout.columns.forEach((plan, index) => {
    const column = columns.find((candidate) => candidate.plan.name === plan.name);
    const place = file.columns[index];
    if (!column || place === undefined)
      throw failure(
        "PlanMismatch",
        `${file.file}: column "${plan.name}" of layout "${layout.name}" is in only one of plan and manifest; start a new run`,
      );
    names.push(plan.name);
    readers.push(place === null ? makeNull(column) : makeReader(plan, column));
    fields.push(typeof place === "number" ? place : -1);
    constants.push(Buffer.from(typeof place === "number" ? "" : (place?.text ?? "")));
  });

  const reader: RecordReader = {
    column: null,
    read(record, row) {
      reader.column = null;
      if (record.tooLong) return isUtf8(cutText(record)) ? "too_long" : "encoding";
      const { bytes, count, starts, ends, ascii, more } = split(record);
      if (!ascii && !isUtf8(record.bytes.subarray(record.from, record.to))) return "encoding";
      if (record.unclosed) return "quoting";
      if (record.bareCr) return "carriage_return";
      if (count !== file.fields) {
        if (!pad || (count > file.fields && more)) return "field_count";
        starts.fill(0, count);
        ends.fill(0, count);
      }
      if (isHeader?.(bytes, starts, ends)) return "header";
      for (let index = 0; index < readers.length; index++) {
        const field = fields[index]!;
        const constant = constants[index]!;
        const fault =
          field < 0
            ? readers[index]!(constant, 0, constant.length, row)
            : readers[index]!(bytes, starts[field]!, ends[field]!, row);
        if (fault !== undefined) {
          reader.column = names[index]!;
          return fault;
        }
      }
      return undefined;
    },
  };
  return reader;
}

/** The reader of a column that the file lacks. */
const makeNull =
  (column: Column): Reader =>
  (_bytes, _from, _to, row) => {
    setNull(column, row);
    return undefined;
  };
