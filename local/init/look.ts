/** How a file is to be read: the words of its layout, and where its columns are. */
import type { CsvFiles, FieldPlace } from "../../contract/dataset";
import { findDialect } from "./dialect";
import { isHeader } from "./header";
import type { SurveyedFile } from "./survey";

/** A file's layout besides its name, its `files` and its columns' types. */
export interface Look {
  readonly words: Omit<CsvFiles, "name" | "files" | "columns">;
  /** The names in the header, or `column 1` and so on; one for each field. */
  readonly names: readonly string[];
  readonly places: readonly FieldPlace[];
  /** What is not certain, in sentences. */
  readonly unsure: readonly string[];
}

const sampleBytes = 256 * 1024;

/** Looks at a text file; a sentence that follows its name if it cannot be read. */
export function lookAt(file: SurveyedFile): Look | string {
  const text = textOf(file);
  if (typeof text !== "object") return text;
  const { delimiter, quoting, records } = findDialect(text.text, text.complete);
  const [first] = records;
  if (!first) return file.size === 0 ? "is empty" : "holds no record";
  const words = { delimiter, quoting };
  const counts = new Map<number, number>();
  for (const { fields } of records) counts.set(fields.length, (counts.get(fields.length) ?? 0) + 1);
  const [common = 1] = [...counts].sort((one, other) => other[1] - one[1])[0] ?? [];
  if (!isHeader(records)) {
    const names = Array.from({ length: common }, (_, index) => `column ${index + 1}`);
    return {
      words: { ...words, header: { fields: common } },
      names,
      places: names.map((_, field) => ({ field })),
      unsure: ["The file seems to have no header, so its columns are numbered: give them names."],
    };
  }
  const names = first.fields;
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice.length > 0)
    return `has the column ${JSON.stringify(twice[0])} twice in its header: give each column a name of its own`;
  if (records.length === 1) return "has a header and no record";
  return {
    words: { ...words, header: true },
    names,
    places: names.map((header) => ({ header })),
    unsure: [],
  };
}

function textOf({ head, size, utf8 }: SurveyedFile): { text: string; complete: boolean } | string {
  const taken = head.subarray(0, sampleBytes);
  const complete = taken.length === size;
  const wide =
    taken[0] === 0xff && taken[1] === 0xfe
      ? "utf-16le"
      : taken[0] === 0xfe && taken[1] === 0xff
        ? "utf-16be"
        : undefined;
  if (wide) return { text: new TextDecoder(wide).decode(taken), complete };
  if (!utf8) return "is not UTF-8: save it as UTF-8";
  return { text: taken.toString("utf8").replace(/^\uFEFF/, ""), complete };
}
