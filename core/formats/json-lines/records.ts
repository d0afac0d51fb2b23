/** Reads lines into rows one by one, exactly. */
import { isUtf8 } from "node:buffer";
import type { JsonColumn, JsonLinesLayout } from "../../../contract/formats";
import { setInteger, setNull, type Column } from "../../parquet/columns";
import { failure } from "../../run/failure";
import type { BadRecord, RecordSink } from "../format";
import { planColumn } from "../plan-column";
import { makeReader, type Reader } from "../values";
import { makeJoiner } from "../values/joined";
import { givenOf } from "./given";
import {
  asWritten,
  boolean,
  duplicate,
  escapedString,
  literalPlan,
  missing,
  nothing,
  number,
  plainString,
  takenKinds,
} from "./kinds";
import { isBlank, lineFeed, lineText, maxLineBytes, textEnd, type TakeLines } from "./lines";
import type { Reason } from "./reasons";
import { makeScanner, type Line } from "./scanner";
import { decodeString } from "./strings";
import { pathsOf, treeOf } from "./tree";

/** Reads the lines of a file. */
export interface Records {
  /**
   * Reads the line that begins at `from`, which is not blank, into a row, and says what is wrong with it, if anything. `start`: its
   * offset in the file. `isText`: false if it may not be UTF-8. After a fault the row's content is undefined.
   */
  read(bytes: Buffer, from: number, start: number, isText: boolean, row: number): BadRecord | undefined;
  /** Reads lines and sends them to the sink. */
  readonly take: TakeLines;
}

/** Reads what was found for a column into a row. */
type ColumnReader = (bytes: Buffer, line: Line, row: number) => Reason | undefined;

/** Makes the reader of a file's lines. `file`: its path. Fails with `PlanMismatch`. */
export function makeRecords(layout: JsonLinesLayout, file: string, sink: RecordSink): Records {
  const { stage } = sink;
  const { group } = stage;
  const offset = planColumn(stage.columns, "_offset", "int64");
  const groups = new RegExp(layout.files).exec(file)?.groups ?? {};
  let slots = 0;
  const readers = layout.columns.map((plan): ColumnReader => {
    const column = stage.columns.find((each) => each.plan.name === plan.name);
    if (!column)
      throw failure(
        "PlanMismatch",
        `${file}: column "${plan.name}" of layout "${layout.name}" is not in the plan's stage; start a new run`,
      );
    const read = makeReader(plan, column);
    const given = givenOf(plan, groups);
    if (given === undefined) {
      const slot = slots;
      slots += pathsOf(plan).length;
      return "paths" in plan.from
        ? joinedReader(plan.from, column, read, slot)
        : pathReader(plan, column, slot);
    }
    if (typeof given === "string")
      throw failure(
        "PlanMismatch",
        `${file} does not fit layout "${layout.name}": ${given}; start a new run`,
      );
    const text = Buffer.from(given.text);
    return (_bytes, _line, row) => read(text, 0, text.length, row);
  });
  const scanner = makeScanner(treeOf(layout), slots);
  const { line } = scanner;

  function read(bytes: Buffer, from: number, start: number, isText: boolean, row: number) {
    let reason: Reason | undefined = scanner.scan(bytes, from);
    const to = textEnd(bytes, from, line.end);
    if (!isText || to - from > maxLineBytes) reason = lineText(bytes, from, to).reason ?? reason;
    let culprit: string | null = null;
    for (let column = 0; reason === undefined && column < readers.length; column++) {
      reason = readers[column]!(bytes, line, row);
      if (reason !== undefined) culprit = layout.columns[column]!.name;
    }
    if (reason === undefined) return undefined;
    return { start, reason, column: culprit, text: () => lineText(bytes, from, to).text };
  }

  return {
    read,
    take(bytes, from, to, start) {
      const isText = isUtf8(bytes.subarray(from, to));
      // Rows that are read but not kept yet.
      let rows = 0;
      const keep = () => {
        if (rows === 0) return;
        sink.place(rows);
        sink.keep(rows, rows);
        rows = 0;
      };
      for (let at = from; at < to; at = line.end + 1) {
        line.end = bytes.indexOf(lineFeed, at);
        if (isBlank(bytes, at, line.end)) continue;
        const row = stage.row + rows;
        const { heapEnd } = group;
        const found = read(bytes, at, start + at - from, isText, row);
        if (found) {
          // Nothing but bad lines for a long time would fill the memory with their strings.
          group.heapEnd = heapEnd;
          keep();
          sink.bad(found, sink.number);
          sink.keep(0, 1);
          continue;
        }
        setInteger(offset, row, start + at - from);
        rows++;
        if (row + 1 === group.capacity) keep();
      }
      keep();
    },
  };
}

/** Makes the reader of a column that has the line's value in a slot. */
function pathReader(plan: JsonColumn, column: Column, slot: number): ColumnReader {
  const read = makeReader(plan, column);
  const readLiteral = makeReader(literalPlan(plan), column);
  const takes = takenKinds(plan);
  /** Strings that columns of other types take, too. */
  const words = new Set([...plan.nulls, ...plan.nonFinite]);
  const decode = makeDecoder();

  const string = (bytes: Buffer, start: number, end: number, row: number): Reason | undefined =>
    (takes & plainString) > 0 || words.has(bytes.toString("utf8", start, end))
      ? read(bytes, start, end, row)
      : "json_type";

  return (bytes, { kinds, starts, ends }, row) => {
    const kind = kinds[slot]!;
    if (kind === missing || kind === nothing) {
      if (!column.validity) return "null";
      setNull(column, row);
      return undefined;
    }
    if (kind === duplicate) return "json_duplicate";
    const start = starts[slot]!;
    const end = ends[slot]!;
    if (kind === plainString || kind === escapedString) {
      if ((takes & asWritten) > 0) return read(bytes, start - 1, end + 1, row);
      if (kind === plainString) return string(bytes, start, end, row);
      const decoded = decode(bytes, start, end);
      return decoded ? string(decoded, 0, decoded.length, row) : "json_surrogate";
    }
    if ((takes & kind) === 0) return "json_type";
    // Words for true and false may be numbers.
    const isWord = kind === number && column.kind === "bool";
    return isWord ? read(bytes, start, end, row) : readLiteral(bytes, start, end, row);
  };
}

/** Makes the reader of a column that joins the values of several slots, from one on. */
function joinedReader(
  { paths, join }: { readonly paths: readonly string[]; readonly join: string },
  column: Column,
  read: Reader,
  slot: number,
): ColumnReader {
  const joiner = makeJoiner(join);
  const decode = makeDecoder();
  const end = slot + paths.length;
  return (bytes, { kinds, starts, ends }, row) => {
    joiner.clear();
    let found = 0;
    for (let part = slot; part < end; part++) {
      const kind = kinds[part]!;
      found |= kind === nothing ? missing : kind;
      if (kind === missing || kind === nothing) joiner.add(bytes, 0, 0);
      else if (kind === escapedString) {
        const decoded = decode(bytes, starts[part]!, ends[part]!);
        if (!decoded) return "json_surrogate";
        joiner.add(decoded, 0, decoded.length);
      } else if (kind === plainString || kind === number || kind === boolean)
        joiner.add(bytes, starts[part]!, ends[part]!);
      else return kind === duplicate ? "json_duplicate" : "json_type";
    }
    if (found !== missing) return read(joiner.bytes, 0, joiner.size, row);
    if (!column.validity) return "null";
    setNull(column, row);
    return undefined;
  };
}

/** Makes a function that decodes a string with escapes; it returns undefined for half a surrogate pair. */
function makeDecoder(): (bytes: Buffer, start: number, end: number) => Buffer | undefined {
  let room = Buffer.alloc(64);
  return (bytes, start, end) => {
    if (room.length < end - start) room = Buffer.alloc(2 * (end - start));
    const length = decodeString(bytes, start, end, room);
    return length < 0 ? undefined : room.subarray(0, length);
  };
}
