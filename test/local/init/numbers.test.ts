import assert from "node:assert/strict";
import * as fc from "fast-check";
import { makeNumbers } from "../../../local/init/numbers";

/** The readings of some values, short: decimal sign, thousands, digits before and after it; false if they are not numbers. */
function read(...texts: string[]) {
  const numbers = makeNumbers();
  for (const text of texts) {
    const bytes = Buffer.from(`x${text}y`);
    numbers.take(bytes, 1, bytes.length - 1);
  }
  if (numbers.count === 0 || numbers.readings()[0]!.misses > 0) return false;
  return numbers
    .readings()
    .map(
      ({ decimal, thousands = "", facts: { whole, fraction } }) =>
        `${thousands}${decimal} ${whole},${fraction}`,
    );
}

const facts = (...texts: string[]) => {
  const numbers = makeNumbers();
  for (const text of texts) assert.ok(numbers.take(Buffer.from(text), 0, Buffer.byteLength(text)), text);
  return { ...numbers.readings()[0]!.facts, signs: [...numbers.signs], parentheses: numbers.parentheses };
};

describe("the numbers of a column", () => {
  it("are read in every way that fits all of them", () => {
    assert.deepEqual(read("1", "-22", "0"), [". 2,0"]);
    assert.deepEqual(read("1", "1.5", "-0.25"), [". 1,2"]);
    assert.deepEqual(read("1", "1,5"), [", 1,1"]);
    assert.deepEqual(read("1,234,567"), [",. 7,0"]);
    assert.deepEqual(read("1.234.567,5"), ["., 7,1"]);
    assert.deepEqual(read("1 234,50", "5,25"), [" , 4,2"]);
    assert.deepEqual(read("1\u202f234"), [" . 4,0", " , 4,0"]);
    assert.deepEqual(read("1'234.5"), ["'. 4,1"]);
    assert.deepEqual(read("1e3", "2.5E-7"), [". 1,1"]);
  });

  it("leave the decimal sign open where a group of three may be thousands", () => {
    assert.deepEqual(read("1.234", "5.678"), [". 1,3", "., 4,0"]);
    assert.deepEqual(read("1,234"), [",. 4,0", ", 1,3"]);
    assert.deepEqual(read("1.234", "1.2"), [". 1,3"]);
    assert.deepEqual(read("1.234", "1.234.567"), ["., 7,0"]);
  });

  it("are none where one is not, or is written otherwise", () => {
    for (const texts of [
      ["1", "x"],
      ["1.5", "1,5"],
      ["1,23,456"],
      ["1-2"],
      ["."],
      ["-"],
      ["1e"],
      ["1,234 567"],
      ["12:30"],
    ])
      assert.equal(read(...texts), false, texts.join(" "));
  });

  it("may have signs beside them", () => {
    assert.deepEqual(facts("$1,234.50", "-$3", "$-4", "(5.25)").signs, ["$"]);
    assert.equal(facts("(5.25)").parentheses, true);
    assert.deepEqual(facts("12 %", "7%").signs, ["%"]);
    assert.deepEqual(facts("1.234,50 €", "EUR 5,00").signs, ["€", "EUR"]);
    assert.equal(read("5 apples"), false);
  });

  it("tell zip codes from numbers", () => {
    assert.equal(facts("01234", "5").padded, true);
    assert.equal(facts("0", "0.5", "-0.25").padded, false);
  });

  it("tell codes from numbers with exponents", () => {
    assert.equal(facts("12E5", "34E7", "5").coded, true);
    assert.equal(facts("1.2E5", "1e+05", "-3e5", "1e-7").coded, false);
  });

  it("say whether a double has all their digits", () => {
    for (const text of ["0.1", "181.99000549316406", "0.10000000000000001", "123456789012345", "1e300"])
      assert.equal(facts(text).exact, true, text);
    for (const text of ["9007199254740993.5", "0.1000000000000000055511", "1e400"])
      assert.equal(facts(text).exact, false, text);
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => facts(String(value)).exact),
    );
  });
});
