import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { copyCheckout } from "./checkout";
import { runProgram } from "./run";

describe("a faulty data set under Pulumi's own runner", function () {
  this.timeout(600_000);
  let folder: string;
  let text: string;

  before(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "data-flow-refused-")));
    copyCheckout(process.cwd(), folder);
    text = readFileSync(join(folder, "datasets", "mhealth.ts"), "utf8");
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const [what, from, to, said] of [
    [
      "that makes no sense",
      /maxBadRatio: [\d.]+/,
      "maxBadRatio: 5",
      'InvalidDataset: data set "mhealth" has 1 fault:\n  maxBadRatio: 5 is not a ratio; give a number from 0 (none) to 1 (all)',
    ],
    [
      "whose SQL a laptop refuses",
      /select\n/,
      "select log(_row) as rows,\n",
      "SqlNotPortable: mhealth: the SQL would not be the same in Spark and DuckDB, for 1 reason; docs/sql.md lists what may " +
        "be used:\n  line 1, column 8: log is not among the portable functions (natural in Spark, base ten in DuckDB; use ln or log10)",
    ],
  ] as const)
    it(`${what} ends a preview with that sentence alone, and with no resource`, async () => {
      const broken = text.replace(from, to);
      assert.notEqual(broken, text);
      writeFileSync(join(folder, "datasets", "mhealth.ts"), broken);
      const config = { datasets: ["mhealth"] };
      const run = await runProgram({ stack: "dev", root: folder, config, dryRun: true, seconds: 300 });
      assert.ok(!run.killed && run.exitCode !== 0);
      assert.deepEqual(
        run.diagnostics.map(({ severity, message }) => [severity, message.trim()]),
        [["error", said]],
      );
      assert.deepEqual(
        run.resources.map(({ type }) => type),
        ["pulumi:pulumi:Stack"],
      );
    });
});
