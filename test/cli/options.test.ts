import assert from "node:assert/strict";
import { parseInstant, parseUrl } from "../../cli/options";

describe("the options of the command", () => {
  it("take a time with a zone, or a day for its beginning in UTC", () => {
    assert.equal(parseInstant("2021-06-30"), "2021-06-30T00:00:00.000Z");
    assert.equal(parseInstant("2021-06-30T01:30+09:00"), "2021-06-29T16:30:00.000Z");
    assert.equal(parseInstant("2021-06-30T01:30:15.5Z"), "2021-06-30T01:30:15.500Z");
  });

  it("take no time that is none, has no zone, or is in the future", () => {
    for (const text of [
      "2021-02-30",
      "2021-02-30T00:00Z",
      "2021-06-30T25:00Z",
      "2021-06-30T01:30",
      "now",
      "",
    ])
      assert.throws(() => parseInstant(text), /with a zone/, text);
    assert.throws(() => parseInstant("9999-01-01"), /in the future/);
  });

  it("take an address over http on this machine alone", () => {
    for (const url of ["https://e.org/x", "http://localhost:8080", "http://127.0.0.1:1", "http://[::1]:1/"])
      assert.equal(parseUrl(url), url);
    for (const url of [
      "http://e.org",
      "http://127.0.0.1.e.org",
      "http://localhost.e.org",
      "ftp://localhost",
      "e.org",
    ])
      assert.throws(() => parseUrl(url), /https:\/\//, url);
  });
});
