/** Reads lines into rows. */
import { isUtf8 } from "node:buffer";
import type { JsonColumn, JsonLinesLayout } from "../../../contract/formats";
import { jsonSteps } from "../../../contract/formats/json-path";
import { setInteger, setNull, type Column } from "../../parquet/columns";
import { failure } from "../../run/failure";
import type { RecordSink } from "../format";
import { planColumn } from "../plan-column";
import { makeReader, type Reader } from "../values";
import { givenOf } from "./given";
import { isBlank, lineText, maxLineBytes, textEnd, type TakeLines } from "./lines";
import type { Reason } from "./reasons";
import {
  boolean,
  duplicate,
  escapedString,
  makeScanner,
  missing,
  nested,
  nothing,
  number,
  plainString,
  unreachable,
  type Line,
} from "./scanner";
import { decodeString } from "./strings";
import { makeTree } from "./tree";

/** Reads what was found for a column into a row. */
type ColumnReader = (bytes: Buffer, line: Line, column: number, row: number) => Reason | undefined;

/** Makes the reader of a file's lines. `file`: its path. */
export function makeRecords(layout: JsonLinesLayout, file: string, sink: RecordSink): TakeLines {
  const { stage } = sink;
  const { group } = stage;
  const offset = planColumn(stage.columns, "_offset", "int64");
  const groups = new RegExp(layout.files).exec(file)?.groups ?? {};
  const readers = layout.columns.map((plan): ColumnReader => {
    const column = stage.columns.find((each) => each.plan.name === plan.name);
    if (!column)
      throw failure(
        "PlanMismatch",
        `${file}: column "${plan.name}" of layout "${layout.name}" is not in the plan's stage; start a new run`,
      );
    const read = makeReader(plan, column);
    const given = givenOf(plan, groups);
    if (given === undefined) return pathReader(plan, column, read);
    if (typeof given === "string")
      throw failure(
        "PlanMismatch",
        `${file} does not fit layout "${layout.name}": ${given}; start a new run`,
      );
    const text = Buffer.from(given.text);
    return (_bytes, _line, _column, row) => read(text, 0, text.length, row);
  });
  const root = makeTree(layout.columns.map(({ from }) => stepsOf(from)));
  const scanner = makeScanner(root, readers.length);
  const { line } = scanner;
  let culprit: string | null = null;

  /** Reads the line's values into a row. */
  function readValues(bytes: Buffer, row: number): Reason | undefined {
    for (let column = 0; column < readers.length; column++) {
      const reason = readers[column]!(bytes, line, column, row);
      if (reason !== undefined) {
        culprit = layout.columns[column]!.name;
        return reason;
      }
    }
    return undefined;
  }

  return (bytes, from, to, start) => {
    const isText = isUtf8(bytes.subarray(from, to));
    const origin = start - from;
    // Rows that are read but not kept yet.
    let rows = 0;
    const keep = () => {
      if (rows === 0) return;
      sink.place(rows);
      sink.keep(rows, rows);
      rows = 0;
    };
    for (let at = from; at < to; at = line.end + 1) {
      const row = stage.row + rows;
      const { heapEnd } = group;
      culprit = null;
      let reason = scanner.scan(bytes, at);
      const end = textEnd(bytes, at, line.end);
      if (reason !== undefined && isBlank(bytes, at, end)) continue;
      if (!isText || end - at > maxLineBytes) reason = lineText(bytes, at, end).reason ?? reason;
      reason ??= readValues(bytes, row);
      if (reason === undefined) {
        setInteger(offset, row, origin + at);
        rows++;
        if (row + 1 === group.capacity) keep();
        continue;
      }
      // Nothing but bad lines for a long time would fill the memory with their strings.
      group.heapEnd = heapEnd;
      keep();
      const text = () => lineText(bytes, at, end).text;
      sink.bad({ start: origin + at, reason, column: culprit, text }, sink.number);
      sink.keep(0, 1);
    }
    keep();
  };
}

const stepsOf = (from: JsonColumn["from"]) => {
  const steps = "path" in from ? jsonSteps(from.path) : [];
  if (typeof steps === "string") throw new Error(`the plan's path ${JSON.stringify(from)} ${steps}`);
  return steps;
};

/** Makes the reader of a column that is read from the line. `read`: reads a string into it. */
function pathReader(plan: JsonColumn, column: Column, read: Reader): ColumnReader {
  const { from, type, prefix, form } = plan;
  const { json = false, quoted = false } = "path" in from ? from : {};
  const isNumber =
    column.kind !== "text" && column.kind !== "bool" && type !== "date" && type !== "timestamp";
  // Words for true and false may be numbers.
  const isFlag = column.kind === "bool" && form?.true !== undefined;
  // A prefix stands in a string alone.
  const takesStrings = quoted || prefix !== "" || !(isNumber || column.kind === "bool");
  /** Strings that a column of numbers or booleans takes anyway. */
  const words = new Set([...plan.nulls, ...plan.nonFinite]);
  let decoded = Buffer.alloc(64);

  const string = (bytes: Buffer, start: number, end: number, row: number): Reason | undefined =>
    takesStrings || words.has(bytes.toString("utf8", start, end))
      ? read(bytes, start, end, row)
      : "json_type";

  return (bytes, { kinds, starts, ends }, index, row) => {
    const kind = kinds[index]!;
    const start = starts[index]!;
    const end = ends[index]!;
    switch (kind) {
      case plainString:
        return json ? read(bytes, start - 1, end + 1, row) : string(bytes, start, end, row);
      case escapedString: {
        if (json) return read(bytes, start - 1, end + 1, row);
        if (decoded.length < end - start) decoded = Buffer.alloc(2 * (end - start));
        const length = decodeString(bytes, start, end, decoded);
        return length < 0 ? "json_surrogate" : string(decoded, 0, length, row);
      }
      case number:
        return isNumber || isFlag || json ? read(bytes, start, end, row) : "json_type";
      case boolean:
        return column.kind === "bool" || json ? read(bytes, start, end, row) : "json_type";
      case nested:
        return column.kind === "text" ? read(bytes, start, end, row) : "json_type";
      case missing:
      case nothing:
        if (!column.validity) return "null";
        setNull(column, row);
        return undefined;
      case duplicate:
        return "json_duplicate";
      case unreachable:
      default:
        return "json_type";
    }
  };
}
