/** How a file is to be read: the words of its layout, and where its columns are. */
import { findDialect, parse, type Dialect, type Record } from "./dialect";
import { guessEncoding } from "./encoding";
import { isJsonLines } from "./json";
import { isWideText } from "./kinds";
import { shiftedLine } from "./aligned";
import { isPeriod, isTyped } from "./header";
import { footerOf, structureOf, type Footer, type Structure } from "./structure";
import type { SurveyedFile } from "./survey";

/** Where a column is. */
export interface PlainColumn {
  /** Its name in the files. */
  readonly name: string;
  /** Its place. `type`: the column's type, on which the words of a place of JSON lines depend. */
  readonly place: (type: string) => object;
  /** The place in which every value can be read as a string, exactly as it is written. */
  readonly asString: object;
  /** Its values are strings whatever they look like; says why, in words that follow the column's name, or is empty. */
  readonly string?: string;
}

/** A file's layout besides its `files`. */
export interface Look {
  readonly words: object;
  readonly columns: readonly PlainColumn[];
  /** An empty value is no value: the form has no other way to say so. */
  readonly emptyIsNull: boolean;
  /** What is not certain, in sentences. */
  readonly unsure: readonly string[];
}

/** A file of JSON lines: its columns show only in all of its lines. */
export const jsonLines = "json-lines";

/** Why a file cannot be read, in words that follow its name. */
export interface LookFault {
  readonly fault: string;
}

const sampleBytes = 256 * 1024;
/** More columns are no table that anybody queries, and each costs time and memory. */
const mostColumns = 4000;

/** Looks at a text file. */
export function lookAt(file: SurveyedFile): Look | typeof jsonLines | LookFault {
  const { text, complete, end, words: encoding, unsure } = textOf(file);
  if (file.size === 0) return { fault: "is empty" };
  if (isJsonLines(text, complete)) return jsonLines;
  const comment = commentOf(text);
  const plain = comment === undefined ? text : withoutComments(text, comment);
  const { dialect, records } = findDialect(plain, complete);
  if (records.length === 0)
    return { fault: complete ? "holds no record" : "has no line end in its first 256 kB, and so no table" };
  const most = Math.max(...records.map(({ fields }) => fields.length));
  if (most > mostColumns)
    return { fault: `has ${most} fields in a line, and a table has at most ${mostColumns} columns here` };
  const last = comment === undefined ? end : withoutComments(end, comment);
  const footer = footerIn(dialect, records, last);
  const isRuns = typeof dialect.delimiter === "object";
  const above = complete && footer ? records.slice(0, -footer.records) : records;
  const structure = structureOf(above, isRuns);
  const fault = faultOf(above, structure) ?? (isRuns ? shiftOf(plain, above, structure) : undefined);
  if (fault !== undefined) return { fault };
  const table = tableOf(above, structure, isRuns);
  return {
    words: {
      ...encoding,
      ...dialect,
      ...(comment === undefined ? {} : { comment }),
      ...table.words,
      ...(footer ? { footer: footer.pattern ?? footer.records } : {}),
    },
    columns: table.columns,
    emptyIsNull: true,
    unsure: [
      ...unsure,
      ...(file.hasNul ? ["The file has NUL characters (code 0), which stay in its strings."] : []),
      ...table.unsure,
      ...(footer ? aboutFooter(footer) : []),
      ...(comment === undefined
        ? []
        : [`Lines that begin with ${JSON.stringify(comment)} are left out as comments.`]),
    ],
  };
}

/** Why the records are no table. */
function faultOf(
  records: readonly Record[],
  { header, width, unlike, first }: Structure,
): string | undefined {
  if (unlike)
    return `holds several tables, or text between its rows: of ${records.length - first} lines most do not have ${width} fields. Make a file of each table`;
  if (header !== undefined && header === records.length - 1)
    return records.length === 1
      ? "has a header and no record"
      : `has no two lines with the same number of fields, and so no table`;
  const above = records[first - 1];
  if (
    header === undefined &&
    above &&
    above.fields.length === width - 1 &&
    width > 2 &&
    above.fields.every((name) => name !== "")
  )
    return `has ${width - 1} names in its header, and ${width} fields in its records: give each column a name`;
  return undefined;
}

/** Why a text of runs of blanks is one of fixed width. */
function shiftOf(text: string, records: readonly Record[], { header, first, width }: Structure) {
  const lines = text.split(/\r\n|\n|\r/);
  const line = shiftedLine(lines, records.slice(header === undefined ? first : header + 1), width);
  return line === undefined
    ? undefined
    : `is of fixed width, and a value is missing in line ${line + 1}: read by its blanks, the values after it would move to other columns. Write the layout by hand, with format: "fixed" (docs/formats.md#fixed-width)`;
}

interface Table {
  readonly words: object;
  readonly columns: readonly PlainColumn[];
  readonly unsure: readonly string[];
}

/** The words for a table in a text, and its columns. */
function tableOf(records: readonly Record[], structure: Structure, isRuns: boolean): Table {
  const { header, first, units, repeated, isGuess } = structure;
  const unsure: string[] = [];
  // A header may have more names than the records have fields.
  const longer = header === undefined && first > 0 && isLonger(records[first - 1]!, structure);
  const named = longer ? first - 1 : header;
  const width = named === undefined ? structure.width : records[named]!.fields.length;
  const names = named === undefined ? [] : records[named]!.fields;
  const titles = records.slice(0, named ?? first);
  if (titles.length > 0)
    unsure.push(
      `Left out above the ${named === undefined ? "first record" : "header"}: ${titles
        .map(shown)
        .filter((each) => each !== '""')
        .slice(0, 3)
        .join(", ")}.`,
    );
  const joined =
    named === undefined ? undefined : twoLines(records[named]!, records[named + 1], records[named + 2]);
  const byNumber = named === undefined || (!joined && new Set(names).size < names.length);
  const body = named === undefined ? first : named + 1 + (units || joined ? 1 : 0);
  const lines = records[body]?.line ?? 0;
  if (units) unsure.push(`The line below the header is read as units: ${shown(records[body - 1]!)}.`);
  const words = {
    ...(byNumber
      ? { header: { fields: width }, ...(lines > 0 ? { skip: lines } : {}) }
      : {
          header: joined ? { lines: 2, join: " " } : true,
          ...(repeated ? { skip: records[named]!.line } : titles.length > 0 ? { skip: "header" } : {}),
          ...(units ? { units: true } : {}),
        }),
    // By runs of blanks a missing value moves the others to the left.
    ...(!isRuns && (longer || isPadded(records.slice(body), width)) ? { ragged: "pad" } : {}),
  };
  if (named === undefined)
    unsure.push("The file seems to have no header, so its columns are numbered: give them names.");
  else if (isGuess)
    unsure.push(
      `The first line is taken for a header (${shown(records[named]!)}), although nothing below it differs from it.`,
    );
  if (named !== undefined && byNumber)
    unsure.push(
      "Names are twice in the header, so columns are found by their number, and the header is skipped.",
    );
  const columns = Array.from({ length: width }, (_, field) =>
    column(
      (joined ?? names)[field] ?? `column ${field + 1}`,
      byNumber ? { field } : { header: (joined ?? names)[field]! },
    ),
  );
  return { words, columns, unsure };
}

/** The names of a header of two lines: the upper one has names several times, and the lower ones tell them apart. */
function twoLines(
  { fields: upper }: Record,
  lower: Record | undefined,
  row: Record | undefined,
): readonly string[] | undefined {
  const isName = (text: string) => !isTyped(text) || isPeriod(text);
  if (new Set(upper).size === upper.length || lower?.fields.length !== upper.length) return undefined;
  if (!lower.fields.every((text) => isName(text))) return undefined;
  // A row of periods is a row if periods stand below it, too.
  if (lower.fields.some((text, at) => isPeriod(text) && isPeriod(row?.fields[at] ?? ""))) return undefined;
  let left = "";
  const names = upper.map((name, at) => {
    if (name !== "") left = name;
    return [left, lower.fields[at]!].filter((part) => part !== "").join(" ");
  });
  return new Set(names).size === names.length ? names : undefined;
}

const column = (name: string, place: object): PlainColumn => ({ name, place: () => place, asString: place });

const shown = ({ fields }: Record) =>
  JSON.stringify(
    fields
      .filter((field) => field.trim() !== "")
      .join(" ")
      .slice(0, 60),
  );

/** True for a header whose last names have no fields below them. */
const isLonger = ({ fields }: Record, { width }: Structure) =>
  fields.length > width &&
  fields.length <= width + 3 &&
  width > 1 &&
  fields.every((name, at) => (name.trim() !== "" || at >= width) && !/^[\d.,-]+$/.test(name));

/** True if many records are shorter than the others and fit their columns, or have more fields that are empty. */
function isPadded(records: readonly Record[], width: number): boolean {
  const wide = records.filter(({ fields }) => fields.length === width);
  const typed = Array.from({ length: width }, (_, column) => {
    const values = wide.map(({ fields }) => fields[column]!).filter((text) => text !== "");
    return values.length > 0 && values.every(isTyped);
  });
  const fits = ({ fields }: Record) =>
    fields.every((text, column) => text === "" || !typed[column] || isTyped(text));
  const odd = records.filter((record) => {
    const { fields } = record;
    if (fields.length < width) return fields.length > width / 2 && fits(record);
    return fields.length > width && fields.slice(width).every((field) => field === "");
  });
  return odd.length >= 3 && odd.length >= records.length * 0.02;
}

function footerIn(dialect: Dialect, records: readonly Record[], end: string): Footer | undefined {
  const { width } = structureOf(records);
  const last = parse(end, dialect, true, Infinity).records.slice(-60);
  if (last.filter(({ fields }) => fields.length === width).length < last.length / 5) return undefined;
  return footerOf(last, width, records.slice(0, -20), dialect);
}

/** What to check of a footer. */
function aboutFooter({ records, pattern, example, subtotal }: Footer): readonly string[] {
  const lines = records === 1 ? "1 line" : `${records} lines`;
  const quoted = (text: string) => JSON.stringify(text.slice(0, 60));
  return [
    `Left out at the end: ${lines}, from ${quoted(example)} on.` +
      (pattern === undefined
        ? ` The layout leaves out as many of every file, also of one that ends with rows.`
        : ""),
    ...(subtotal === undefined ? [] : [`Rows such as ${quoted(subtotal)} look like subtotals and are kept.`]),
  ];
}

/** The character that begins comments. */
function commentOf(text: string): string | undefined {
  const lines = text.split(/\r\n|\n|\r/).filter((line) => line !== "");
  const comments = lines.filter((line) => line.startsWith("#"));
  const others = lines.filter((line) => !line.startsWith("#"));
  if (comments.length === 0 || others.length === 0) return undefined;
  // A header may begin with it, and then it has as many delimiters as the lines below.
  const count = (line: string) => line.replace(/[^,;\t|]/g, "").length;
  const isHeader =
    comments.length === 1 &&
    lines[0] === comments[0] &&
    count(comments[0]!) > 0 &&
    count(comments[0]!) === count(others[0]!);
  return isHeader ? undefined : "#";
}

/** The text with empty lines instead of comments, so that lines keep their numbers. */
const withoutComments = (text: string, comment: string): string =>
  text
    .split("\n")
    .map((line) => (line.startsWith(comment) ? "" : line))
    .join("\n");

interface Text {
  /** The beginning. */
  readonly text: string;
  readonly complete: boolean;
  /** The last whole lines. */
  readonly end: string;
  readonly words: { readonly encoding?: string };
  readonly unsure: readonly string[];
}

function textOf(file: SurveyedFile): Text {
  const { head, tail, size } = file;
  const { encoding, words, unsure } = encodingOf(file);
  const taken = head.subarray(0, sampleBytes);
  const complete = taken.length === size;
  const decode = (bytes: Buffer) => new TextDecoder(encoding).decode(bytes);
  const text = decode(taken);
  const last = decode(Buffer.concat([head, tail]).subarray(-Math.min(size, 65_536)));
  // The last part may begin within a line.
  const end = complete ? text : last.slice(last.indexOf("\n") + 1);
  return { text, complete, end, words, unsure };
}

function encodingOf({ head, utf8, mostlyUtf8 }: SurveyedFile): {
  encoding: string;
  words: Text["words"];
  unsure: readonly string[];
} {
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: "utf-16le", words: {}, unsure: [] };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: "utf-16be", words: {}, unsure: [] };
  const wide = isWideText(head);
  if (wide) return { encoding: wide, words: { encoding: wide }, unsure: [] };
  if (utf8 || mostlyUtf8) return { encoding: "utf-8", words: {}, unsure: [] };
  const { encoding, unsure } = guessEncoding(head);
  return { encoding, words: { encoding }, unsure: [unsure] };
}
