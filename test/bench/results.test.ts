import assert from "node:assert/strict";
import type { Finding } from "../../bench/comparisons";
import { median, type Measured } from "../../bench/measure";
import { resultsPage, type Results } from "../../bench/results";

const run = (cpu: number, peak = 80e6) => ({ cpu, system: 0, wall: cpu, peak, size: 0, files: [] });

const side = (name: string, runs: Measured["runs"], cpuRatios: readonly number[]): Measured => ({
  name,
  runs,
  cpuRatios,
  wallRatios: cpuRatios,
  failed: false,
});

function page(findings: Results["findings"]): string {
  const versions = { Node: "24.0.0" };
  return resultsPage({
    date: "2026-01-02",
    machine: "a machine",
    versions,
    recorded: false,
    notes: [],
    findings,
  });
}

describe("the benchmark's page", () => {
  const mhealth: Finding = {
    title: "mHealth, zstd",
    base: side("ours", [run(1), run(1.2), run(0.8)], []),
    others: [side("polars", [run(2), run(1), run(2)], [0.5, 1.2, 0.4]), side("duckdb", [run(1)], [0.6])],
    differences: [],
  };

  it("has the median of the pairs' ratios beside each goal, and says which are met", () => {
    const lines = page({ mhealth }).split("\n");
    assert.deepEqual(
      lines.filter((line) => line.startsWith("| mHealth")),
      [
        "| mHealth, zstd, ours / polars | 0.8 | 0.65 | 0.50 | aim met |",
        "| mHealth, zstd, ours / duckdb | 0.7 | 0.55 | 0.60 | met |",
        "| mHealth, zstd, ours / pandas | 0.55 | 0.45 |  | not measured |",
      ],
    );
  });

  it("says what differs", () => {
    const differences = ["polars and ours differ in price"];
    assert.match(
      page({ mhealth: { ...mhealth, differences } }),
      /\*\*Different answers:\*\* polars and ours differ in price\./,
    );
    assert.match(page({ mhealth }), /All sides read the same rows and values\./);
  });

  it("does not judge a side that failed", () => {
    const others = [{ ...mhealth.others[0]!, failed: true }];
    assert.match(
      page({ mhealth: { ...mhealth, others } }),
      /ours \/ polars \| 0\.8 \| 0\.65 \| {2}\| not measured/,
    );
  });

  it("takes the middle of two", () => {
    assert.equal(median([3, 1]), 2);
    assert.equal(median([3, 1, 10]), 3);
  });
});
