/** Finds what of a text is its table: titles above the header, units below it, a footer. */
import type { Record } from "./dialect";
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

/** True if the first record is no name of the columns, because the second one is: both are strings above typed values. */
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
  readonly pattern?: string;
  /** The first of them. */
  readonly example: string;
}

/** The footer of a table of so many columns, by its last records. `before`: earlier ones. */
export function footerOf(
  last: readonly Record[],
  width: number,
  before: readonly Record[],
): Footer | undefined {
  if (width < 2) return undefined;
  // In a table with totals everywhere, the last one is a row.
  const isTotal = ({ fields }: Record) => fields.slice(0, 2).some((field) => totals.test(field));
  const hasTotals = !before.some(isTotal) && !last.slice(0, -10).some(isTotal);
  let count = 0;
  for (const record of [...last].reverse()) {
    if (!isFooter(record, width, hasTotals)) break;
    count++;
  }
  if (count === 0 || count === last.length) return undefined;
  const first = last[last.length - count]!;
  const text = first.fields.find((field) => field.trim() !== "") ?? "";
  const begins = totals.exec(text)?.[0] ?? /^[\p{L}]{3,}(?=:| )/u.exec(text)?.[0];
  const isOnly =
    begins !== undefined &&
    !last.slice(0, -count).some(({ fields }) => fields[0]?.startsWith(begins) === true);
  return {
    records: count,
    ...(isOnly && first.fields[0] === text
      ? { pattern: `^"?${begins.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")}` }
      : {}),
    example: text,
  };
}

function isFooter(record: Record, width: number, hasTotals: boolean): boolean {
  const { fields } = record;
  const full = filled(record);
  const [text = ""] = fields.filter((field) => field.trim() !== "");
  if (full === 0) return true;
  if (hasTotals && [text, ...fields.slice(0, 2)].some((each) => totals.test(each))) return true;
  // Prose: one field alone, or commas in a sentence.
  if (fields.length !== width)
    return fields.length === 1 || remark.test(text) || (text.length > 20 && / /.test(text));
  return (
    full === 1 && width > 2 && (remark.test(text) || (text.length > 12 && / /.test(text) && !isTyped(text)))
  );
}
