import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AnalysisDocument } from "../../local/analysis-document";
import { golden } from "../golden";
import { dataFlow } from "./command";

describe("data-flow analyze", function () {
  let home = "";
  before(async () => {
    home = await mkdtemp(join(tmpdir(), "data-flow-"));
    // So few that the windows of 250 and all are short, and that of 60 is full.
    const { code, stdout } = await dataFlow(home, "run", "prices", "--rows", "450", "--date", "2025-07-01");
    assert.equal(code, 0);
    assert.match(stdout, /Try next:[^]*analyze prices {3}#/);
  });
  after(() => rm(home, { recursive: true, force: true }));

  it("shows the generated sample as it always does", async () => {
    const { code, stdout, stderr } = await dataFlow(home, "analyze", "prices");
    assert.deepEqual([code, stderr], [0, ""]);
    golden("test/golden/cli/analyze-prices.txt", stdout);
    assert.ok(
      Math.max(...stdout.split("\n").map(({ length }) => length)) <= 100,
      "the text is wider than a screen",
    );
  });

  it("prints one document with --json, and what people read elsewhere", async () => {
    const { code, stdout, stderr } = await dataFlow(home, "analyze", "prices", "--json");
    assert.equal(code, 0);
    const { dataset, generated, rows } = JSON.parse(stdout) as AnalysisDocument;
    assert.deepEqual([dataset, generated, rows.length], ["prices", true, 9]);
    assert.deepEqual(
      rows
        .slice(0, 3)
        .map(({ symbol, window_name, status, returns }) => [symbol, window_name, status, returns]),
      [
        ["GEN-PAYER", "60", "ok", 60],
        ["GEN-PAYER", "250", "ok", 149],
        ["GEN-PAYER", "all", "ok", 149],
      ],
    );
    assert.match(stderr, /GENERATED/);
  });

  it("shows the window that is asked for", async () => {
    const { code, stdout } = await dataFlow(home, "analyze", "prices", "--window", "60", "--json");
    assert.equal(code, 0);
    const { rows } = JSON.parse(stdout) as AnalysisDocument;
    assert.deepEqual(
      rows.map(({ window_name }) => window_name),
      ["60", "60", "60"],
    );
  });

  it("exits 1 before anything is published", async () => {
    const { code, stdout, stderr } = await dataFlow(join(home, "empty"), "analyze", "prices", "--json");
    assert.equal(code, 1);
    assert.equal((JSON.parse(stdout) as { error: { name: string } }).error.name, "NothingPublished");
    assert.match(
      stderr,
      /^NothingPublished: prices is not published yet: run `npm run data-flow -- run prices`/,
    );
  });

  for (const [what, args, expected] of [
    [
      "an unknown data set",
      ["pricse"],
      /has that name \(did you mean prices\?\)\. Data sets: (\w+, )*prices\b/,
    ],
    ["a data set without an analysis", ["mhealth"], /mhealth has no returns to analyse/],
    ["a window that is none", ["prices", "--window", "30"], /Allowed choices are 60, 250, all/],
  ] as const)
    it(`exits 2 with a sentence for ${what}`, async () => {
      const { code, stderr } = await dataFlow(home, "analyze", ...args);
      assert.equal(code, 2);
      assert.match(stderr, expected);
    });
});
