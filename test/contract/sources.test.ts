import assert from "node:assert/strict";
import { planLayouts } from "../../contract";
import type { ChartLayout } from "../../contract/formats";
import { datasetFaults } from "../../contract/define";
import { prices } from "../../datasets/prices";
import { mhealth } from "../../datasets/mhealth";

type Loose = Record<string, unknown>;

/** Paths and messages of the faults of `prices` with one place changed. */
function faultsWith(path: readonly (string | number)[], value: unknown) {
  const copy = structuredClone(prices) as unknown as Loose;
  let inner = copy;
  for (const step of path.slice(0, -1)) inner = inner[step] as Loose;
  inner[path.at(-1)!] = value;
  return datasetFaults(copy);
}

const chartApi = {
  kind: "chart-api",
  url: "https://e.org/{symbol}?a={from}&b={to}",
  symbols: ["A"],
  lookback: 1,
  maxFailedRatio: 0,
};
const cases: readonly (readonly [
  what: string,
  path: readonly (string | number)[],
  value: unknown,
  at: string,
  RegExp,
])[] = [
  ["a source by symbol that replaces", ["table", "mode"], "replace", "table.mode", /write "upsert"/],
  ["no symbol", ["source", "symbols"], [], "source.symbols", /at least one/],
  [
    "a symbol that is part of no address",
    ["source", "symbols", 0],
    "a/b",
    "source.symbols[0]",
    /not a symbol/,
  ],
  ["a symbol twice", ["source", "symbols", 0], "MSFT", "source.symbols[1]", /twice/],
  ["a look-back of no days", ["source", "lookback"], 0, "source.lookback", /from 1/],
  ["a share above one", ["source", "maxFailedRatio"], 2, "source.maxFailedRatio", /0 \(none\) to 1/],
  ["empty terms", ["source", "terms"], " ", "source.terms", /must accept/],
  [
    "an address without the symbol",
    ["source"],
    { ...chartApi, url: "https://e.org/{from}/{to}" },
    "source.url",
    /\{symbol\}/,
  ],
  [
    "an address that is none",
    ["source"],
    { ...chartApi, url: "{symbol}{from}{to}" },
    "source.url",
    /not a URL/,
  ],
  [
    "an address over http",
    ["source"],
    { ...chartApi, url: "http://e.org/{symbol}?a={from}&b={to}" },
    "source.url",
    /write https/,
  ],
  [
    "an address over http whose host only looks like this machine",
    ["source"],
    { ...chartApi, url: "http://127.0.0.1.e.org/{symbol}?a={from}&b={to}" },
    "source.url",
    /write https/,
  ],
  ["a format that there is not", ["layouts", 0, "format"], "yahoo", "layouts[0].format", /not known/],
  [
    "a field that a bar has not",
    ["layouts", 0, "columns", "open"],
    { chart: "opem" },
    "layouts[0].columns.open.chart",
    /not known/,
  ],
  [
    "a header in a document",
    ["layouts", 0, "columns", "open"],
    { header: "open" },
    "layouts[0].columns.open",
    /"chart"/,
  ],
  ["a delimiter in a document", ["layouts", 0, "delimiter"], ",", "layouts[0].delimiter", /not known/],
  ["a sample in a CSV layout", ["sample", "layout"], "daily_csv", "sample.layout", /yahoo-chart/],
  ["a sample until no day", ["sample", "until"], "2025-02-30", "sample.until", /YYYY-MM-DD/],
  ["a holiday that is none", ["sample", "holidays", 0], "13-01", "sample.holidays[0]", /MM-DD/],
  ["a walk too wild", ["sample", "series", 0, "scale"], 0.5, "sample.series[0].scale", /too large/],
  [
    "a dividend of all",
    ["sample", "series", 1, "dividend", "yield"],
    1,
    "sample.series[1].dividend.yield",
    /share/,
  ],
];

describe("a source by symbol and its documents", () => {
  for (const [what, path, value, at, message] of cases)
    it(`is refused with ${what}`, () => {
      const faults = faultsWith(path, value);
      assert.deepEqual(
        faults.map((fault) => fault.path),
        [at],
      );
      assert.match(faults[0]!.message, message);
    });

  it("may be another address of the same shape", () =>
    assert.deepEqual(faultsWith(["source"], chartApi), []));

  it("may be converted by Spark", () => assert.deepEqual(faultsWith(["convert"], "spark"), []));

  it("is read as records without a header, by the fields' numbers", () => {
    const [layout] = planLayouts(prices) as ChartLayout[];
    assert.deepEqual(
      [layout!.format, layout!.header, layout!.fields, layout!.columns[1]!.from],
      ["yahoo-chart", false, 11, { field: 1 }],
    );
  });

  it("has no place where only CSV files are", () => {
    assert.ok(planLayouts(mhealth).every((layout) => !("format" in layout)));
  });
});
