/** Random CSV files with every fault that a file may have, and what a reader makes of them. */
import type { CsvColumn, CsvLayout } from "../../../../contract/formats";
import type { PlanColumn, PlanLayout } from "../../../../contract/plan";
import type { ColumnType } from "../../../../contract/types";
import { kernelWorkBytes } from "../../../../core/formats/csv/kernel-reader";
import type { RecordFile } from "../../../../core/formats/csv/record";
import { headerHash } from "../../../../core/formats/csv/header";
import type { RecordSink } from "../../../../core/formats/format";
import { formFor, joined, written } from "./forms";
import { makeRandom } from "../../../../core/formats/random";
import { makeKernel } from "../../../../core/kernel";
import { textOf, type Column } from "../../../../core/parquet/columns";
import { makeSink } from "../a-sink";

/** A file and how to read it. */
export interface Case {
  readonly layout: CsvLayout;
  readonly file: RecordFile;
  readonly bytes: Buffer;
  /** Fields in the file, about. */
  readonly fields: number;
  /** Cuts the bytes into chunks, of the same sizes each time. */
  readonly chunks: () => Generator<Buffer>;
  readonly windowBytes: number;
}

type Random = ReturnType<typeof makeRandom>;

const zones = ["", "Z", "+01:00", "-18:00", "+18:01", "+0100", "z", " Z"];

const types: readonly ColumnType[] = [
  "double",
  "double",
  "int",
  "bigint",
  "decimal(9,2)",
  "decimal(18,6)",
  "decimal(38,10)",
  "date",
  "timestamp",
  "boolean",
  "string",
  "string",
];

/** Makes the file of a seed. `rows`: at most. */
export function makeCase(seed: number, rows: number): Case {
  const random = makeRandom(seed * 7919 + 1);
  // The first numbers of seeds side by side are alike.
  for (let skip = 0; skip < 5; skip++) random();
  const formRandom = makeRandom(seed * 104_729 + 3);
  for (let skip = 0; skip < 5; skip++) formRandom();
  const below = (end: number) => Math.floor(random() * end);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)]!;
  const chance = (share: number) => random() < share;

  const quoting = chance(0.75) ? "rfc4180" : "none";
  const delimiter = pick([",", ";", "\t", "|", " "]);
  const lineEnd = pick(["lf", "crlf"] as const);
  const hasHeader = chance(0.6);
  const fields = 1 + below(7);
  const names = Array.from({ length: fields }, (_, index) => pick(["a", "1", "x y", "é"]) + String(index));
  const columns = Array.from({ length: 1 + below(8) }, (_, index): CsvColumn => {
    const type = pick(types);
    const field = below(fields);
    return {
      name: `c${index}`,
      type,
      nullable: chance(0.5),
      from:
        chance(0.08) && !["date", "timestamp", "boolean"].includes(type)
          ? { text: type === "string" ? "7".repeat(1 + below(3000)) : "7" }
          : hasHeader
            ? { header: names[field]! }
            : { field },
      prefix: chance(0.1) ? pick(["s", "no. ", "é"]) : "",
      nulls: chance(0.6) ? pick([[""], ["", "NA"], ["-", "null", "0"], ["\\N"]]) : [],
      nonFinite: type === "double" && chance(0.4) ? ["NaN", "-Infinity", "inf"].slice(0, 2) : [],
      ...(type === "date" && chance(0.3) ? { time: "midnight" as const } : {}),
      ...formFor(type, formRandom),
    };
  });
  const joins =
    fields > 1 && formRandom() < 0.3 ? [joined(fields, hasHeader ? names : undefined, formRandom)] : [];
  const layout: CsvLayout = {
    name: "l",
    files: "",
    delimiter,
    quoting,
    header: hasHeader,
    fields: hasHeader ? 0 : fields,
    columns: [...columns, ...joins.map(({ column }) => column)],
  };
  const header = hasHeader ? names : undefined;
  const file: RecordFile = {
    file: "f.csv",
    fields,
    lineEnd,
    columns: [
      ...columns.map(({ from }) =>
        "text" in from
          ? { text: from.text }
          : "header" in from
            ? names.indexOf(from.header)
            : "field" in from
              ? from.field
              : 0,
      ),
      ...joins.map(({ place }) => place),
    ],
    ...(header ? { header: headerHash(header) } : {}),
  };

  // Some files are nearly clean and others are broken all over.
  const dirt = pick([0, 0.003, 0.05, 0.4]);
  const plain = chance(0.3);
  const end = () => (chance(0.05) ? (lineEnd === "lf" ? "\r\n" : "\n") : lineEnd === "lf" ? "\n" : "\r\n");
  const quoted = (text: string) =>
    quoting === "rfc4180" && (chance(0.15) || /["\r\n]/.test(text) || text.includes(delimiter))
      ? `"${text.replaceAll('"', '""')}"`
      : text;
  const typeOf = (field: number) => {
    const column = columns.find((_, index) => file.columns[index] === field);
    return {
      type: column?.type ?? "string",
      prefix: column?.prefix ?? "",
      nulls: column?.nulls ?? [],
      form: column?.form,
    };
  };
  const fieldTypes = Array.from({ length: fields }, (_, field) => typeOf(field));
  const parts: Buffer[] = [];
  const noise = chance(0.35);
  const bare = chance(0.5) ? ['"', '"', delimiter, delimiter, "\n", "\r\n", "\r", "a", "1"] : undefined;
  const whole = ['"a"', `"a${delimiter}b"`, '"a""b"', '"\n"', '""', '""""', "a", "1"];
  const broken = ['a"b"', '"a"b', 'a""', '"a" ', '"a'];
  const noisy = () => (chance(0.06) ? pick(broken) : pick(whole));
  const say = (text: string) => parts.push(Buffer.from(text));
  const count = below(rows) + 1;
  for (let row = 0; row < count && noise; row++)
    if (bare) say(Array.from({ length: 3 * fields }, () => pick(bare)).join(""));
    else say(Array.from({ length: fields }, noisy).join(delimiter) + end());
  for (let row = 0; row < count && !noise; row++) {
    const texts = fieldTypes.map(({ type, prefix, nulls, form }) => {
      if (nulls.length > 0 && chance(0.1)) return chance(0.5) ? pick(nulls) : prefix + pick(nulls);
      if (prefix !== "" && chance(0.05)) return "";
      const strict = plain ? good(type, random) : value(type, random);
      const text = prefix + (form ? written(strict, form, formRandom) : strict);
      return chance(dirt)
        ? pick(["", " ", "x", `${text} `, `+${text}`, `-${text}`, `${text}0`, "é", "\0"])
        : text;
    });
    if (chance(dirt)) say(pick(["\ufeff", "", end(), `${end()}${end()}`]));
    if (header && chance(dirt)) say(header.map(quoted).join(delimiter) + end());
    if (chance(dirt)) texts.push("more");
    if (chance(dirt)) texts.pop();
    let line = texts.map(quoted).join(delimiter);
    if (chance(dirt)) {
      const at = below(line.length + 1);
      line = line.slice(0, at) + pick(['"', '""', "\r", "\n", '"x', 'x"', '"\r', ' "']) + line.slice(at);
    }
    say(line);
    if (chance(dirt)) parts.push(Buffer.from([pick([0xff, 0xc3, 0xed, 0x80])]));
    if (row < count - 1 || chance(0.8)) say(end());
  }
  const bytes = Buffer.concat(parts);
  const most = pick([1, 7, 100, 5000]);
  return {
    layout,
    file,
    bytes,
    fields: count * fields,
    windowBytes: pick([64, 200, 1000, 5000, 100_000]),
    chunks: function* () {
      const sizes = makeRandom(seed);
      for (let at = 0; at < bytes.length;) {
        const to = Math.min(bytes.length, at + 1 + Math.floor(sizes() * most));
        yield bytes.subarray(at, to);
        at = to;
      }
    },
  };
}

/** A value as most files have it. */
function good(type: ColumnType, random: Random): string {
  const below = (end: number) => Math.floor(random() * end);
  const two = (end: number, first = 0) => String(first + below(end)).padStart(2, "0");
  const date = () => `${1900 + below(200)}-${two(12, 1)}-${two(28, 1)}`;
  if (type === "date") return date();
  if (type === "timestamp") return `${date()}T${two(24)}:${two(60)}:${two(60)}.${below(1000)}Z`;
  if (type === "boolean") return random() < 0.5 ? "true" : "false";
  if (type === "string") return "some text, with more".slice(below(10), 10 + below(10));
  if (type === "double" || type.startsWith("decimal")) return (random() * 1000 - 500).toFixed(below(3));
  return String(below(100_000) - 50_000);
}

/** A value that a reader may take for another. */
function value(type: ColumnType, random: Random): string {
  const below = (end: number) => Math.floor(random() * end);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)]!;
  const digits = (most: number) => Array.from({ length: below(most) + 1 }, () => below(10)).join("");
  const sign = () => pick(["", "", "", "-", "-", "+"]);
  if (random() < 0.3) return good(type, random);
  switch (type) {
    case "double":
      return pick([
        () => `${sign()}${digits(20)}.${digits(20)}`,
        () => `${sign()}${digits(5)}.${digits(5)}e${sign()}${digits(2)}`,
        () => `${sign()}.${digits(17)}`,
        () => `${sign()}${digits(18)}.`,
        () => `${sign()}${digits(19)}e${sign()}${digits(3)}`,
        () => String(fromBits(random)),
        () => fromBits(random).toExponential(below(21)),
        () => `${sign()}0.${"0".repeat(below(25))}${digits(17)}`,
        () => `${digits(30)}e-${below(360)}`,
        () =>
          pick(["0", "-0", "-0.0", "+0", ".", "-", "+", "e5", "1e", "1e+", "NaN", "-Infinity", "Infinity"]),
        () =>
          pick(["5e-324", "2.4703282292062328e-324", "2.4703282292062327e-324", "1.7976931348623157e308"]),
        () =>
          pick(["1.7976931348623159e308", "9007199254740993", "9007199254740992.5", "1e22", "1e23", "0x1"]),
      ])();
    case "int":
      return pick([
        () => sign() + digits(11),
        () =>
          pick([
            "2147483647",
            "2147483648",
            "-2147483648",
            "-2147483649",
            "-0",
            "007",
            "1.0",
            "0000000000000000012",
          ]),
      ])();
    case "bigint":
      return pick([
        () => sign() + digits(21),
        () => `${sign()}922337203685477580${below(10)}`,
        () => `${sign()}${"0".repeat(below(20))}${digits(19)}`,
        () => pick(["-9223372036854775808", "9223372036854775807", "18446744073709551616", "-", "1e3"]),
      ])();
    case "date":
      return pick([
        () =>
          `${digits(4).padStart(4, "0")}-${pick(["01", "02", "13", "00", "1a"])}-${pick(["28", "29", "30", "31", "00"])}`,
        () => `${1600 + 100 * below(8)}-02-29`,
        () =>
          pick(["0000-01-01", "0001-01-01", "9999-12-31", "2024-2-29", "2024/02/28", "2024-02-28T00:00:00Z"]),
        () => `${good("date", random)}T00:00:00${pick(["", "Z", ".000", "+01:00", ".1"])}`,
      ])();
    case "timestamp":
      if (random() < 0.1) return pick(["9999-12-31T23:00:00-02:00", "0001-01-01 00:30:00+01:00"]);
      return (
        pick([good("date", random), "0001-01-01", "9999-12-31"]) +
        pick(["T", " ", "t", ""]) +
        pick([
          () => good("timestamp", random).slice(11),
          () => pick(["24:00:00", "23:59:60", "12:60:00", "12:30", "1:02:03", "12-30-00"]),
          () =>
            `${good("timestamp", random).slice(11, 19)}${pick(["", "."])}${pick(["", digits(8)])}${pick(zones)}`,
        ])()
      );
    case "boolean":
      return pick(["true", "TRUE", "False", "fAlSe", "tru", "truee", "1", "yes", "falsE", "falsx"]);
    case "string":
      return pick([
        "",
        " ",
        '"',
        '""',
        "a\nb",
        "é😀",
        "a,b;c",
        "x".repeat(below(300)),
        'say "hi"',
        "\r\n",
        "\r",
        "a\rb",
      ]);
    default:
      return pick([
        () => `${sign()}${digits(9)}.${digits(3)}`,
        () => `${sign()}${digits(30)}.${digits(12)}`,
        () => `${sign()}${digits(17)}`,
        () => `${sign()}${digits(7)}.${pick(["10", "000", "5", ""])}`,
        () => `${sign()}${digits(3)}e${sign()}${digits(1)}`,
        () =>
          pick([
            "9999999.99",
            "10000000",
            "-9999999.995",
            ".",
            "-.5",
            "999999999999.999999",
            "1000000000000",
          ]),
      ])();
  }
}

/** A finite double of random bits. */
function fromBits(random: Random): number {
  const words = new Uint32Array([random() * 2 ** 32, random() * 2 ** 32]);
  const double = new Float64Array(words.buffer)[0]!;
  return Number.isFinite(double) ? double : 1e300;
}

/** Every stage row and bad record of a file, one string each, in the order in which they came. */
export interface Read {
  readonly rows: readonly string[];
  readonly bad: readonly string[];
}

const placeColumns: readonly PlanColumn[] = [
  { name: "_offset", type: "bigint", nullable: false },
  { name: "_row", type: "bigint", nullable: false },
];

/** Makes a sink that writes down what comes. `capacity`: rows of its row group. */
export function makeWitness(
  layout: PlanLayout,
  capacity: number,
): { readonly sink: RecordSink; readonly read: () => Read } {
  const rows: string[] = [];
  const bad: string[] = [];
  const { sink, flush } = makeSink([...placeColumns, ...layout.columns], {
    capacity,
    kernel: makeKernel,
    workBytes: kernelWorkBytes,
    first: 1000,
    row: (columns, row) => rows.push(columns.map((column) => valueOf(column, row)).join(" | ")),
    bad(record, at) {
      bad.push(
        [record.start, at, record.reason, record.column, record.text().toString("latin1")].join(" | "),
      );
    },
  });
  return {
    sink,
    read() {
      flush();
      return { rows, bad };
    },
  };
}

function valueOf(column: Column, row: number): string {
  if (column.validity?.[row] === 0) return "null";
  switch (column.kind) {
    case "text":
      return JSON.stringify(textOf(column, row).toString("latin1"));
    case "double":
      return String(new BigInt64Array(column.values.buffer, column.place.values + 8 * row, 1)[0]);
    case "decimal":
      return column.values.subarray(4 * row, 4 * row + 4).join(".");
    case "bool":
    case "int32":
    case "int64":
      return String(column.values[row]);
  }
}
