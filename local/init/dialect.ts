/** Finds how a text is divided into records and fields, by its beginning. */

/** How a text is divided: words of a layout. */
export interface Dialect {
  readonly delimiter: string | { readonly runsOf: string };
  readonly quoting: "rfc4180" | "none";
  readonly quote?: string;
  readonly escape?: string;
  readonly trim?: true;
}

/** A text as a dialect reads it. */
export interface Parsed {
  readonly dialect: Dialect;
  readonly records: readonly Record[];
}

/** A record: its fields, and the number of the line on which it begins, from 0. */
export interface Record {
  readonly fields: readonly string[];
  readonly line: number;
}

const delimiters = [",", ";", "\t", "|", ":", "^", "~", "\u0001", "\\t", " "];
const mostRecords = 1000;
const runs = { runsOf: " \t" };

/**
 * The dialect that reads the text best: one in which most records have the same number of fields, and most fields look like values.
 * `text`: the file's beginning; `complete`: true if it is the whole file.
 */
export function findDialect(text: string, complete: boolean): Parsed {
  let best: { parsed: Parsed; score: number } | undefined;
  const given = [
    ...delimiters.filter((each) => each === "," || each === ";" || text.includes(each)),
    ...(/\S {2,}\S/.test(text) ? [runs] : []),
  ];
  for (const quotes of quotings(text))
    for (const delimiter of given) {
      const dialect: Dialect = { delimiter, ...quotes };
      const { records, broken } = parse(text, dialect, complete);
      const score = scoreOf(records, dialect) * (1 - broken) ** 4 * likelihood(records, delimiter);
      if (!best || score > best.score * 1.001) best = { parsed: { dialect, records }, score };
    }
  const { records } = best!.parsed;
  // Nothing is divided: a comma is as good as any.
  if (records.every(({ fields }) => fields.length === 1 && !fields[0]!.includes(",")))
    return { records, dialect: { ...best!.parsed.dialect, delimiter: "," } };
  return doubled(best!.parsed, text, complete);
}

/** How likely a delimiter is, all else equal. */
function likelihood([first, ...rows]: readonly Record[], delimiter: Dialect["delimiter"]): number {
  // Times have colons, and sentences blanks.
  if (delimiter === ":" || delimiter === " ") return delimiter === ":" ? 0.8 : 0.9;
  // A column of numbers with decimal commas.
  const isNumber = ({ fields }: Record) =>
    fields.length === 1 || (fields.length === 2 && fields.every((field) => /^-?\d*$/.test(field)));
  return delimiter === "," && first?.fields.length === 1 && rows.length > 0 && rows.every(isNumber) ? 0 : 1;
}

/** The ways of quoting that a text may have, the plainest first. */
function quotings(text: string): readonly Omit<Dialect, "delimiter">[] {
  const has = (pattern: RegExp) => pattern.test(text);
  return [
    { quoting: "rfc4180" },
    ...(has(/[,;|\t] +"/) ? [{ quoting: "rfc4180", trim: true } as const] : []),
    ...(has(/\\"/) ? [{ quoting: "rfc4180", escape: "\\" } as const] : []),
    ...(has(/(?:^|[\n\r,;|\t:])'[^\n]*'(?:$|[\n\r,;|\t:])/)
      ? [{ quoting: "rfc4180", quote: "'" } as const]
      : []),
    ...(has(/[,;|\t] +'/) ? [{ quoting: "rfc4180", quote: "'", trim: true } as const] : []),
    { quoting: "none" },
  ];
}

/** The dialect with a delimiter of two characters, if every other field is empty. */
function doubled({ dialect, records }: Parsed, text: string, complete: boolean): Parsed {
  const { delimiter } = dialect;
  const isDouble =
    typeof delimiter === "string" &&
    records.length > 0 &&
    records.every(
      ({ fields }) =>
        fields.length > 2 &&
        fields.length % 2 === 1 &&
        fields.every((field, at) => at % 2 === 0 || field === ""),
    );
  if (!isDouble) return { dialect, records };
  const twice = { ...dialect, delimiter: delimiter + delimiter };
  return { dialect: twice, records: parse(text, twice, complete).records };
}

/** The records of a text, at most 1,000 unless `most` says otherwise, and the share of them with broken quoting. */
export function parse(
  text: string,
  { delimiter, quoting, quote = '"', escape, trim }: Dialect,
  complete: boolean,
  most = mostRecords,
): { readonly records: readonly Record[]; readonly broken: number } {
  const records: Record[] = [];
  const run = typeof delimiter === "object" ? delimiter.runsOf : undefined;
  const isRun = (at: number) => at < text.length && run!.includes(text[at]!);
  let [broken, line, at] = [0, 0, 0];
  const skipBlanks = () => {
    while (text[at] === " " || text[at] === "\t") at++;
  };
  /** Length of the delimiter at a place; 0 if there is none. */
  const delimiterAt = (place: number): number => {
    if (run === undefined)
      return text.startsWith(delimiter as string, place) ? (delimiter as string).length : 0;
    let end = place;
    while (isRun(end)) end++;
    return end - place;
  };
  const fieldEnd = (from: number): number => {
    for (let end = from; end < text.length; end++) {
      const character = text[end];
      if (character === "\n" || character === "\r" || delimiterAt(end) > 0) return end;
    }
    return text.length;
  };

  while (at < text.length && records.length < most) {
    const fields: string[] = [];
    const first = line;
    let odd = false;
    if (run !== undefined) at += delimiterAt(at);
    for (;;) {
      const start = at;
      if (trim) skipBlanks();
      if (quoting === "rfc4180" && text[at] === quote) {
        const quoted = quotedField(text, at, quote, escape);
        line += quoted.lines;
        at = quoted.end;
        if (trim) skipBlanks();
        const end = fieldEnd(at);
        if (!quoted.closed || end > at) odd = true;
        fields.push(quoted.field + text.slice(at, end));
        at = end;
      } else {
        at = fieldEnd(start);
        const field = text.slice(start, at);
        if (quoting === "rfc4180" && field.includes(quote) && quote === '"') odd = true;
        fields.push(trim ? field.trim() : field);
      }
      const length = at < text.length ? delimiterAt(at) : 0;
      at += length;
      if (length === 0) break;
      if (run !== undefined && (at === text.length || text[at] === "\n" || text[at] === "\r")) break;
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

function quotedField(text: string, start: number, quote: string, escape: string | undefined) {
  let at = start + 1;
  let field = "";
  let lines = 0;
  for (; at < text.length; at++) {
    const character = text[at]!;
    if (character === escape && (text[at + 1] === quote || text[at + 1] === escape))
      field += text[(at += 1)]!;
    else if (character !== quote) {
      if (character === "\n") lines++;
      field += character;
    } else if (escape === undefined && text[at + 1] === quote) field += text[(at += 1)]!;
    else return { field, end: at + 1, closed: true, lines };
  }
  return { field, end: text.length, closed: false, lines };
}

/**
 * How regular a reading is: the share of the records that have the commonest numbers of fields, weighed by how many fields those are,
 * times the share of fields that look like values. After van den Burg et al., "Wrangling messy CSV files by detecting row and type
 * patterns" (2019).
 */
function scoreOf(records: readonly Record[], { delimiter }: Dialect): number {
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

const looksLikeValue = (field: string, delimiter: Dialect["delimiter"]): boolean =>
  field.length <= 500 &&
  // Several blanks are a run of them, and a comma at an end separates.
  (delimiter !== " " || (field !== "" && !/[,;]$/.test(field))) &&
  (value.test(field) ||
    (delimiter !== " " && typeof delimiter === "string" && field.includes(" ") && /\p{L}{3}/u.test(field)));
