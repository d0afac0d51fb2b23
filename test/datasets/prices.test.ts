import assert from "node:assert/strict";
import { planLayouts } from "../../contract";
import { prices } from "../../datasets/prices";

const symbolOf = (path: string) =>
  planLayouts(prices)
    .map(({ files }) => new RegExp(files).exec(path)?.groups?.["symbol"])
    .find((symbol) => symbol !== undefined);

describe("the files of prices", () => {
  for (const [path, symbol] of [
    ["AAPL_2000_2025_adjusted.csv", "AAPL"],
    ["GC_F_2000_2025_adjusted.csv", "GC_F"],
    ["daily-csv/7203.T_2016_2020.csv", "7203.T"],
    ["a_b/HMC_2015_2020.csv", "HMC"],
  ] as const)
    it(`say that ${path} is of ${symbol}`, () => assert.equal(symbolOf(path), symbol));

  it("are not all files with a name in them", () =>
    assert.equal(symbolOf("notes about AAPL.csv"), undefined));
});
