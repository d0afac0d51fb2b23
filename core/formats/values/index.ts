/** The only place where strings of a raw record become typed values. */
import type { ValueForm } from "../../../contract/formats";
import { decimalOf } from "../../../contract/types";
import type { ReadColumn } from "../../../contract/plan";
import {
  setBool,
  setDecimal,
  setInteger,
  setNull,
  setText,
  setValid,
  type Column,
  type ColumnOf,
} from "../../parquet/columns";
import { parseDate, parseMidnight, parseTimestamp, type Instant } from "./dates";
import { parseBigInt, parseDecimal, parseDouble, parseInteger } from "./numbers";
import type { ValueReason } from "./reasons";
import { hasMomentForm, makeMomentReader } from "./written-dates";
import { hasNumberForm, makeStrictNumbers } from "./written-numbers";

/** Reads the string `bytes[from .. to]` into a row of a column; returns what is wrong with it, if anything. */
export type Reader = (bytes: Buffer, from: number, to: number, row: number) => ValueReason | undefined;

/**
 * Makes the reader of a column. The prefix must come first. Then a string of `nulls` means null, a string of `nonFinite` its
 * double, and anything else must be a value of the type. In a nullable column with a prefix the empty field is null. A quoted
 * string means the same as a bare one.
 */
export function makeReader(plan: ReadColumn, column: Column): Reader {
  const value = makeFormReader(column, plan);
  const prefix = Buffer.from(plan.prefix);
  const nulls = plan.nulls.map((text) => Buffer.from(text));
  const nonFinite = plan.nonFinite.map((text) => ({ text: Buffer.from(text), value: Number(text) }));
  const longest = Math.max(-1, ...nulls.map((text) => text.length));

  return (bytes, from, to, row) => {
    if (prefix.length > 0) {
      if (from === to && column.validity) {
        setNull(column, row);
        return undefined;
      }
      if (!startsWith(bytes, from, to, prefix)) return "unreadable";
      from += prefix.length;
    }
    if (to - from <= longest)
      for (const text of nulls)
        if (text.length === to - from && startsWith(bytes, from, to, text)) {
          if (!column.validity) return "null";
          setNull(column, row);
          return undefined;
        }
    const fault = value(bytes, from, to, row);
    if (fault === undefined) {
      if (column.validity) setValid(column, row);
    } else if (column.kind === "double")
      for (const { text, value } of nonFinite)
        if (text.length === to - from && startsWith(bytes, from, to, text)) {
          column.values[row] = value;
          setValid(column, row);
          return undefined;
        }
    return fault;
  };
}

function startsWith(bytes: Buffer, from: number, to: number, text: Buffer): boolean {
  if (to - from < text.length) return false;
  for (let at = 0; at < text.length; at++) if (bytes[from + at] !== text[at]) return false;
  return true;
}

/** Makes the reader of a column's values alone, in the column's form: without prefix, nulls and non-finite strings. */
export function makeFormReader(column: Column, { form, time }: Pick<ReadColumn, "form" | "time">): Reader {
  const value = makeValueReader(column, time);
  if (!form) return value;
  if (hasMomentForm(form)) return momentReader(column, form, time);
  if (column.kind === "bool") return form.true ? wordReader(column, form) : value;
  if (!hasNumberForm(form)) return value;
  const strictOf = makeStrictNumbers(form, column.kind === "int32" || column.kind === "int64");
  return (bytes, from, to, row) => {
    const strict = strictOf(bytes, from, to);
    return strict ? value(strict.bytes, 0, strict.size, row) : "unreadable";
  };
}

function makeValueReader(column: Column, time: ReadColumn["time"]): Reader {
  switch (column.kind) {
    case "double":
      return (bytes, from, to, row) => {
        parseDouble(bytes, from, to, column.values, row);
        const value = column.values[row]!;
        if (Number.isFinite(value)) return undefined;
        return Number.isNaN(value) ? "unreadable" : "out_of_range";
      };
    case "int32":
      return column.plan.type === "date"
        ? dateReader(column, time ? parseMidnight : parseDate)
        : intReader(column);
    case "int64":
      return column.plan.type === "timestamp" ? timestampReader(column) : bigintReader(column);
    case "decimal":
      return decimalReader(column);
    case "bool":
      return (bytes, from, to, row) => {
        const text = to - from <= 5 ? bytes.toString("latin1", from, to).toLowerCase() : "";
        if (text !== "true" && text !== "false") return "unreadable";
        setBool(column, row, text === "true");
        return undefined;
      };
    case "text":
      return (bytes, from, to, row) => {
        setText(column, row, bytes, from, to);
        return undefined;
      };
  }
}

/** Reads the words of a form for true and false. */
function wordReader(column: ColumnOf<"bool">, form: ValueForm): Reader {
  const buffers = (words: readonly string[] = []) => words.map((word) => Buffer.from(word));
  const [yes, no] = [buffers(form.true), buffers(form.false)];
  return (bytes, from, to, row) => {
    const is = (word: Buffer) => word.length === to - from && startsWith(bytes, from, to, word);
    const value = yes.some(is);
    if (!value && !no.some(is)) return "unreadable";
    setBool(column, row, value);
    return undefined;
  };
}

/** Reads dates and timestamps in a form. */
function momentReader(column: Column, form: ValueForm, time: ReadColumn["time"]): Reader {
  const instant: Instant = { seconds: 0, micros: 0 };
  const read = makeMomentReader({ type: column.plan.type, form, ...(time ? { time } : {}) });
  return (bytes, from, to, row) => {
    const fault = read(bytes, from, to, instant);
    if (fault !== undefined) return fault;
    if (column.kind === "int32") column.values[row] = instant.seconds / 86_400;
    else if (column.kind === "int64") setInstant(column, row, instant);
    return undefined;
  };
}

function intReader(column: ColumnOf<"int32">): Reader {
  return (bytes, from, to, row) => {
    const value = parseInteger(bytes, from, to);
    if (Number.isNaN(value)) return "unreadable";
    if (value < -2147483648 || value > 2147483647) return "out_of_range";
    column.values[row] = value;
    return undefined;
  };
}

function dateReader(column: ColumnOf<"int32">, parse: typeof parseDate): Reader {
  return (bytes, from, to, row) => {
    const days = parse(bytes, from, to);
    if (!Number.isFinite(days)) return Number.isNaN(days) ? "unreadable" : "out_of_range";
    column.values[row] = days;
    return undefined;
  };
}

function bigintReader(column: ColumnOf<"int64">): Reader {
  return (bytes, from, to, row) => {
    const value = parseInteger(bytes, from, to);
    if (Number.isNaN(value)) return "unreadable";
    if (Number.isFinite(value)) {
      setInteger(column, row, value);
      return undefined;
    }
    const big = parseBigInt(bytes, from, to);
    if (BigInt.asIntN(64, big) !== big) return "out_of_range";
    column.values[row] = big;
    return undefined;
  };
}

function timestampReader(column: ColumnOf<"int64">): Reader {
  const instant: Instant = { seconds: 0, micros: 0 };
  return (bytes, from, to, row) => {
    parseTimestamp(bytes, from, to, instant);
    const { seconds } = instant;
    if (!Number.isFinite(seconds)) return Number.isNaN(seconds) ? "unreadable" : "out_of_range";
    setInstant(column, row, instant);
    return undefined;
  };
}

function setInstant(column: ColumnOf<"int64">, row: number, { seconds, micros }: Instant): void {
  const total = seconds * 1_000_000 + micros;
  if (Math.abs(total) < Number.MAX_SAFE_INTEGER) setInteger(column, row, total);
  else column.values[row] = BigInt(seconds) * 1_000_000n + BigInt(micros);
}

function decimalReader(column: ColumnOf<"decimal">): Reader {
  const { precision, scale } = decimalOf(column.plan.type)!;
  return (bytes, from, to, row) => {
    const value = parseDecimal(bytes.toString("latin1", from, to), precision, scale);
    if (value === undefined) return "unreadable";
    if (value === "out_of_range") return value;
    setDecimal(column, row, value);
    return undefined;
  };
}
