import assert from "node:assert/strict";
import fc from "fast-check";
import type { ValueForm } from "../../../../contract/formats";
import { linesOf } from "../../../../contract/formats/date-pattern";
import { parseTimestamp, type Instant } from "../../../../core/formats/values/dates";
import { makeMomentReader } from "../../../../core/formats/values/written-dates";
import { readValue } from "./read-value";

const micros = (iso: string) => BigInt(Date.parse(iso)) * 1000n;
const days = (iso: string) => Date.parse(`${iso}T00:00:00Z`) / 86_400_000;

function timestamps(form: ValueForm, texts: Readonly<Record<string, string | bigint>>) {
  for (const [text, value] of Object.entries(texts)) {
    const isReason = typeof value === "string" && /^[a-z_]+$/.test(value);
    const expected = typeof value === "bigint" || isReason ? value : micros(value);
    assert.equal(readValue("timestamp", text, { form }), expected, text);
  }
}
function dates(form: ValueForm, texts: Readonly<Record<string, string>>, more = {}) {
  for (const [text, value] of Object.entries(texts)) {
    const expected = /^\d/.test(value) ? days(value) : value;
    assert.equal(readValue("date", text, { form, ...more }), expected, text);
  }
}

describe("dates in a form", () => {
  it("have as many digits as letters, or one or two for one letter", () => {
    dates(
      { dates: ["dd/MM/yyyy"] },
      {
        ...{ "31/12/2024": "2024-12-31", "29/02/2024": "2024-02-29", "01/01/0001": "0001-01-01" },
        ...{ "1/12/2024": "unreadable", "29/02/2023": "unreadable", "12/31/2024": "unreadable" },
        ...{ "31/12/24": "unreadable", "31/12/20245": "unreadable", " 31/12/2024": "unreadable" },
        ...{ "01/01/0000": "out_of_range", "2024-12-31": "unreadable", "31/12/2024 ": "unreadable" },
      },
    );
    dates(
      { dates: ["d.M.yyyy"] },
      {
        "1.2.2024": "2024-02-01",
        "01.02.2024": "2024-02-01",
        "31.4.2024": "unreadable",
        "001.2.2024": "unreadable",
      },
    );
  });

  it("have English months and weekdays in any case, and the weekday is right", () => {
    dates(
      { dates: ["d-MMM-yyyy", "MMMM d, yyyy", "EEE d MMM yyyy", "EEEE, yyyy-MM-dd"] },
      {
        ...{ "1-may-2024": "2024-05-01", "01-MAY-2024": "2024-05-01", "May 1, 2024": "2024-05-01" },
        ...{
          "SEPTEMBER 30, 2024": "2024-09-30",
          "1-Sept-2024": "unreadable",
          "1-September-2024": "unreadable",
        },
        ...{ "Fri 29 Nov 2024": "2024-11-29", "Thu 29 Nov 2024": "unreadable", "1-Mai-2024": "unreadable" },
        ...{ "friday, 2024-11-29": "2024-11-29", "Fri, 2024-11-29": "unreadable" },
      },
    );
  });

  it("of two digits of a year are in the hundred years from the pivot on", () => {
    dates({ dates: ["dd/MM/yy"], pivot: 1970 }, { "01/01/70": "1970-01-01", "01/01/69": "2069-01-01" });
    dates(
      { dates: ["yyMMdd"], pivot: 1925 },
      { "250101": "1925-01-01", "240229": "2024-02-29", "000101": "2000-01-01" },
    );
  });

  it("without a day are the first of the month, without a month the first of the year", () => {
    dates(
      { dates: ["yyyy-MM", "yyyy"] },
      { "2024-03": "2024-03-01", "2024": "2024-01-01", "2024-13": "unreadable" },
    );
  });

  it("have optional parts, letters in quotes and other characters as they are", () => {
    dates(
      { dates: ["yyyy'y'[ M'm'[ d'd']]", "yyyy年M月d日"] },
      {
        "2024y": "2024-01-01",
        "2024y 3m": "2024-03-01",
        "2024y 3m 9d": "2024-03-09",
        "2024年3月9日": "2024-03-09",
        "2024y 9d": "unreadable",
      },
    );
    dates({ dates: ["yyyy''MM''dd"] }, { "2024'03'09": "2024-03-09" });
  });

  it("may have a time of midnight where the contract says so", () => {
    dates(
      { dates: ["M/d/yyyy h:mm:ss a[ XXX]", "iso"] },
      {
        ...{ "1/2/2024 12:00:00 AM": "2024-01-02", "1/2/2024 12:00:00 AM +09:00": "2024-01-02" },
        ...{ "1/2/2024 12:00:00 PM": "unreadable", "1/2/2024 12:00:01 AM": "unreadable" },
        ...{
          "2024-01-02": "2024-01-02",
          "2024-01-02T00:00:00": "2024-01-02",
          "2024-01-02T01:00:00": "unreadable",
        },
      },
      { time: "midnight" },
    );
    const epoch = { time: "midnight" as const };
    dates(
      { dates: ["epoch ms"] },
      { "86400000": "1970-01-02", "86400001": "unreadable", "-86400000": "1969-12-31" },
      epoch,
    );
    dates(
      { dates: ["epoch s"], zone: "Asia/Tokyo" },
      { "54000": "1970-01-02", "86400": "unreadable" },
      epoch,
    );
  });
});

describe("timestamps in a form", () => {
  it("have what the pattern says, and midnight without a time", () => {
    timestamps(
      { dates: ["dd/MM/yyyy[ HH:mm[:ss[.SSS]]]", "d/M/yyyy h a"] },
      {
        ...{ "31/12/2024": "2024-12-31T00:00:00Z", "31/12/2024 23:59": "2024-12-31T23:59:00Z" },
        ...{
          "31/12/2024 23:59:58": "2024-12-31T23:59:58Z",
          "31/12/2024 23:59:58.5": "2024-12-31T23:59:58.500Z",
        },
        ...{
          "31/12/2024 24:00": "unreadable",
          "31/12/2024 23:60": "unreadable",
          "31/12/2024 23:59:60": "unreadable",
        },
        ...{ "1/1/2024 12 am": "2024-01-01T00:00:00Z", "1/1/2024 12 PM": "2024-01-01T12:00:00Z" },
        ...{
          "1/1/2024 1 pm": "2024-01-01T13:00:00Z",
          "1/1/2024 13 pm": "unreadable",
          "1/1/2024 0 am": "unreadable",
        },
        "31/12/2024 23:59:58.1234": "unreadable",
      },
    );
  });

  it("as PostgreSQL writes them, cut to the microsecond", () => {
    timestamps(
      { dates: ["yyyy-MM-dd HH:mm:ss[.SSSSSSSSS][X]"] },
      {
        ...{
          "2024-01-01 00:00:00+00": "2024-01-01T00:00:00Z",
          "2024-01-01 00:00:00+0000": "2024-01-01T00:00:00Z",
        },
        ...{ "2024-01-01 00:00:00.123456789": micros("2024-01-01T00:00:00Z") + 123456n },
        ...{ "1969-12-31 23:59:59.999999999": -1n, "2024-01-01 05:30:00+0530": "2024-01-01T00:00:00Z" },
        ...{ "2024-01-01 00:00:00Z": "2024-01-01T00:00:00Z", "2024-01-01 00:00:00+00:00": "unreadable" },
        ...{ "2024-01-01 00:00:00+19": "unreadable", "2024-01-01 00:00:00+0060": "unreadable" },
      },
    );
  });

  it("have the offset that the letters say", () => {
    const at = "2024-01-01 09:00";
    const utc = "2024-01-01T00:00:00Z";
    timestamps(
      { dates: ["yyyy-MM-dd HH:mmX"] },
      { [`${at}+09`]: utc, [`${at}+0900`]: utc, [`${at}+09:00`]: "unreadable" },
    );
    timestamps(
      { dates: ["yyyy-MM-dd HH:mmXX"] },
      { [`${at}+0900`]: utc, [`${at}+09`]: "unreadable", "2024-01-01 00:00Z": utc },
    );
    timestamps(
      { dates: ["yyyy-MM-dd HH:mmXXX"] },
      { [`${at}+09:00`]: utc, [`${at}+0900`]: "unreadable", [at]: "unreadable" },
    );
    timestamps(
      { dates: ["yyyy-MM-dd HH:mm Z"] },
      { [`${at} +0900`]: utc, "2024-01-01 00:00 Z": "unreadable" },
    );
  });

  it("count seconds, milliseconds or microseconds since 1970", () => {
    timestamps(
      { dates: ["epoch s"] },
      {
        "0": 0n,
        "1.5": 1_500_000n,
        "-1": -1_000_000n,
        "-0.5": -500_000n,
        "-0": 0n,
        "1.0000019": 1_000_001n,
        "-1.0000019": -1_000_001n,
      },
    );
    timestamps(
      { dates: ["epoch s"] },
      { "253402300799": 253402300799_000_000n, "253402300800": "out_of_range" },
    );
    timestamps({ dates: ["epoch ms"] }, { "1500": 1_500_000n, "-1": -1000n, "1.5": 1500n, "7": 7000n });
    timestamps(
      { dates: ["epoch us"] },
      { "253402300799999999": 253402300799_999_999n, "-1": -1n, "1.9": 1n },
    );
    timestamps(
      { dates: ["epoch us"] },
      { "": "unreadable", "-": "unreadable", "1e3": "unreadable", "+1": "unreadable", "1.": "unreadable" },
    );
  });

  it("of years outside 1 to 9999 are out of range", () => {
    timestamps(
      { dates: ["yyyy-MM-dd HH:mmXXX"] },
      {
        "0001-01-01 00:00+00:01": "out_of_range",
        "9999-12-31 23:59-00:01": "out_of_range",
        "0000-06-01 00:00Z": "out_of_range",
      },
    );
    timestamps({ zone: "Asia/Tokyo" }, { "0001-01-01 00:00:00": "out_of_range" });
  });

  it("are local times of a zone, unless they have an offset", () => {
    timestamps(
      { zone: "America/New_York" },
      {
        ...{ "2024-01-01 00:00:00": "2024-01-01T05:00:00Z", "2024-07-01 00:00:00": "2024-07-01T04:00:00Z" },
        ...{
          "2024-07-01 00:00:00Z": "2024-07-01T00:00:00Z",
          "2024-07-01T00:00:00+02:00": "2024-06-30T22:00:00Z",
        },
        ...{ "2024-03-10 01:59:59": "2024-03-10T06:59:59Z", "2024-03-10 03:00:00": "2024-03-10T07:00:00Z" },
        ...{ "2024-03-10 02:00:00": "time_skipped", "2024-03-10 02:59:59.5": "time_skipped" },
        ...{ "2024-11-03 00:59:59": "2024-11-03T04:59:59Z", "2024-11-03 02:00:00": "2024-11-03T07:00:00Z" },
        ...{ "2024-11-03 01:00:00": "time_twice", "2024-11-03 01:59:59": "time_twice" },
        // The clocks of the zone's city before there were zones.
        "1880-01-01 00:00:00": "1880-01-01T04:56:02Z",
      },
    );
    timestamps(
      { zone: "Pacific/Apia" },
      { "2011-12-30 12:00:00": "time_skipped", "2011-12-31 00:00:00": "2011-12-30T10:00:00Z" },
    );
  });

  it("that a zone has twice or skips are what the contract says", () => {
    const zone = "America/New_York";
    timestamps(
      { zone, twice: "earlier", skipped: "earlier" },
      { "2024-11-03 01:30:00": "2024-11-03T05:30:00Z", "2024-03-10 02:30:00": "2024-03-10T06:30:00Z" },
    );
    timestamps(
      { zone, twice: "later", skipped: "later" },
      { "2024-11-03 01:30:00": "2024-11-03T06:30:00Z", "2024-03-10 02:30:00": "2024-03-10T07:30:00Z" },
    );
  });

  it("in the strict form are the same by a pattern", () => {
    const read = makeMomentReader({ type: "timestamp", form: { dates: ["iso"] } });
    const piece = fc.oneof(
      {
        weight: 5,
        arbitrary: fc
          .date({ min: new Date(-6e13), max: new Date(2e14), noInvalidDate: true })
          .map((at) => at.toISOString()),
      },
      fc.constantFrom("2024-02-30T00:00:00", "2024-02-29 23:59:59", "0000-01-01T00:00:00Z", "2024-02-29"),
    );
    const tail = fc.constantFrom(
      "",
      "Z",
      "+01:00",
      "-18:00",
      "+18:01",
      "+0100",
      ".5",
      ".1234567",
      "z",
      " ",
      "+01:60",
    );
    const [strict, written]: [Instant, Instant] = [
      { seconds: 0, micros: 0 },
      { seconds: 0, micros: 0 },
    ];
    fc.assert(
      fc.property(piece, fc.nat(5), tail, (text, cut, end) => {
        const bytes = Buffer.from(text.slice(0, text.length - cut) + end);
        parseTimestamp(bytes, 0, bytes.length, strict);
        const fault = read(bytes, 0, bytes.length, written);
        const reason = Number.isFinite(strict.seconds)
          ? undefined
          : Number.isNaN(strict.seconds)
            ? "unreadable"
            : "out_of_range";
        assert.equal(fault, reason, bytes.toString());
        if (!fault) assert.deepEqual(written, strict, bytes.toString());
      }),
      { numRuns: 3000 },
    );
  });

  it("have a bounded number of lines", () => {
    assert.equal((linesOf("yyyy[-MM[-dd]]", "date") as readonly unknown[]).length, 3);
  });
});
