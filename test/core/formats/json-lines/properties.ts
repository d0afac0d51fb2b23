/** Properties of random lines, against JSON.parse and readers of their own. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { layoutOf, readLines } from "./read";

/** A JSON value as it is written, with what is inside it. */
interface Value {
  readonly text: string;
  readonly members?: readonly { readonly key: string; readonly value: Value }[];
  readonly items?: readonly Value[];
}

const blank = fc.constantFrom("", "", "", " ", "\t", "\r", " \t ");
const numberText = fc.oneof(
  fc.constantFrom("0", "-0", "1e5", "-1.50E+2", "0.1", "9223372036854775807", "9223372036854775808", "1e400"),
  fc.integer().map(String),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .map((value) => (Object.is(value, -0) ? "-0" : String(value))),
  fc.tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.nat(99_999)).map(([a, b]) => `${a}.${b}`),
);
/** A string with each character as it is or escaped in one of the ways. */
const stringText = fc
  .array(
    fc.tuple(
      fc.oneof(
        fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
        fc.constantFrom('"', "\\", "/", "\n", "é", "😀", "a"),
      ),
      fc.nat(2),
    ),
    { maxLength: 8 },
  )
  .map((all) => `"${all.map(([char, how]) => written(char, how)).join("")}"`);

function written(char: string, how: number): string {
  const plain = JSON.stringify(char).slice(1, -1);
  if (how === 0) return plain;
  if (char === "/" && how === 1) return "\\/";
  return Array.from({ length: char.length }, (_, at) => {
    const digits = char.charCodeAt(at).toString(16).padStart(4, "0");
    return `\\u${how === 1 ? digits : digits.toUpperCase()}`;
  }).join("");
}

const keys = fc.oneof(fc.constantFrom(`"a"`, `"b"`, `"c"`, `"d"`, `"\\u0061"`, `"é"`), stringText);
const scalar = fc
  .oneof(numberText, stringText, fc.constantFrom("true", "false", "null"))
  .map((text): Value => ({ text }));
const { object } = fc.letrec<{ value: Value; object: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalar,
    tie("object"),
    fc.array(fc.tuple(blank, tie("value"), blank), { maxLength: 4 }).map(arrayOf),
  ),
  object: fc
    .array(fc.tuple(blank, keys, blank, blank, tie("value"), blank), { maxLength: 5 })
    .map((members): Value => {
      const text = members.map(([a, key, b, c, { text }, d]) => `${a}${key}${b}:${c}${text}${d}`).join(",");
      return { text: `{${text}}`, members: members.map(([, key, , , value]) => ({ key, value })) };
    }),
}));

function arrayOf(items: readonly (readonly [string, Value, string])[]): Value {
  const text = items.map(([before, value, after]) => `${before}${value.text}${after}`).join(",");
  return { text: `[${text}]`, items: items.map(([, value]) => value) };
}

const paths = { a: ["a"], ab: ["a", "b"], d1: ["d", 1], c0b: ["c", 0, "b"], e: ["é"] } as const;
const textOfPath = (steps: readonly (string | number)[]) =>
  steps.map((step) => (typeof step === "number" ? `[${step}]` : `["${step}"]`)).join("");
const layout = layoutOf(
  Object.fromEntries(
    Object.entries(paths).map(([name, steps]) => [
      name,
      { type: "string", path: textOfPath(steps), json: true, nullable: true } as const,
    ]),
  ),
);

/** What stands at a path: its text, null, or why there is none. */
function at(value: Value, steps: readonly (string | number)[]): string | null {
  const [step, ...rest] = steps;
  if (step === undefined) return value.text === "null" ? null : value.text;
  if (value.text === "null") return null;
  if (typeof step === "number") {
    if (!value.items) return "json_type";
    return value.items[step] ? at(value.items[step], rest) : null;
  }
  if (!value.members) return "json_type";
  const found = value.members.filter(({ key }) => JSON.parse(key) === step);
  if (found.length > 1) return "json_duplicate";
  return found[0] ? at(found[0].value, rest) : null;
}

/** The row of an object, or the reason of its quarantine. */
function expected(value: Value): unknown {
  const row: Record<string, string | null> = {};
  for (const [name, steps] of Object.entries(paths)) {
    const found = at(value, steps);
    if (found === "json_type" || found === "json_duplicate") return `${found} ${name}`;
    row[name] = found;
  }
  return row;
}

const chunks = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 5 });

/** Lines are read as they are written, however they are chunked and cut. */
export async function readAsWritten(numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(blank, object, blank, fc.constantFrom("\n", "\r\n", "\n\n", "\n \r\n")), {
        minLength: 1,
        maxLength: 12,
      }),
      chunks,
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 1, max: 5 }),
      fc.boolean(),
      async (lines, lengths, partBytes, capacity, exact) => {
        let offset = 0;
        const all = lines.map(([before, value, after, end], _row) => {
          const _offset = offset;
          // The generator itself is right.
          JSON.parse(value.text);
          offset += Buffer.byteLength(before + value.text + after + end);
          return {
            _offset,
            _row,
            found: expected(value),
            raw: (before + value.text + after + end).replace(/\r?\n[^]*/, ""),
          };
        });
        const file = lines.map(([before, { text }, after, end]) => before + text + after + end).join("");
        const { rows, bad } = await readLines(file, layout, { lengths, partBytes, capacity, exact });
        const good = all.filter(({ found }) => typeof found === "object");
        assert.deepEqual(
          rows,
          good.map(({ _offset, _row, found }) => ({ _offset, _row, ...(found as object) })),
        );
        assert.deepEqual(
          bad.map(({ _offset, _row, reason, column, raw }) => ({
            _offset,
            _row,
            found: `${reason} ${column}`,
            raw,
          })),
          all.filter(({ found }) => typeof found === "string"),
        );
      },
    ),
    { numRuns },
  );
}

/** Lines with a byte changed are quarantined if JSON.parse refuses them, and else not. */
export async function refusedIfBroken(numRuns: number): Promise<void> {
  const any = layoutOf({ z: { type: "string", path: "z", nullable: true, json: true } });
  const bytes = fc.oneof(
    fc.integer({ min: 0, max: 255 }),
    fc.constantFrom(...Buffer.from('"\\{}[]:,0123456789.eE+-tfn u')),
  );
  let broken = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(object, fc.nat(), bytes, fc.nat(2)), { minLength: 1, maxLength: 8 }),
      chunks,
      fc.boolean(),
      async (changed, lengths, exact) => {
        const lines = changed.map(([{ text }, place, byte, how]) => {
          const line = Buffer.from(text);
          const at = place % line.length;
          return Buffer.concat([
            line.subarray(0, at),
            Buffer.from(how === 0 ? [] : [byte]),
            line.subarray(at + (how === 1 ? 0 : 1)),
          ]);
        });
        // A line feed would make two lines, and half of the lines must be objects.
        fc.pre(lines.every((line) => line.length > 0 && !line.includes(10)));
        const good = Buffer.from(`{"z": 0}`);
        const file = Buffer.concat(
          [...lines.map(() => good), ...lines].flatMap((line) => [line, Buffer.from("\n")]),
        );
        const { bad } = await readLines(file, any, { lengths, exact });
        const refused = lines.flatMap((line, index) =>
          reasonOf(line) === undefined ? [] : [[lines.length + index, reasonOf(line)]],
        );
        broken += refused.length;
        const notBlank = lines.map((line) => line.toString("latin1").trim() !== "");
        fc.pre(notBlank.every((each) => each));
        assert.deepEqual(
          bad.filter(({ reason }) => reason !== "json_duplicate").map(({ _row, reason }) => [_row, reason]),
          refused,
        );
      },
    ),
    { numRuns },
  );
  assert.ok(broken > numRuns);
}

/** Numbers are those of an exact reader, and strings those of JSON.parse. */
export async function exactValues(numRuns: number): Promise<void> {
  const typed = layoutOf({
    x: { type: "double", path: "x" },
    n: { type: "bigint", path: "n" },
    d: { type: "decimal(38,9)", path: "d" },
    s: { type: "string", path: "s" },
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(numberText, numberText, numberText, stringText), { minLength: 1, maxLength: 20 }),
      async (all) => {
        const file = all.map(([x, n, d, s]) => `{"x":${x},"n":${n},"d":${d},"s":${s}}`).join("\n");
        const read = await readLines(file, typed);
        assert.deepEqual(await readLines(file, typed, { exact: true }), read);
        const { rows, bad } = read;
        const found = [...rows, ...bad].sort((a, b) => a._row - b._row);
        found.forEach((row, index) => {
          const [x, n, d, s] = all[index]!;
          const fault = bad.find(({ _row }) => _row === row._row);
          const double = Number(x);
          const integer = /^-?\d+$/.test(n) ? BigInt(n) : "unreadable";
          const decimal = unscaled(d, 9);
          const values: (readonly [string, unknown])[] = [
            ["x", Number.isFinite(double) ? double : "out_of_range"],
            [
              "n",
              typeof integer === "bigint" && BigInt.asIntN(64, integer) !== integer
                ? "out_of_range"
                : integer,
            ],
            [
              "d",
              decimal === undefined || String(decimal).replace("-", "").length > 38
                ? "out_of_range"
                : decimal,
            ],
          ];
          const first = values.find(([, value]) => typeof value === "string");
          if (first) return assert.deepEqual([fault?.column, fault?.reason], first);
          assert.deepEqual(
            { ...row, _offset: 0 },
            { _offset: 0, _row: index, ...Object.fromEntries(values), s: JSON.parse(s) as string },
          );
        });
      },
    ),
    { numRuns },
  );
}

/** Why a line is refused. */
function reasonOf(line: Buffer): string | undefined {
  const text = line.toString("utf8");
  if (!Buffer.from(text).equals(line)) return "json_encoding";
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? undefined : "json_type";
  } catch {
    return "json_syntax";
  }
}

/** A number times ten to the `scale`, by moving the point in its digits; undefined if digits are left behind the point. */
function unscaled(text: string, scale: number): bigint | undefined {
  const [mantissa = "", exponent = "0"] = text.toLowerCase().split("e");
  const negative = mantissa.startsWith("-");
  const [whole = "", fraction = ""] = mantissa.replace("-", "").split(".");
  const shift = Number(exponent) + scale - fraction.length;
  let digits = whole + fraction;
  if (/^0*$/.test(digits)) return 0n;
  if (shift >= 0) digits += "0".repeat(shift);
  else {
    const kept = Math.max(digits.length + shift, 0);
    if (/[1-9]/.test(digits.slice(kept))) return undefined;
    digits = digits.slice(0, kept) || "0";
  }
  return BigInt(digits) * (negative ? -1n : 1n);
}
