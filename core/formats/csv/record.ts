/** Turns one raw record into one stage row, or into the reason for its quarantine. */
import { isUtf8 } from "node:buffer";
import type { CsvColumn } from "../../../contract/formats";
import { failure } from "../../run/failure";
import { setNull, type Column } from "../../parquet/columns";
import { splitterOf, type RecordLayout } from "./dialect";
import { makeHeaderMatch } from "./header";
import type { Reason } from "./reasons";
import type { ColumnPlace, CsvFile } from "./file";
import type { RawRecord } from "./scanner";
import { cutText } from "./text";
import { makeReader } from "../values";
import { makeJoiner } from "../values/joined";
import type { ValueReason } from "../values/reasons";

/** Reads the records of one file into the rows of a row group. */
export interface RecordReader {
  /** Reads a record into a row. After a fault the row's content is undefined; write it again. */
  read(record: RawRecord, row: number): Reason | undefined;
  /** The column at fault in the last call; null means the whole record. */
  column: string | null;
}

/** A file whose records to read: its path, and how to read it. */
export interface RecordFile extends Pick<CsvFile, "fields" | "columns" | "header" | "names" | "lineEnd"> {
  readonly file: string;
}

/** Makes the reader for a file of a layout. `columns`: the stage's, found by name. */
export function makeRecordReader(
  layout: RecordLayout,
  file: Omit<RecordFile, "lineEnd">,
  columns: readonly Column[],
): RecordReader {
  const split = splitterOf(layout, file.fields);
  const pad = layout.ragged === "pad";
  const isHeader = makeHeaderMatch(layout, file);
  const names = layout.columns.map(({ name }) => name);
  const readers = layout.columns.map((plan, index): FieldsReader => {
    const column = columns.find((candidate) => candidate.plan.name === plan.name);
    const place = file.columns[index];
    if (!column || place === undefined)
      throw failure(
        "PlanMismatch",
        `${file.file}: column "${plan.name}" of layout "${layout.name}" is in only one of plan and manifest; start a new run`,
      );
    return placeReader(plan, column, place);
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
        const fault = readers[index]!(bytes, starts, ends, row);
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

/** Reads a column of a record, whose fields are `bytes[starts[field] .. ends[field]]`, into a row. */
type FieldsReader = (
  bytes: Buffer,
  starts: Int32Array,
  ends: Int32Array,
  row: number,
) => ValueReason | undefined;

function placeReader(plan: CsvColumn, column: Column, place: ColumnPlace): FieldsReader {
  if (place === null)
    return (_bytes, _starts, _ends, row) => {
      setNull(column, row);
      return undefined;
    };
  const read = makeReader(plan, column);
  if (typeof place === "number")
    return (bytes, starts, ends, row) => read(bytes, starts[place]!, ends[place]!, row);
  if ("text" in place) {
    const text = Buffer.from(place.text);
    return (_bytes, _starts, _ends, row) => read(text, 0, text.length, row);
  }
  const { fields } = place;
  const joiner = makeJoiner("join" in plan.from ? plan.from.join : "");
  return (bytes, starts, ends, row) => {
    joiner.clear();
    for (const field of fields) joiner.add(bytes, starts[field]!, ends[field]!);
    return read(joiner.bytes, 0, joiner.size, row);
  };
}
