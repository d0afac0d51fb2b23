/** How a file is to be read: the words of its layout, and where its columns are. */
import { findDialect } from "./dialect";
import { isHeader } from "./header";
import { isJsonLines } from "./json";
import type { SurveyedFile } from "./survey";

/** Where a column is. */
export interface PlainColumn {
  /** Its name in the files. */
  readonly name: string;
  /** Its place. `type`: the column's type, on which the words of a place of JSON lines depend. */
  readonly place: (type: string) => object;
  /** The place in which every value can be read as a string, exactly as it is written. */
  readonly asString: object;
  /** Its values are strings whatever they look like, because of what is said here, in words that follow the column's name. */
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

const sampleBytes = 256 * 1024;

/** Looks at a text file; a sentence that follows its name if it cannot be read. */
export function lookAt(file: SurveyedFile): Look | typeof jsonLines | { readonly fault: string } {
  const text = textOf(file);
  if ("fault" in text) return text;
  if (isJsonLines(text.text, text.complete)) return jsonLines;
  const { delimiter, quoting, records } = findDialect(text.text, text.complete);
  const [first] = records;
  if (!first) return { fault: file.size === 0 ? "is empty" : "holds no record" };
  const words = { delimiter, quoting };
  const counts = new Map<number, number>();
  for (const { fields } of records) counts.set(fields.length, (counts.get(fields.length) ?? 0) + 1);
  const [common = 1] = [...counts].sort((one, other) => other[1] - one[1])[0] ?? [];
  if (!isHeader(records))
    return {
      words: { ...words, header: { fields: common } },
      columns: Array.from({ length: common }, (_, field) => column(`column ${field + 1}`, { field })),
      emptyIsNull: true,
      unsure: ["The file seems to have no header, so its columns are numbered: give them names."],
    };
  const names = first.fields;
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice.length > 0)
    return {
      fault: `has the column ${JSON.stringify(twice[0])} twice in its header: give each column a name of its own`,
    };
  if (records.length === 1) return { fault: "has a header and no record" };
  return {
    words: { ...words, header: true },
    columns: names.map((header) => column(header, { header })),
    emptyIsNull: true,
    unsure: [],
  };
}

const column = (name: string, place: object): PlainColumn => ({ name, place: () => place, asString: place });

function textOf({ head, size, utf8 }: SurveyedFile): { text: string; complete: boolean } | { fault: string } {
  const taken = head.subarray(0, sampleBytes);
  const complete = taken.length === size;
  const wide =
    taken[0] === 0xff && taken[1] === 0xfe
      ? "utf-16le"
      : taken[0] === 0xfe && taken[1] === 0xff
        ? "utf-16be"
        : undefined;
  if (wide) return { text: new TextDecoder(wide).decode(taken), complete };
  if (!utf8) return { fault: "is not UTF-8: save it as UTF-8" };
  return { text: taken.toString("utf8").replace(/^\uFEFF/, ""), complete };
}
