/** What kind of file bytes are, and what to do with one that no layout reads. */
import type { SurveyedFile } from "./survey";

/** A file that is not text of a known form: what it is, and what to do. */
export interface UnknownKind {
  readonly what: string;
  readonly advice: string;
}

const startsWith = (head: Buffer, ...bytes: readonly number[]) =>
  bytes.every((byte, at) => head[at] === byte);
const beginsWith = (head: Buffer, text: string) => head.subarray(0, text.length).toString("latin1") === text;

const toCsv = "Save it as CSV";
const magic: readonly (readonly [begins: (head: Buffer) => boolean, kind: UnknownKind])[] = [
  [
    (head) => beginsWith(head, "PAR1"),
    {
      what: "a Parquet file",
      advice: 'Write it as CSV, for example with DuckDB: copy (from "a.parquet") to "a.csv"',
    },
  ],
  [
    (head) => beginsWith(head, "SQLite format 3\0"),
    {
      what: "an SQLite database",
      advice: 'Write a table as CSV: sqlite3 -header -csv a.db "select * from t" > t.csv',
    },
  ],
  [
    (head) => beginsWith(head, "%PDF"),
    { what: "a PDF document", advice: "Ask its publisher for the data as CSV" },
  ],
  [
    (head) => startsWith(head, 0xd0, 0xcf, 0x11, 0xe0),
    { what: "an old Excel workbook (.xls) or another Office file", advice: toCsv },
  ],
  [(head) => beginsWith(head, "ARROW1"), { what: "an Arrow (Feather) file", advice: "Write it as CSV" }],
  [
    (head) => beginsWith(head, "Obj\u0001"),
    { what: "an Avro file", advice: "Write it as CSV or JSON lines" },
  ],
  [(head) => beginsWith(head, "ORC"), { what: "an ORC file", advice: "Write it as CSV" }],
  [(head) => startsWith(head, 0x89, 0x48, 0x44, 0x46), { what: "an HDF5 file", advice: "Write it as CSV" }],
  [
    (head) => beginsWith(head, "$FL2") || beginsWith(head, "$FL3"),
    { what: "an SPSS file", advice: "Write it as CSV" },
  ],
  [(head) => beginsWith(head, "<stata_dta>"), { what: "a Stata file", advice: "Write it as CSV" }],
  [
    (head) =>
      startsWith(head, 0x89, 0x50, 0x4e, 0x47) ||
      startsWith(head, 0xff, 0xd8, 0xff) ||
      beginsWith(head, "GIF8"),
    { what: "an image", advice: "Give a file of data" },
  ],
  [
    (head) => startsWith(head, 0xff, 0xfe, 0, 0) || startsWith(head, 0, 0, 0xfe, 0xff),
    { what: "text in UTF-32", advice: "Save it as UTF-8" },
  ],
  [
    (head) => startsWith(head, 0x80) && head[1]! >= 2 && head[1]! <= 5,
    { what: "a Python pickle", advice: "Write it as CSV" },
  ],
];

/** What a file is if no layout can read it; undefined if it may be text. */
export function unknownKind({ head, path }: Pick<SurveyedFile, "head" | "path">): UnknownKind | undefined {
  const found = magic.find(([begins]) => begins(head));
  if (found) return found[1];
  const wide = startsWith(head, 0xff, 0xfe) || startsWith(head, 0xfe, 0xff);
  const text = head
    .subarray(0, 4096)
    .toString("utf8")
    .replace(/^\uFEFF/, "")
    .trimStart();
  if (/^<(!doctype html|html|head|body)/i.test(text))
    return {
      what: "a web page (HTML)",
      advice: "Look for the address of the file itself, behind the page's download link",
    };
  if (/^<(\?xml|[a-z_][\w:.-]*[\s/>])/i.test(text) && /<\/|\/>|\?>/.test(text))
    return { what: "an XML document", advice: "Write its records as CSV or JSON lines" };
  if (/^(\{|\[)/.test(text) && /\.(json|geojson)$/i.test(path))
    return {
      what: "a JSON document",
      advice: "Write one record a line (JSON lines), for example with jq -c '.[]'",
    };
  if (/^\{\\rtf/.test(text)) return { what: "a rich text document", advice: toCsv };
  const zeros = head.subarray(0, 65_536).filter((byte) => byte === 0).length;
  if (!wide && zeros > Math.max(8, Math.min(head.length, 65_536) / 100) && !isWideText(head))
    return { what: "a binary file of an unknown kind", advice: "Write it as CSV or JSON lines" };
  return undefined;
}

/** True for UTF-16 without a mark: every other byte of most characters is zero. */
export function isWideText(head: Buffer): "utf-16le" | "utf-16be" | undefined {
  const size = Math.min(head.length, 4096) & ~1;
  let [even, odd] = [0, 0];
  for (let at = 0; at < size; at += 2) {
    if (head[at] === 0) even++;
    if (head[at + 1] === 0) odd++;
  }
  if (size < 4) return undefined;
  if (odd > size * 0.2 && even < size * 0.02) return "utf-16le";
  if (even > size * 0.2 && odd < size * 0.02) return "utf-16be";
  return undefined;
}

/** What a zip is that is a document instead of an archive, by its members. */
export function documentOf(paths: readonly string[]): UnknownKind | undefined {
  if (paths.includes("[Content_Types].xml")) {
    if (paths.some((path) => path.startsWith("xl/")))
      return { what: "an Excel workbook (.xlsx)", advice: "Save the sheet as CSV UTF-8" };
    return { what: "an Office document", advice: toCsv };
  }
  if (paths.includes("mimetype") && paths.includes("content.xml"))
    return { what: "an OpenDocument file", advice: "Save the sheet as CSV" };
  return undefined;
}
