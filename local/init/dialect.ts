/** Finds how a text is divided into records and fields, by its beginning. */

/** How a text is divided. */
export interface Dialect {
  readonly delimiter: string;
  readonly quoting: "rfc4180" | "none";
}

/** A text as its dialect reads it. */
export interface Parsed extends Dialect {
  readonly records: readonly Record[];
}

/** A record: its fields, and the number of the line on which it begins. */
export interface Record {
  readonly fields: readonly string[];
  readonly line: number;
}

const delimiters = [",", ";", "\t", "|", ":", "^", "~", "\u0001", " "];
const mostRecords = 1000;

/**
 * The dialect that reads the text best: one in which most records have the same number of fields, and most fields look like values.
 * `text`: the file's beginning; `complete`: true if it is the whole file.
 */
export function findDialect(text: string, complete: boolean): Parsed {
  let best: { parsed: Parsed; score: number } | undefined;
  for (const quoting of ["rfc4180", "none"] as const)
    for (const delimiter of delimiters) {
      if (delimiter !== "," && !text.includes(delimiter)) continue;
      const parsed = { delimiter, quoting, ...parse(text, { delimiter, quoting }, complete) };
      const score = scoreOf(parsed) * (1 - parsed.broken) ** 2;
      if (!best || score > best.score * 1.001) best = { parsed, score };
    }
  return best!.parsed;
}

/** The records of a text, at most 1,000, and the share of them with broken quoting. */
export function parse(
  text: string,
  { delimiter, quoting }: Dialect,
  complete: boolean,
): { readonly records: readonly Record[]; readonly broken: number } {
  const records: Record[] = [];
  let broken = 0;
  let line = 0;
  let at = 0;
  while (at < text.length && records.length < mostRecords) {
    const fields: string[] = [];
    const first = line;
    let odd = false;
    let ended = false;
    while (!ended) {
      let field: string;
      if (quoting === "rfc4180" && text[at] === '"') {
        const quoted = quotedField(text, at);
        field = quoted.field;
        line += quoted.lines;
        at = quoted.end;
        const next = text[at];
        if (
          !quoted.closed ||
          (next !== undefined && next !== "\n" && next !== "\r" && !text.startsWith(delimiter, at))
        ) {
          odd = true;
          const end = fieldEnd(text, at, delimiter);
          field += text.slice(at, end);
          at = end;
        }
      } else {
        const end = fieldEnd(text, at, delimiter);
        field = text.slice(at, end);
        if (quoting === "rfc4180" && field.includes('"')) odd = true;
        at = end;
      }
      fields.push(field);
      if (text.startsWith(delimiter, at) && at < text.length) at += delimiter.length;
      else ended = true;
    }
    // A record that the text's end cuts off says nothing.
    if (at >= text.length && !complete) break;
    if (text[at] === "\r") at++;
    if (text[at] === "\n") at++;
    line++;
    if (odd) broken++;
    if (fields.length > 1 || fields[0] !== "") records.push({ fields, line: first });
  }
  return { records, broken: records.length === 0 ? 0 : broken / records.length };
}

function quotedField(text: string, start: number) {
  let at = start + 1;
  let field = "";
  let lines = 0;
  for (;;) {
    const quote = text.indexOf('"', at);
    const part = text.slice(at, quote < 0 ? text.length : quote);
    for (const character of part) if (character === "\n") lines++;
    field += part;
    if (quote < 0) return { field, end: text.length, closed: false, lines };
    if (text[quote + 1] !== '"') return { field, end: quote + 1, closed: true, lines };
    field += '"';
    at = quote + 2;
  }
}

function fieldEnd(text: string, from: number, delimiter: string): number {
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === "\n" || character === "\r") return at;
    if (character === delimiter[0] && text.startsWith(delimiter, at)) return at;
  }
  return text.length;
}

/**
 * How regular a reading is: the share of the records that have the commonest numbers of fields, weighed by how many fields those are,
 * times the share of fields that look like values. After van den Burg et al., "Wrangling messy CSV files by detecting row and type
 * patterns" (2019).
 */
function scoreOf({ records, delimiter }: Parsed): number {
  if (records.length === 0) return 0;
  const counts = new Map<number, number>();
  let [fields, known] = [0, 0];
  for (const { fields: each } of records) {
    counts.set(each.length, (counts.get(each.length) ?? 0) + 1);
    for (const field of each) {
      fields++;
      if (looksLikeValue(field, delimiter)) known++;
    }
  }
  let pattern = 0;
  for (const [length, count] of counts) pattern += count * (Math.max(1e-3, length - 1) / length);
  return ((pattern / counts.size) * (Math.max(1e-3, known) / fields)) / records.length;
}

const value =
  /^\s*(?:|[+-]?[\d.,'\u00a0 ]*\d(?:[eE][+-]?\d+)?\s?[%€$£]?|[$€£]\s?[\d.,]+|\(?-?[\d.,]+\)?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ]\d{1,2}:\d{2}.*)?|\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?|[\p{L}\p{N}][\p{L}\p{M}\p{N} ._()'&/#%?!*+-]*|https?:\S+|[\w.+-]+@[\w-]+\.[\w.]+|[-?.*]+|\{.*\}|\[.*\]|<.*>)\s*$/su;

const looksLikeValue = (field: string, delimiter: string): boolean =>
  field.length <= 500 &&
  (value.test(field) || (delimiter !== " " && field.includes(" ") && /\p{L}{3}/u.test(field)));
