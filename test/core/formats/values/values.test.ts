import assert from "node:assert/strict";
import fc from "fast-check";
import { readValue as read } from "./read-value";

const micros = (iso: string) => BigInt(Date.parse(iso)) * 1000n;

describe("values of a raw field", () => {
  it("holds integers to their range", () => {
    assert.equal(read("int", "-2147483648"), -2147483648);
    assert.equal(read("int", "2147483648"), "out_of_range");
    assert.equal(read("int", "99999999999999999999"), "out_of_range");
    assert.equal(read("int", "1.0"), "unreadable");
    assert.equal(read("bigint", "9223372036854775807"), 9223372036854775807n);
    assert.equal(read("bigint", "-9223372036854775809"), "out_of_range");
    assert.equal(read("bigint", "+000000000000000000000000007"), 7n);
  });

  it("stores every 64-bit integer exactly", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.nat(63), (value, shift) => {
        const shifted = value >> BigInt(shift);
        assert.equal(read("bigint", String(shifted)), shifted);
      }),
    );
  });

  it("refuses a double that overflows and texts that are none", () => {
    assert.equal(read("double", "1e999"), "out_of_range");
    assert.equal(read("double", "NaN"), "unreadable");
    assert.equal(read("double", "0x1"), "unreadable");
  });

  it("takes the non-finite texts that the column names, and no others", () => {
    assert.ok(Number.isNaN(read("double", "NaN", { nonFinite: ["NaN"] })));
    assert.equal(read("double", "-Infinity", { nonFinite: ["-Infinity"] }), -Infinity);
    assert.equal(read("double", "Infinity", { nonFinite: ["-Infinity"] }), "unreadable");
    assert.equal(read("double", "1e999", { nonFinite: ["Infinity"] }), "out_of_range");
  });

  it("reads a decimal of a megabyte of zeros in no time", () => {
    const zeros = "0".repeat(1_000_000);
    const before = process.cpuUsage();
    assert.equal(read("decimal(5,2)", `1${zeros}1`), "out_of_range");
    assert.equal(read("decimal(5,2)", `1.${zeros}`), 100n);
    // Squared, it would be hours.
    assert.ok(process.cpuUsage(before).user < 10e6);
  });

  it("reads decimals exactly and refuses digits that have no place", () => {
    const unsigned = (value: bigint) => BigInt.asUintN(128, value);
    assert.equal(read("decimal(5,2)", "123.45"), 12345n);
    assert.equal(read("decimal(5,2)", "-0.05"), unsigned(-5n));
    assert.equal(read("decimal(5,2)", "1.500"), 150n);
    assert.equal(read("decimal(5,2)", "1.5e2"), 15000n);
    assert.equal(read("decimal(5,2)", "000123.4"), 12340n);
    assert.equal(read("decimal(5,2)", "1.234"), "out_of_range");
    assert.equal(read("decimal(5,2)", "1234"), "out_of_range");
    assert.equal(read("decimal(5,2)", "1e99999999999999999999"), "out_of_range");
    assert.equal(read("decimal(5,2)", "."), "unreadable");
    assert.equal(read("decimal(38,0)", "9".repeat(38)), BigInt("9".repeat(38)));
    assert.equal(read("decimal(38,38)", `-.${"9".repeat(38)}`), unsigned(-BigInt("9".repeat(38))));
  });

  it("reads booleans by their two words", () => {
    assert.equal(read("boolean", "TRUE"), true);
    assert.equal(read("boolean", "False"), false);
    for (const text of ["1", "yes", "t", "truth", ""]) assert.equal(read("boolean", text), "unreadable");
  });

  it("reads every date of the calendar", () => {
    fc.assert(
      fc.property(fc.integer({ min: -719162, max: 2932896 }), (days) => {
        const text = new Date(days * 86_400_000).toISOString().slice(0, 10);
        assert.equal(read("date", text), days);
      }),
      { numRuns: 2000 },
    );
  });

  it("refuses days that are not in the calendar", () => {
    for (const text of [
      "2023-02-29",
      "1900-02-29",
      "2024-13-01",
      "2024-00-10",
      "2024-04-31",
      "2024-1-01",
      "20240101",
      "2024-01-01 ",
      "+2024-01-1",
    ])
      assert.equal(read("date", text), "unreadable", text);
    assert.equal(read("date", "2000-02-29"), 11016);
    assert.equal(read("date", "0000-01-01"), "out_of_range");
  });

  it("reads the day of a local midnight as it is written, and no other time", () => {
    const local = (text: string) => read("date", text, { time: "midnight" });
    const days = Date.parse("2022-01-03T00:00:00Z") / 86_400_000;
    for (const tail of [
      "",
      " 00:00:00+08:00",
      "T00:00:00-05:00",
      " 00:00:00",
      "T00:00:00.000000Z",
      " 00:00:00+18:00",
    ])
      assert.equal(local(`2022-01-03${tail}`), days, tail);
    for (const text of [
      ...["2022-01-03 00:00:01+08:00", "2022-01-03 01:00:00+08:00", "2022-01-03 00:00:00.000001Z"],
      ...["2022-01-03 00:00:00+18:01", "2022-01-03 00:00:00+0800", "2022-01-03 00:00", "2022-01-03 "],
      ...["2022-01-03 00:00:00.", "2022-01-03 00:00:00.0000000", "2022-02-29 00:00:00Z", "2022-01-0", ""],
    ])
      assert.equal(local(text), "unreadable", text);
    assert.equal(local("0000-01-01 00:00:00+00:00"), "out_of_range");
    assert.equal(local("9999-12-31 00:00:00-12:00"), 2932896);
    assert.equal(read("date", "2022-01-03 00:00:00+08:00"), "unreadable", "where the layout does not say so");
  });

  it("reads instants with and without a zone, to the microsecond", () => {
    assert.equal(read("timestamp", "2024-05-06T07:08:09"), micros("2024-05-06T07:08:09Z"));
    assert.equal(read("timestamp", "2024-05-06 07:08:09.5Z"), micros("2024-05-06T07:08:09.500Z"));
    assert.equal(read("timestamp", "2024-05-06 00:08:09+05:30"), micros("2024-05-05T18:38:09Z"));
    assert.equal(read("timestamp", "1969-12-31T23:59:59.999999"), -1n);
    assert.equal(read("timestamp", "9999-12-31T23:59:59.999999Z"), micros("9999-12-31T23:59:59Z") + 999999n);
    assert.equal(read("timestamp", "0001-01-01T00:00:00Z"), micros("0001-01-01T00:00:00Z"));
  });

  it("refuses other writings of an instant", () => {
    for (const text of [
      "2024-05-06",
      "2024-05-06T07:08",
      "2024-05-06T24:00:00",
      "2024-05-06T07:60:00",
      "2024-05-06T07:08:60",
      "2024-05-06T07:08:09.",
      "2024-05-06T07:08:09.1234567",
      "2024-05-06T07:08:09z",
      "2024-05-06T07:08:09+0530",
      "2024-05-06T07:08:09+18:01",
      "2024-05-06T07:08:09 Z",
    ])
      assert.equal(read("timestamp", text), "unreadable", text);
    assert.equal(read("timestamp", "9999-12-31T23:59:59-00:01"), "out_of_range");
  });

  it("takes the texts that mean null for null, where null may be", () => {
    assert.equal(read("double", "", { nullable: true, nulls: ["", "n/a"] }), null);
    assert.equal(read("double", "n/a", { nullable: true, nulls: ["", "n/a"] }), null);
    assert.equal(read("double", "n/a", { nulls: ["", "n/a"] }), "null");
    assert.equal(read("double", "N/A", { nullable: true, nulls: ["n/a"] }), "unreadable");
    assert.equal(read("string", "", { nullable: true }), "");
  });

  it("wants the prefix before the value and before the text for null", () => {
    assert.equal(read("int", "subject7", { prefix: "subject" }), 7);
    assert.equal(read("int", "7", { prefix: "subject" }), "unreadable");
    assert.equal(read("int", "subject", { prefix: "subject", nullable: true, nulls: [""] }), null);
  });

  it("takes the empty field of a nullable column with a prefix for null, whatever the nulls", () => {
    for (const nulls of [[""], ["-"], []])
      for (const type of ["int", "string", "decimal(9,2)"] as const) {
        assert.equal(read(type, "", { prefix: "$", nullable: true, nulls }), null);
        assert.equal(read(type, "", { prefix: "$", nulls }), "unreadable");
      }
  });
});
