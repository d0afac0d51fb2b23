import assert from "node:assert/strict";
import type { ValueForm } from "../../../../contract/formats";
import type { ColumnType } from "../../../../contract/types";
import { readValue } from "./read-value";

const refuses = (type: ColumnType, form: ValueForm, texts: readonly string[]) => {
  for (const text of texts) assert.equal(readValue(type, text, { form }), "unreadable", text);
};
const reads = (type: ColumnType, form: ValueForm, texts: Readonly<Record<string, unknown>>) => {
  for (const [text, value] of Object.entries(texts))
    assert.deepEqual(readValue(type, text, { form }), value, text);
};

describe("numbers in a form", () => {
  it("have a decimal comma where the contract says so, and then no point", () => {
    reads("double", { decimal: "," }, { "1,5": 1.5, "-,5": -0.5, "5,": 5, "1,5e3": 1500, "7": 7 });
    reads("decimal(9,2)", { decimal: "," }, { "1234,56": 123456n, "1,5E1": 1500n });
    refuses("double", { decimal: "," }, ["1.5", "1,5,5", ",", "1.234,5", "1, 5"]);
  });

  it("have groups of three digits, before the decimal mark alone", () => {
    const form = { thousands: ".", decimal: "," } as const;
    reads("double", form, {
      "1.234.567,5": 1234567.5,
      "1234567,5": 1234567.5,
      "-12.345": -12345,
      "999": 999,
    });
    refuses("double", form, [
      "1.23",
      "1.2345",
      "12.34.567",
      ".234",
      "1..234",
      "0.123",
      "1.234.",
      "1,234.567",
      "1234.567",
    ]);
    reads("int", { thousands: "." }, { "1.234": 1234, "-1.234.567": -1234567 });
    reads("bigint", { thousands: "_" }, { "9_223_372_036_854_775_807": 2n ** 63n - 1n });
    assert.equal(
      readValue("bigint", "9_223_372_036_854_775_808", { form: { thousands: "_" } }),
      "out_of_range",
    );
    reads("int", { thousands: " " }, { "1 234": 1234, "1\u00a0234": 1234, "1\u202f234\u00a0567": 1234567 });
    reads("double", { thousands: "'" }, { "1'234.5": 1234.5, "1\u2019234\u2019567": 1234567 });
    refuses("double", { thousands: "'" }, ["1\u2018234", "1\u201923", "\u2019234"]);
    refuses("int", { thousands: " " }, ["1  234", " 1234", "1234 ", "1\u2009234"]);
  });

  it("may have a sign on each side, with blanks between", () => {
    const form = { signs: ["$", "US$", "EUR", "%"], thousands: "," } as const;
    reads("double", form, {
      "$1,234.5": 1234.5,
      "-$1": -1,
      "$-1": -1,
      "US$ 2": 2,
      "12\u00a0%": 12,
      "EUR 3 %": 3,
      "-1 EUR": -1,
      "4": 4,
    });
    refuses("double", form, ["$", "$$1", "1$%", "- $1", "€1", " 1", "$1 ", "-$-1", "1-", "1e%"]);
    refuses("double", {}, ["$1", "12 %"]);
  });

  it("may not begin with the decimal mark right behind a letter, which may be the sign's own", () => {
    reads(
      "double",
      { signs: ["$", "Rs", "Rs."] },
      { "$.5": 0.5, "Rs.500": 500, "Rs .5": 0.5, "500.Rs": 500 },
    );
    refuses("double", { signs: ["Rs", "€"] }, ["Rs.500", "-Rs.500"]);
    refuses("double", { signs: ["kr", "руб"], decimal: "," }, ["kr,5", "руб,5"]);
  });

  it("may have a letter for a sign that exponents have", () => {
    reads("double", { signs: ["e"] }, { "1 e": 1, "1e5": 1e5, "1e5e": 1e5, e1: 1 });
  });

  it("may stand in parentheses for a minus", () => {
    const form = { parentheses: true, signs: ["$", "%"] } as const;
    reads("double", form, { "(1)": -1, "($1.5)": -1.5, "$(2)": -2, "(3) %": -3, "-4": -4, "(0)": -0 });
    refuses("double", form, ["(1", "1)", "(-1)", "-(1)", "((1))", "()", "(", ")", "$($1)"]);
    refuses("double", {}, ["(1)"]);
  });

  it("are integers with zeros behind the decimal mark where the contract says so", () => {
    reads("int", { wholeZeros: true }, { "5.0": 5, "-5.000": -5, "5": 5, "-0.0": 0 });
    refuses("int", { wholeZeros: true }, ["5.", "5.01", ".0", "5.0e1", "5,0", "5.0.0"]);
    reads("bigint", { wholeZeros: true, decimal: ",", thousands: "." }, { "1.234,0": 1234n });
    assert.equal(readValue("int", "99999999999.0", { form: { wholeZeros: true } }), "out_of_range");
    refuses("int", {}, ["5.0"]);
  });

  it("are null, non-finite or with a prefix as in the strict form", () => {
    const form = { decimal: "," } as const;
    assert.equal(readValue("double", "NaN", { form, nonFinite: ["NaN"] }), NaN);
    assert.equal(readValue("double", "-", { form, nulls: ["-"], nullable: true }), null);
    assert.equal(readValue("double", "T1,5", { form, prefix: "T" }), 1.5);
    assert.equal(readValue("double", "1e999", { form }), "out_of_range");
  });

  it("of a megabyte are read in no time", () => {
    const before = process.cpuUsage();
    const long = `${"1".repeat(999_999)} `;
    assert.equal(readValue("double", long, { form: { thousands: " ", signs: ["$"] } }), "unreadable");
    assert.equal(readValue("double", " ".repeat(1_000_000), { form: { signs: ["$"] } }), "unreadable");
    // Squared, it would be hours.
    assert.ok(process.cpuUsage(before).user < 10e6);
  });
});

describe("words for true and false", () => {
  it("count as written, instead of true and false", () => {
    const form = { true: ["Y", "да"], false: ["N", ""] };
    reads("boolean", form, { Y: true, да: true, N: false, "": false });
    refuses("boolean", form, ["y", "true", "false", "Y "]);
  });
});
