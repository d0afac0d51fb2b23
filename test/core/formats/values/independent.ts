/** Reads random values by this program's readers and by Python's (independent.py), and compares. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { text as textOf } from "node:stream/consumers";
import { resolve } from "node:path";
import type { ValueForm } from "../../../../contract/formats";
import type { ColumnType } from "../../../../contract/types";
import { makeZone } from "../../../../core/formats/values/zones";
import { makeRandom } from "../../../../core/formats/random";
import { makeReadValue } from "./read-value";

interface Case {
  readonly type: ColumnType;
  readonly form: ValueForm;
  readonly texts: readonly string[];
}

const script = resolve(__dirname, ..."../../../../../test/core/formats/values/independent.py".split("/"));
const python = process.env["DATA_FLOW_PYTHON"] ?? "python3";

/** Runs Python once for all cases; the value of each text, or why there is none. */
async function pythonReads(cases: readonly Case[]): Promise<readonly (readonly string[])[]> {
  const child = spawn(python, [script], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise((done) => child.on("close", done));
  child.stdin.end(JSON.stringify(cases));
  const answer = await textOf(child.stdout);
  assert.equal(await ended, 0);
  return JSON.parse(answer) as string[][];
}

/** Compares the readers for `rounds` times each kind of form; how many texts both read, and both refused. */
export async function compareReaders(
  seed: number,
  rounds: number,
): Promise<{ read: number; refused: number }> {
  const cases = Array.from({ length: rounds }, (_, round) =>
    casesOf(makeRandom(seed * 65_537 + round)),
  ).flat();
  const answers = await pythonReads(cases);
  const counts = { read: 0, refused: 0 };
  for (const [index, { type, form, texts }] of cases.entries()) {
    const read = makeReadValue(type, { form });
    for (const [at, text] of texts.entries()) {
      const ours = read(text);
      const theirs = answers[index]![at]!;
      const isRefused = /^[a-z]+_?[a-z_]*$/.test(theirs) && theirs !== "nan";
      const context = `${JSON.stringify(text)} as ${type} in ${JSON.stringify(form)}`;
      assert.equal(
        ours === theirs || isSame(ours, theirs, type),
        true,
        `${context}: ${String(ours)}, Python: ${theirs}`,
      );
      counts[isRefused ? "refused" : "read"]++;
    }
  }
  return counts;
}

function isSame(ours: unknown, theirs: string, type: ColumnType): boolean {
  if (typeof ours === "string" || /[a-df-z_]/.test(theirs)) return false;
  if (type === "double") return Object.is(ours, Number(theirs));
  if (type.startsWith("decimal")) return BigInt.asIntN(128, ours as bigint) === BigInt(theirs);
  return String(ours) === theirs;
}

const zones = [
  ...["Europe/Berlin", "America/New_York", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia"],
  ...["Africa/Casablanca", "Asia/Kathmandu", "Asia/Tehran", "America/Sao_Paulo", "Antarctica/Troll"],
  ...["Asia/Tokyo", "Europe/London", "Pacific/Chatham", "America/Caracas", "Asia/Pyongyang"],
];

/** Cases of every kind of form. */
function casesOf(random: () => number): Case[] {
  // The first numbers of seeds side by side are alike.
  for (let skip = 0; skip < 5; skip++) random();
  const below = (end: number) => Math.floor(random() * end);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)]!;
  const chance = (share: number) => random() < share;
  const digits = (most: number) => Array.from({ length: 1 + below(most) }, () => below(10)).join("");
  const many = (count: number, make: () => string) =>
    Array.from({ length: count }, () => (chance(0.2) ? spoilt(make()) : make()));
  const spoilt = (text: string) => {
    const at = below(text.length + 1);
    const put = pick([
      "",
      "",
      "0",
      "1",
      "9",
      ".",
      ",",
      " ",
      "-",
      "+",
      ":",
      "e5",
      "Z",
      "x",
      "(",
      "'",
      "\u00a0",
      "\n",
    ]);
    return text.slice(0, at) + put + text.slice(at + below(2));
  };

  const pattern = () => {
    const year = pick(["yyyy", "yyyy", "yy"]);
    const [day, month] = [pick(["d", "dd"]), pick(["M", "MM", "MMM", "MMMM"])];
    const separator = pick(["/", "-", ".", " ", "'T'", "' of '", "年"]);
    const date = pick([
      [day, month, year],
      [month, day, year],
      [year, month, day],
    ]).join(separator);
    const fraction = pick(["", ".SSS", "[.SSSSSS]", "[,SSSSSSSSS]"]);
    const time = pick([
      ...[
        "HH:mm",
        "H:mm",
        `HH:mm:ss${fraction}`,
        `H:m:s${fraction}`,
        "h:mm a",
        `hh:mm:ssa`,
        "HHmm",
        `HH[:mm[:ss${fraction}]]`,
      ],
    ]);
    const offset = pick(["", "", "X", "[XX]", " XXX", "[ Z]"]);
    const weekday = pick(["", "", "EEE ", "EEEE, "]);
    return { date: weekday + date, timestamp: weekday + date + pick(["'T'", " ", ", "]) + time + offset };
  };
  const instant = () => {
    const around = pick([-6e13, 0, 1.7e12, 1.7e12, 1.71e12, 2.5e14]);
    const millis = Math.round(around + (random() - 0.5) * pick([1e9, 1e11, 3e12]));
    return Math.min(Math.max(millis, -62135596800000), 253402300799999);
  };
  const choosing = { pick, below, chance };
  const moment = (form: string) =>
    written(form, chance(0.2) ? instant() - (instant() % 86_400_000) : instant(), choosing);
  const { date, timestamp } = pattern();
  const pivot = pick([1950, 1970, 2000]);
  const withPivot = (form: string) => (/(?<!y)yy(?!y)/.test(form) ? { pivot } : {});
  const zone = pick(zones);
  const local = pick(["yyyy-MM-dd HH:mm:ss[X]", "d MMM yyyy h:mm a", "dd/MM/yyyy H[:mm]"]);
  const clock = makeZone(zone);
  const year = Date.UTC(1971 + below(50), 0) / 1000;
  const changes = Array.from({ length: 366 }, (_, day) => year + day * 86_400).filter(
    (at) => clock.offsetAt(at) !== clock.offsetAt(at + 86_400),
  );
  /** A local time of a day in which the clocks change, if they do in that year. */
  const nearChange = () =>
    ((changes.length > 0 ? pick(changes) : year) + below(48) * 1800 + clock.offsetAt(year)) * 1000;
  const choices = pick([
    {},
    { twice: "earlier", skipped: "later" },
    { twice: "later", skipped: "earlier" },
  ] as const);
  const epoch = pick(["epoch s", "epoch ms", "epoch us"]);

  const numberForm = (): ValueForm => {
    const decimal = pick([".", ","] as const);
    const thousands = pick([undefined, " ", "'", "_", decimal === "," ? "." : ","] as const);
    const signs = pick([undefined, ["$", "US$", "%"], ["€", "EUR", "kr", "e"]]);
    return {
      ...(decimal === "," ? { decimal } : {}),
      ...(thousands === undefined ? {} : { thousands }),
      ...(signs ? { signs } : {}),
      ...(chance(0.4) ? { parentheses: true as const } : {}),
    };
  };
  const numeral = ({ decimal = ".", thousands, signs = [], parentheses }: ValueForm, isWhole: boolean) => {
    const alike = { " ": [" ", "\u00a0", "\u202f"], "'": ["'", "\u2019"] } as Readonly<
      Record<string, readonly string[]>
    >;
    const separator = pick(alike[thousands ?? ""] ?? [thousands ?? ""]);
    const grouped = chance(0.6) ? digits(12).replace(/(?<=\d)(?=(\d{3})+$)/g, separator) : digits(20);
    const rest = isWhole
      ? chance(0.3)
        ? `${decimal}${"0".repeat(below(4))}`
        : ""
      : pick(["", decimal + digits(3), decimal + digits(20)]);
    const power = !isWhole && chance(0.1) ? `e${pick(["", "-", "+"])}${below(320)}` : "";
    const sign = pick(["", "", "-", "+"]);
    const mark = chance(0.5) && signs.length > 0 ? pick(signs) : "";
    const blank = pick(["", " ", "\u00a0"]);
    const number = grouped + rest + power;
    if (parentheses && chance(0.3))
      return pick([`(${mark}${number})`, `${mark}(${number})`, `(${number}${blank}${mark})`]);
    return pick([
      sign + mark + blank + number,
      mark + blank + sign + number,
      sign + number + blank + mark,
      sign + number,
    ]);
  };
  const numbers = (type: ColumnType, form: ValueForm): Case => {
    const isWhole = type === "int" || type === "bigint";
    return { type, form, texts: many(60, () => numeral(form, isWhole)) };
  };
  const [first, second] = [numberForm(), numberForm()];
  return [
    { type: "date", form: { dates: [date], ...withPivot(date) }, texts: many(60, () => moment(date)) },
    {
      type: "timestamp",
      form: { dates: [timestamp], ...withPivot(timestamp) },
      texts: many(60, () => moment(timestamp)),
    },
    {
      type: "timestamp",
      form: { dates: [local], zone, ...choices },
      // Before 1970 and far ahead, releases of the time zone data differ.
      texts: many(60, () => written(local, nearChange(), choosing)).filter((text) =>
        /(19[789]|20[01])\d/.test(text),
      ),
    },
    {
      type: "timestamp",
      form: { dates: [epoch] },
      texts: many(60, () => `${pick(["", "", "-"])}${digits(18)}${pick(["", "", `.${digits(9)}`])}`),
    },
    numbers("double", first),
    numbers(pick(["decimal(9,2)", "decimal(18,6)", "decimal(38,10)"]), second),
    numbers(pick(["int", "bigint"]), { ...first, ...(chance(0.6) ? { wholeZeros: true as const } : {}) }),
  ];
}

/** Random choices. */
export interface Choosing {
  readonly pick: <T>(items: readonly T[]) => T;
  readonly below: (end: number) => number;
  readonly chance: (share: number) => boolean;
}

/** An instant written by a pattern, in UTC. */
export function written(pattern: string, instant: number, { pick, below, chance }: Choosing): string {
  const at = new Date(instant);
  const name = (options: Intl.DateTimeFormatOptions) =>
    at.toLocaleString("en-US", { ...options, timeZone: "UTC" });
  const cased = (word: string) => pick([word, word.toUpperCase(), word.toLowerCase()]);
  const padded = (value: number, width: number) => String(value).padStart(chance(0.5) ? 2 : width, "0");
  const offset = (colon: string, letters: string) => {
    if (letters !== "Z" && chance(0.3)) return "Z";
    const hours = String(below(chance(0.1) ? 25 : 15)).padStart(2, "0");
    if (letters === "X" && chance(0.5)) return pick(["+", "-"]) + hours;
    return pick(["+", "-"]) + hours + colon + pick(["00", "30", "45"]);
  };
  const hour12 = ((at.getUTCHours() + 11) % 12) + 1;
  const letters: Readonly<Record<string, () => string>> = {
    yyyy: () => String(at.getUTCFullYear()).padStart(4, "0"),
    yy: () => String(at.getUTCFullYear() % 100).padStart(2, "0"),
    MMMM: () => cased(name({ month: "long" })),
    MMM: () => cased(name({ month: "long" }).slice(0, 3)),
    MM: () => String(at.getUTCMonth() + 1).padStart(2, "0"),
    M: () => padded(at.getUTCMonth() + 1, 1),
    dd: () => String(at.getUTCDate()).padStart(2, "0"),
    d: () => padded(at.getUTCDate(), 1),
    EEEE: () => cased(name({ weekday: "long" })),
    EEE: () => cased(name({ weekday: "short" })),
    HH: () => String(at.getUTCHours()).padStart(2, "0"),
    H: () => padded(at.getUTCHours(), 1),
    hh: () => String(hour12).padStart(2, "0"),
    h: () => padded(hour12, 1),
    a: () => cased(at.getUTCHours() < 12 ? "am" : "pm"),
    mm: () => String(at.getUTCMinutes()).padStart(2, "0"),
    m: () => padded(at.getUTCMinutes(), 1),
    ss: () => String(at.getUTCSeconds()).padStart(2, "0"),
    s: () => padded(at.getUTCSeconds(), 1),
    X: () => offset("", "X"),
    XX: () => offset("", "XX"),
    XXX: () => offset(":", "XXX"),
    Z: () => offset("", "Z"),
  };
  let line = pattern;
  for (let next = ""; next !== line;) {
    next = line;
    line = line.replace(/\[([^[\]]*)\]/, (_, part: string) => (chance(0.6) ? part : ""));
    if (!/\[/.test(line)) break;
  }
  return line.replace(/'([^']*)'|([A-Za-z])\2*/g, (run: string, quoted: string | undefined) => {
    if (quoted !== undefined) return quoted;
    if (run.startsWith("S"))
      return String(below(1_000_000_000))
        .padStart(9, "0")
        .slice(0, 1 + below(run.length));
    return letters[run]!();
  });
}
