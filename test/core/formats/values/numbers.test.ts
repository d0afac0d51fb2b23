import assert from "node:assert/strict";
import fc from "fast-check";
import { parseBigInt, parseDouble, parseInteger } from "../../../../core/formats/values/numbers";

// The text stands between other bytes, which must not be looked at.
const within = <T>(parse: (bytes: Buffer, from: number, to: number) => T, text: string, around = "-1e5.") => {
  const bytes = Buffer.from(`${around}${text}${around}`, "latin1");
  return parse(bytes, around.length, around.length + text.length);
};
const parse = (bytes: Buffer, from: number, to: number) => {
  const target = new Float64Array(2);
  parseDouble(bytes, from, to, target, 1);
  return target[1]!;
};
const double = (text: string) => within(parse, text);
const grammar = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

const digits = fc.stringMatching(/^[0-9]{0,25}$/);
const decimal = fc
  .tuple(
    fc.constantFrom("", "", "-", "+"),
    digits,
    fc.constantFrom("", "."),
    digits,
    fc.oneof(
      fc.constant(""),
      fc
        .tuple(fc.constantFrom("e", "E"), fc.constantFrom("", "-", "+"), fc.integer({ min: 0, max: 330 }))
        .map((p) => p.join("")),
    ),
  )
  .map((pieces) => pieces.join(""));
const almost = fc
  .array(fc.constantFrom(..."0123456789+-.eE _xXaNnfI"), { maxLength: 12 })
  .map((c) => c.join(""));

function agrees(text: string) {
  const expected = grammar.test(text) ? Number(text) : NaN;
  assert.ok(Object.is(double(text), expected), `${text}: ${double(text)} is not ${expected}`);
}

describe("numbers", () => {
  it("reads decimals as the nearest double, bit for bit", () => {
    fc.assert(fc.property(decimal, agrees), { numRuns: 20_000 });
  });

  it("reads every double from its shortest text and from 17 digits", () => {
    const any = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(any, (value) => {
        assert.ok(Object.is(double(Object.is(value, -0) ? "-0" : String(value)), value));
        assert.ok(double(value.toExponential(16)) === value);
      }),
      { numRuns: 5000 },
    );
  });

  it("reads what lies next to the middle of two doubles", () => {
    for (const text of [
      "9007199254740993",
      "9007199254740992.99999999999999999",
      "1.00000000000000011102230246251565404236316680908203125",
      "1.00000000000000011102230246251565404236316680908203124",
      "2.2250738585072011e-308",
      "4.9406564584124654e-324",
      "2.4703282292062327e-324",
      "1.7976931348623157e308",
      "1.7976931348623159e308",
      "123456789012345e22",
      "123456789012345e-22",
      "1e23",
      "8.5e22",
      "0e999",
      "-0e-999",
      "000000000000000000000000000001.5",
      `0.${"0".repeat(400)}1`,
    ])
      agrees(text);
  });

  it("refuses all that the grammar does not know", () => {
    fc.assert(fc.property(almost, agrees), { numRuns: 20_000 });
    for (const text of [
      "",
      ".",
      "+",
      "-",
      "e5",
      "1e",
      "1e+",
      "1_000",
      "0x10",
      "NaN",
      "Infinity",
      "1 ",
      " 1",
      "1d",
      "1,5",
      "--1",
      "1.2.3",
      "１",
    ])
      assert.ok(Number.isNaN(within(parse, Buffer.from(text).toString("latin1"))), text);
  });

  it("keeps the sign of zero, and lets nothing overflow unseen", () => {
    assert.ok(Object.is(double("-0.000"), -0));
    assert.equal(double("1e309"), Infinity);
    assert.equal(double("-1e309"), -Infinity);
  });

  it("reads integers of a sign and digits only", () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.constantFrom("", "+", "-"), fc.nat(3), (value, sign, zeros) => {
        const text = `${sign}${"0".repeat(zeros)}${value < 0n ? -value : value}`;
        const number = within(parseInteger, text);
        const expected = BigInt(text.replace("+", ""));
        assert.equal(within(parseBigInt, text), expected);
        if (Number.isFinite(number)) assert.equal(BigInt(number), expected);
        else assert.ok(!Number.isNaN(number) && (expected > 10n ** 14n || expected < -(10n ** 14n)));
      }),
    );
    for (const text of ["", "-", "+", "1.0", "1e2", "0x1", " 1", "1_0", "--1"])
      assert.ok(Number.isNaN(within(parseInteger, text)), text);
    assert.ok(Object.is(within(parseInteger, "-0"), 0));
  });
});
