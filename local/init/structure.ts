/** Finds what of a text is its table: titles above the header, units below it, a footer. */
import type { Dialect, Record } from "./dialect";
import { headerVote, isTyped } from "./header";

/** Where the table is. */
export interface Structure {
  /** Fields of a record. */
  readonly width: number;
  /** The index of the record that is the header; undefined if there is none. */
  readonly header: number | undefined;
  /** The index of the first record of the table. */
  readonly first: number;
  /** The record after the header holds units. */
  readonly units: boolean;
  /** The header is repeated right below itself, and this is its last repetition. */
  readonly repeated: boolean;
  /** No column says whether the first record is a header. */
  readonly isGuess: boolean;
  /** The text holds several tables, or text between its rows. */
  readonly unlike: boolean;
}

const filled = ({ fields }: Record) => fields.filter((field) => field.trim() !== "").length;

/** The structure of records without a footer, which may be the beginning of a longer text. `isRuns`: blanks separate the fields. */
export function structureOf(records: readonly Record[], isRuns = false): Structure {
  const width = commonWidth(records);
  const isFull = (record: Record | undefined) =>
    record !== undefined &&
    (width === 1 || (record.fields.length === width && filled(record) > Math.max(1, width / 3)));
  let first = Math.max(0, records.findIndex(isFull));
  // Without repetitions of the first record, which may be a header.
  const at = () => {
    const [head, ...others] = records.slice(first).filter(({ fields }) => fields.length === width);
    return head ? [head, ...others.filter((record) => !same(record, head))] : [];
  };
  // A row of groups above the names, or another header above it.
  while (isFull(records[first + 1]) && isAbove(at())) {
    const [name, below] = at() as [Record, Record];
    if (isUnits(at().slice(1), width, isRuns) && filled(below) <= filled(name)) break;
    first++;
  }
  const table = records.slice(first);
  let { isHeader: isNamed, isSure } = headerVote(at());
  let repeated = false;
  while (isNamed && records[first + 1] && same(records[first]!, records[first + 1]!)) {
    first++;
    repeated = true;
  }
  if (repeated) [isNamed, isSure] = [true, true];
  const body = isNamed ? records.slice(first + 1) : table;
  const wide = body.filter(({ fields }) => fields.length === width).length;
  return {
    width,
    header: isNamed ? first : undefined,
    first,
    units: isNamed && isUnits(body, width, isRuns) && (isRuns || filled(body[0]!) <= filled(records[first]!)),
    repeated,
    isGuess: !isSure,
    unlike: width > 1 && ((body.length >= 6 && wide < body.length * 0.6) || hasGap(body, records[first])),
  };
}

const same = (one: Record, other: Record) => one.fields.join("\0") === other.fields.join("\0");

/** True if the second record names the columns instead of the first: both are strings above typed values. */
function isAbove([first, second, ...rows]: readonly Record[]): boolean {
  const below = rows.slice(0, 50);
  if (!first || !second || below.length < 2) return false;
  if (same(first, second) || [...first.fields, ...second.fields].some(isTyped)) return false;
  const isName = (text: string) => /\p{L}{2}/u.test(text);
  const typed = second.fields.flatMap((name, column) => {
    const values = below.map(({ fields }) => fields[column]!).filter((text) => text.trim() !== "");
    return values.length > 1 && values.filter(isTyped).length > values.length * 0.8 ? [name] : [];
  });
  return (
    typed.length > 0 &&
    typed.every(isName) &&
    filled(second) >= filled(first) &&
    filled(second) >= second.fields.length - 1
  );
}

/** True if a title or another header follows an empty row, or a shorter header begins another table. */
function hasGap(body: readonly Record[], header: Record | undefined): boolean {
  const begins = ({ fields }: Record) =>
    header !== undefined &&
    fields.length > 1 &&
    fields.length < header.fields.length &&
    fields.every((name, at) => name !== "" && name === header.fields[at]);
  return body.some((record, index) => {
    if (begins(record)) return true;
    const next = body.slice(index + 1).find((each) => filled(each) > 0);
    if (!next || filled(record) > 0) return false;
    return (
      (filled(next) === 1 && next.fields.length > 2) ||
      (header !== undefined && same(header, next)) ||
      next.fields.length === 1
    );
  });
}

/** The number of fields that most records have, counted for more the more fields they have. */
function commonWidth(records: readonly Record[]): number {
  const counts = new Map<number, number>();
  for (const { fields } of records) counts.set(fields.length, (counts.get(fields.length) ?? 0) + 1);
  if ((counts.get(1) ?? 0) > records.length * 0.7) return 1;
  const weigh = ([width, count]: readonly [number, number]) => count * Math.log2(width);
  const ranked = [...counts].sort((one, other) => weigh(other) - weigh(one));
  return ranked[0]?.[0] ?? 1;
}

const unit = /^(?:|[[(]?[\p{L}°µ%‰$€£/*^·²³0-9.: _-]{1,16}[\])]?|\(?-\)?)$/u;

/** True if the first record below the header is one of units: no number in columns that hold numbers below it. */
function isUnits([first, ...rows]: readonly Record[], width: number, isRuns: boolean): boolean {
  const below = rows.filter(({ fields }) => fields.length === width).slice(0, 50);
  if (
    !first ||
    below.length < 2 ||
    first.fields.some(isTyped) ||
    !first.fields.every((field) => unit.test(field.trim()))
  )
    return false;
  // By runs of blanks a missing unit leaves no field.
  if (isRuns && first.fields.length < width) return below.every(({ fields }) => fields.some(isTyped));
  if (first.fields.length !== width) return false;
  const numeric = first.fields.filter((field, column) => {
    const values = below.map(({ fields }) => fields[column]!).filter((each) => each.trim() !== "");
    return /[^\s-]/.test(field) && values.length > 0 && values.every(isTyped);
  });
  return numeric.length >= Math.max(2, width / 3);
}

const totals =
  /^\W*(?:grand |sub ?)?(?:totals?|sum|summe|insgesamt|gesamt|zusammen|итого|всего|total général|suma|totale|totaal|合計|总计)(?![\p{L}\p{N}])/iu;
const remark =
  /^\W*(?:source|sources|quelle|note|notes|footnote|anmerkung|remark|©|\(c\)|copyright|\*|†|[0-9]+\)|data (?:from|provided|source)|generated|report|exported|end of|___|---)/iu;

/** What ends a text: how many of its last records are no rows, and a pattern for the first of them, if one is plain. */
export interface Footer {
  readonly records: number;
  readonly pattern?: string | undefined;
  /** The first of them. */
  readonly example: string;
  /** A total that is kept as a row. */
  readonly subtotal?: string | undefined;
}

/** The first field that has a value. */
const textOf = ({ fields }: Record) => fields.find((field) => field.trim() !== "") ?? "";
const totalOf = (record: Record) =>
  [textOf(record), ...record.fields.slice(0, 2)].find((field) => totals.test(field))?.trim();
/** A total of everything, such as "Total"; "Total of 2024" may be one of several. */
const isGrand = (total: string) => /^[^\p{L}\p{N}]*$/u.test(total.replace(totals, ""));

/** The footer of a table of so many columns, by its last records. `before`: earlier ones. */
export function footerOf(
  last: readonly Record[],
  width: number,
  before: readonly Record[],
  dialect: Dialect,
): Footer | undefined {
  if (width < 2) return undefined;
  const ending = (isLeftOut: (total: Record) => boolean) => {
    const rows = last.findLastIndex((record) => !isFooter(record, width, isLeftOut(record)));
    return last.length - 1 - rows;
  };
  let count = ending(() => true);
  const rows = [...before, ...last.slice(0, last.length - count)];
  const kept = rows
    .filter((record) => record.fields.some(isTyped))
    .flatMap((record) => totalOf(record) ?? []);
  if (kept.length > 0) {
    // Among subtotals only the last total is no row, and where each group has a "Total", not even that.
    const grand = last.findLast((record) => totalOf(record) !== undefined);
    const total = grand && totalOf(grand)!;
    const isOne = total !== undefined && isGrand(total) && !kept.includes(total);
    count = ending((record) => isOne && record === grand);
  }
  if (count === 0 || count === last.length) return undefined;
  const first = last[last.length - count]!;
  const pattern = patternOf(first, dialect);
  const isOnly =
    pattern !== undefined &&
    ![...rows, ...last.slice(0, -count)].some((record) => new RegExp(pattern).test(lineOf(record, dialect)));
  return {
    records: count,
    pattern: isOnly ? pattern : undefined,
    example: textOf(first),
    subtotal: kept[0],
  };
}

const separator = ({ delimiter }: Dialect) => (typeof delimiter === "string" ? delimiter : " ");
const lineOf = ({ fields }: Record, dialect: Dialect) => fields.join(separator(dialect));
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

/** A pattern for a line by the word with which it begins, and what ends the word. */
function patternOf(record: Record, dialect: Dialect): string | undefined {
  const text = textOf(record);
  const word = (totals.exec(text) ?? /^\p{L}{3,}(?=:| )/u.exec(text) ?? remark.exec(text))?.[0];
  if (word === undefined) return undefined;
  const quote = escaped(dialect.quote ?? '"');
  const isRuns = typeof dialect.delimiter === "object";
  const blanks = dialect.trim || isRuns ? "\\s*" : "";
  const next = isRuns ? "\\s" : escaped(separator(dialect));
  const empty = `${quote}*${blanks}${next}${blanks}`.repeat(record.fields.indexOf(text));
  // Within the cell one more character, which is no letter of a longer word.
  const [after] = text.slice(word.length);
  const end = after === undefined ? `${quote}?${blanks}(${next}|$)` : escaped(after);
  return `^${blanks}${empty}${quote}?${escaped(word)}${end}`;
}

function isFooter(record: Record, width: number, isTotal: boolean): boolean {
  const { fields } = record;
  const full = filled(record);
  const text = textOf(record);
  if (full === 0) return true;
  if (isTotal && totalOf(record) !== undefined) return true;
  // Prose: one field alone, or commas in a sentence.
  if (fields.length !== width)
    return fields.length === 1 || remark.test(text) || (text.length > 20 && / /.test(text));
  return (
    full === 1 && width > 2 && (remark.test(text) || (text.length > 12 && / /.test(text) && !isTyped(text)))
  );
}
