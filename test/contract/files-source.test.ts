import assert from "node:assert/strict";
import type { FilesSource } from "../../contract";
import { datasetFaults } from "../../contract/define";
import { credentialsOf, sourceKind } from "../../contract/sources";
import { addressOn } from "../../contract/sources/dated-address";
import { prices } from "../../datasets/prices";
import { air } from "../local/files-world";

const url = "https://e.org/{date}.csv";
const of = (source: Partial<FilesSource>): FilesSource => ({ kind: "files", urls: [url], ...source });
const faultsOf = (source: Partial<FilesSource>, mode?: "replace") =>
  datasetFaults({
    ...air(of({})),
    source: of(source),
    ...(mode ? { table: { ...air(of({})).table, mode } } : {}),
  });

const secret = { secret: "KEY" };
const cases: readonly (readonly [what: string, source: Partial<FilesSource>, at: string, RegExp])[] = [
  ["no address", { urls: [] }, "source.urls", /at least one/],
  ["an address that is none", { urls: ["e.org/a.csv"] }, "source.urls[0]", /not a URL/],
  [
    "a date outside an address",
    { query: { day: { text: "{date:yyyyMMdd}" } } },
    "source.query.day",
    /write it in urls/,
  ],
  ["an address over http", { urls: ["http://e.org/a.csv"] }, "source.urls[0]", /write https/],
  [
    "a password in the address",
    { urls: ["https://u:p@e.org/a.csv"] },
    "source.urls[0]",
    /by "headers", from a secret/,
  ],
  ["an address without a name", { urls: ["https://e.org/?a=b"] }, "source.urls[0]", /#name\.csv/],
  ["a name that is a path", { urls: ["https://e.org/a#../b"] }, "source.urls[0]", /plain name/],
  ["an address twice", { urls: [url, url] }, "source.urls[1]", /as "https:\/\/e\.org\/\{date\}\.csv" does/],
  [
    "two files of one name, once unpacked",
    { urls: ["https://e.org/1/a.csv", "https://e.org/2/a.csv.gz"] },
    "source.urls[1]",
    /"a\.csv\.gz".*#name\.csv/,
  ],
  [
    "another word in braces",
    { urls: ["https://e.org/{month}.csv"] },
    "source.urls[0]",
    /"\{month\}".*\{date\}/,
  ],
  ["letters that are no date", { urls: ["https://e.org/{date:yyyyDDD}.csv"] }, "source.urls[0]", /has "DDD"/],
  [
    "a quote that does not end",
    { urls: ["https://e.org/{date:yyyy'Q}.csv"] },
    "source.urls[0]",
    /quote that does not end/,
  ],
  ["a lonely brace", { urls: ["https://e.org/{date.csv"] }, "source.urls[0]", /partner/],
  [
    "a day without its month",
    { urls: ["https://e.org/{date:yyyydd}.csv"] },
    "source.urls[0]",
    /year, month and day/,
  ],
  ["a month without its year", { urls: ["https://e.org/{date:MM}.csv"] }, "source.urls[0]", /year and month/],
  ["a date in the host", { urls: ["https://{date:yyyy}.e.org/a.csv"] }, "source.urls[0]", /host/],
  [
    "a date in the name alone",
    { urls: ["https://e.org/{date:yyyy}#{date}.csv"] },
    "source.urls[0]",
    /behind the #/,
  ],
  ["a look-back of no days", { lookback: 0 }, "source.lookback", /from 1 to 366/],
  [
    "a look-back without a date",
    { urls: ["https://e.org/a.csv"], lookback: 2 },
    "source.lookback",
    /no address has/,
  ],
  [
    "missing days without a date",
    { urls: ["https://e.org/a.csv"], missing: "skip" },
    "source.missing",
    /leave it out/,
  ],
  [
    "a header that is none",
    { headers: { "a b": secret } },
    'source.headers["a b"]',
    /not the name of a header/,
  ],
  ["a header of the program", { headers: { Range: secret } }, "source.headers.Range", /sets itself/],
  ["a header twice", { headers: { a: secret, A: secret } }, "source.headers.A", /twice/],
  ["a header of two lines", { headers: { a: { text: "a\nb" } } }, "source.headers.a", /ASCII/],
  [
    "a secret without a name",
    { query: { k: { secret: "a b" } } },
    "source.query.k.secret",
    /such as API_KEY/,
  ],
  [
    "secrets for two origins",
    { urls: ["https://e.org/a.csv", "https://f.org/b.csv"], query: { k: secret } },
    "source.urls",
    /https:\/\/e\.org and https:\/\/f\.org/,
  ],
  ["empty terms", { terms: " " }, "source.terms", /must accept/],
];

describe("a source of files in a contract", () => {
  for (const [what, source, at, message] of cases)
    it(`is refused with ${what}`, () => {
      const faults = faultsOf(source);
      assert.deepEqual(
        faults.map((fault) => fault.path),
        [at],
      );
      assert.match(faults[0]!.message, message);
    });

  it("is refused with a look-back where the table is replaced; a day's file alone may replace it", () => {
    const [fault, ...others] = faultsOf({ lookback: 3 }, "replace");
    assert.deepEqual([fault?.path, others], ["table.mode", []]);
    assert.match(fault!.message, /the table would be the last days only.*write "upsert"/);
    assert.deepEqual(faultsOf({}, "replace"), []);
  });

  it("may have names behind its addresses, and secrets, prefixes and plain values", () => {
    const faults = faultsOf({
      urls: ["https://e.org/?region=1#north.csv", "https://e.org/?region=2#south.csv"],
      headers: { Authorization: { secret: "KEY", prefix: "Bearer " }, Accept: { text: "text/csv" } },
      query: { format: { text: "ü" }, key: secret },
    });
    assert.deepEqual(faults, []);
  });

  it("reads the secrets that it names, each once; a single one may be bare in a stack's secret", () => {
    const one = credentialsOf(of({ headers: { a: secret }, query: { b: secret } }));
    assert.deepEqual(one, { service: "e.org", secrets: [{ name: "KEY" }], token: "KEY", required: true });
    const two = credentialsOf(of({ headers: { a: secret }, query: { b: { secret: "OTHER" } } }));
    assert.deepEqual([two?.secrets, two?.token], [[{ name: "KEY" }, { name: "OTHER" }], undefined]);
    assert.equal(credentialsOf(of({ headers: { a: { text: "b" } } })), undefined);
  });

  it("is described on the data set's page", () => {
    const source = of({ lookback: 3, missing: "skip", query: { key: secret }, terms: "Ask first." });
    assert.equal(
      sourceKind(source).inWords(source),
      [
        "Files at `https://e.org/{date}.csv`",
        "- Asked for again: the 3 days before the run's date",
        "- A missing file of a day is skipped",
        "- Secrets: `KEY`",
        "- Terms, which you must accept first: Ask first.",
      ].join("\n"),
    );
  });

  for (const [pattern, expected] of [
    ["{date}", "2026-03-09"],
    ["{date:yyyyMMdd}", "20260309"],
    ["{date:d.M.yy}", "9.3.26"],
    ["{date:yyyy'Q'''/MM}/{date:dd}", "2026Q'/03/09"],
  ] as const)
    it(`writes ${pattern} as ${expected}`, () => assert.equal(addressOn(pattern, "2026-03-09"), expected));
});

describe("a kind of source that was renamed", () => {
  it("is refused by its old name, with the new one", () => {
    assert.deepEqual(datasetFaults({ ...prices, source: { ...prices.source, kind: "http" } }), [
      { path: "source.kind", message: '"http" is now "chart-api"; write that' },
    ]);
  });
});

describe("a source whose answers have one format", () => {
  it("is refused if no layout reads it", () => {
    const layouts = prices.layouts.filter(({ format }) => format !== "yahoo-chart");
    const faults = datasetFaults({ ...prices, layouts, sample: undefined });
    assert.ok(
      faults.some(
        ({ path, message }) =>
          path === "layouts" &&
          /fit no answer of the source "yahoo"; add one with format: "yahoo-chart"/.test(message),
      ),
      JSON.stringify(faults),
    );
  });
});
