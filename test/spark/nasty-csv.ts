/** Raw files that try a converter: every type with its edges, every kind of bad record, every end of line. */
import type { CsvColumn, CsvLayout, JsonLinesLayout } from "../../contract/formats";
import type { ColumnType } from "../../contract/types";
import { csvColumn, csvLayout } from "../handlers/convert/raw-run";

/** Random numbers from 0 to 1. */
export type Random = () => number;

const upTo = (random: Random, limit: number) => Math.floor(random() * limit);
const oneOf = <T>(random: Random, choices: readonly T[]): T => choices[upTo(random, choices.length)]!;
const digits = (random: Random, count: number) =>
  Array.from({ length: count }, () => String(upTo(random, 10))).join("");
const two = (random: Random, limit: number) => String(upTo(random, limit)).padStart(2, "0");

const integers =
  "0 -0 +0 7 -7 +7 007 2147483647 2147483648 -2147483648 -2147483649 9223372036854775807 1.0 1e3 - +"
    .concat(
      " 9223372036854775808 -9223372036854775808 -9223372036854775809 0000000000000000000000000000042 1_000 0x1F",
    )
    .split(" ");
const numbers =
  "0.0 -0.0 -0 1e308 1.7976931348623157e308 1.7976931348623159e308 5e-324 2e-324 1e-400 1e999 -1e999 1. .5 . 1e 1e+ e5"
    .concat(
      " 0.30000000000000004 9007199254740993 123456789012345678901234567890 1.5.2 1,5 +.5e-3 1E5 1d NaN nan inf",
    )
    .concat(
      " Infinity -Infinity 2.2250738585072011e-308 8.5e0000000000000001 0e99999999999 12.340 100 -99999.99999",
    )
    .split(" ");
const dates =
  "1970-01-01 1969-12-31 0001-01-01 9999-12-31 0000-12-31 0000-02-30 2000-02-29 1900-02-29 2024-02-29 2023-02-29"
    .concat(" 10000-01-01 2024-13-01 2024-00-10 2024-1-01 20240101 2024-04-31 2024/01/01")
    .split(" ");
const times =
  "T00:00:00 T23:59:59.999999 T12:34:56.1 T12:34:56. T24:00:00 T12:60:00 T12:00:60 T12:00:00.1234567 T12:00"
    .concat(
      " T12:00:00Z T12:00:00.5+02:00 T12:00:00-18:00 T12:00:00+18:01 T12:00:00+0200 T12:00:00z t12:00:00 T02:30:00+01:60",
    )
    .split(" ");
const midnights = [
  "",
  " 00:00:00+08:00",
  "T00:00:00Z",
  " 00:00:00",
  " 00:00:00.000-05:30",
  " 00:00:00+18:00",
];
const texts = [
  "",
  "a",
  "hällo",
  "€uro",
  "😀",
  "x\0y",
  "\\",
  "\uFEFFmark",
  " spaced ",
  "NULL",
  "n/a",
  "'",
  "日本",
  "\x1a",
];

/** A text for a column of a type: mostly a value, at times an edge, at times nonsense. */
function cell(random: Random, column: Pick<CsvColumn, "type" | "time">, wild: number): string {
  const text = cellOf(random, column.type, wild);
  if (!column.time) return text;
  return `${text}${oneOf(random, random() < wild ? [...times, ...midnights, ...texts] : midnights)}`;
}

function cellOf(random: Random, type: ColumnType, wild: number): string {
  const edge = random() < wild;
  if (edge && random() < 0.2) return oneOf(random, [...texts, ...integers, ...numbers, ...dates]);
  switch (type) {
    case "int":
      return edge
        ? oneOf(random, integers)
        : `${oneOf(random, ["", "-"])}${digits(random, 1 + upTo(random, 9))}`;
    case "bigint":
      return edge
        ? oneOf(random, integers)
        : `${oneOf(random, ["", "-"])}${digits(random, 1 + upTo(random, 18))}`;
    case "boolean":
      return edge
        ? oneOf(random, ["TRUE", "False", "yes", "1", "", "tRuE"])
        : oneOf(random, ["true", "false"]);
    case "string":
      return edge ? oneOf(random, texts) : oneOf(random, ["alpha", "beta", "γάμμα", "delta"]);
    case "date":
      return edge
        ? oneOf(random, dates)
        : `20${two(random, 30)}-1${upTo(random, 3)}-${1 + upTo(random, 2)}${upTo(random, 9)}`;
    case "timestamp": {
      const day = edge ? oneOf(random, dates) : `19${two(random, 99)}-11-2${upTo(random, 9)}`;
      const time = `${oneOf(random, ["T", " "])}${two(random, 24)}:${two(random, 60)}:${two(random, 60)}`;
      if (edge) return `${day}${oneOf(random, times)}`;
      return `${day}${time}${oneOf(random, ["", "Z", `.${digits(random, 6)}`, "+02:00", `.${digits(random, 3)}-09:30`])}`;
    }
    case "double":
      if (edge) return oneOf(random, numbers);
      if (random() < 0.3) return `${digits(random, 17)}.${digits(random, 10)}e${upTo(random, 600) - 300}`;
      return `${oneOf(random, ["", "-"])}${upTo(random, 1000)}.${digits(random, 1 + upTo(random, 5))}`;
    default:
      return edge
        ? oneOf(random, numbers)
        : `${oneOf(random, ["", "-"])}${type === "decimal(5,5)" ? 0 : upTo(random, 100)}.${digits(random, 2)}`;
  }
}

const types: readonly ColumnType[] = [
  "string",
  "boolean",
  "int",
  "bigint",
  "double",
  "date",
  "timestamp",
  "decimal(9,2)",
  "decimal(18,6)",
  "decimal(38,10)",
  "decimal(5,5)",
];

/** A raw file's bytes and how to read them. */
export interface NastyRun {
  readonly files: Readonly<Record<string, Buffer>>;
  readonly layout: CsvLayout;
}

/** A run of one to four files of one layout, with up to `most` records each. */
export function nastyRun(random: Random, most: number): NastyRun {
  const header = random() < 0.6;
  const delimiter = oneOf(random, [",", ",", ";", "\t", "|"]);
  const quoting = oneOf(random, ["rfc4180", "rfc4180", "none"] as const);
  const count = oneOf(random, [1, 2, 3, 5, types.length]);
  const columns: CsvColumn[] = Array.from({ length: count }, (_, index) => {
    const type = count === types.length ? types[index]! : oneOf(random, types);
    return csvColumn(`c${index}`, header ? { header: `h${index}` } : { field: index }, {
      type,
      nullable: random() < 0.5,
      prefix: random() < 0.15 ? oneOf(random, ["p", "é-"]) : "",
      nulls: random() < 0.6 ? ["", "NULL"] : [],
      ...(type === "date" && random() < 0.5 ? { time: "midnight" as const } : {}),
      nonFinite: type === "double" && random() < 0.5 ? ["NaN", "-Infinity"] : [],
    });
  });
  const fromPath = csvColumn("who", { path: "who" }, { type: "int" });
  const layout = csvLayout(random() < 0.3 ? [...columns, fromPath] : columns, {
    files: "f(?<who>[0-9]+)",
    delimiter,
    quoting,
    header,
    fields: header ? 0 : count,
  });
  const files: Record<string, Buffer> = {};
  for (let file = 0, last = upTo(random, 4); file <= last; file++)
    files[`f${file}.csv`] = nastyFile(random, columns, { header, delimiter, quoting, most });
  return { files, layout };
}

/** The same columns in JSON lines, and a file of them with a fault here and there. */
export function nastyLines(
  random: Random,
  { columns }: CsvLayout,
  rows: number,
): { readonly layout: JsonLinesLayout; readonly file: Buffer } {
  const layout: JsonLinesLayout = {
    format: "json-lines",
    name: "lines",
    files: "f(?<who>[0-9]+)\\.jsonl$",
    columns: columns.map((column) => ({
      ...column,
      from:
        "path" in column.from ? { group: column.from.path } : { path: `in[0].${column.name}`, quoted: true },
    })),
  };
  const value = (column: CsvColumn) => {
    const text = `${column.prefix}${cell(random, column, 0.05)}`;
    return random() < 0.5 && /^-?[1-9]\d*(\.\d+)?$/.test(text) ? text : JSON.stringify(text);
  };
  const lines = Array.from({ length: rows }, (_, row) => {
    const members = columns.map((column) => `"${column.name}": ${value(column)}`);
    const line = Buffer.from(`{"row": ${row}, "in": [{${members.join(", ")}}]}`);
    // At times a byte is another one.
    if (random() < 0.05) line[upTo(random, line.length)] = oneOf(random, [0x22, 0x5c, 0x7d, 0xff, 0x20]);
    return Buffer.concat([line, Buffer.from(oneOf(random, ["\n", "\r\n", "\n\n"]))]);
  });
  return { layout, file: Buffer.concat(lines) };
}

function nastyFile(
  random: Random,
  columns: readonly CsvColumn[],
  { header, delimiter, quoting, most }: { header: boolean; delimiter: string; quoting: string; most: number },
): Buffer {
  // From files that are all plain to files that have no plain line.
  const wild = oneOf(random, [0, 0.002, 0.02, 0.3]);
  const ends = oneOf(random, [["\n"], ["\n"], ["\r\n"], ["\r"], ["\n", "\r\n", "\r", "\n\n"]]);
  const pieces: Buffer[] = [];
  const put = (text: string) => pieces.push(Buffer.from(text));
  if (header) put(columns.map((_, index) => `h${index}`).join(delimiter) + oneOf(random, ends));
  for (let row = 0, rows = upTo(random, most); row < rows; row++) {
    const fields = columns.map(({ prefix, ...column }) => {
      if (prefix !== "" && random() < wild) return oneOf(random, ["", '""']);
      const text = `${random() < wild / 3 ? "" : prefix}${cell(random, column, wild)}`;
      if (quoting === "none" || random() >= wild) return text;
      return oneOf(random, [
        `"${text}"`,
        `"${text.replaceAll('"', '""')}${oneOf(random, ends)}"`,
        `"${text}""x"`,
      ]);
    });
    if (random() < wild / 2) fields.push("surplus");
    if (random() < wild / 2) fields.pop();
    let line = Buffer.from(fields.join(delimiter));
    if (random() < wild / 2) {
      const at = upTo(random, line.length + 1);
      const odd = oneOf(random, [
        [0xff],
        [0xc3, 0x28],
        [0xe2, 0x82],
        [0xed, 0xa0, 0x80],
        [0x22],
        [0x0d],
        [0x5c, 0xfe],
      ]);
      line = Buffer.concat([line.subarray(0, at), Buffer.from(odd), line.subarray(at)]);
    }
    // Where files were put together a mark, and the header once more, stand in the middle.
    if (random() < wild / 3) put(oneOf(random, ["\uFEFF", "\uFEFF\uFEFF", `\uFEFF${oneOf(random, ends)}`]));
    if (header && random() < wild / 3)
      put(
        columns.map((_, index) => `${random() < 0.1 ? "H" : "h"}${index}`).join(delimiter) +
          oneOf(random, ends),
      );
    pieces.push(line);
    if (row < rows - 1 || random() < 0.7) put(oneOf(random, ends));
  }
  const whole = Buffer.concat(pieces);
  const kind = random();
  if (kind < 0.1) return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), whole]);
  if (kind < 0.2) return Buffer.from(`\uFEFF${whole.toString("utf8")}`, "utf16le");
  return whole;
}
