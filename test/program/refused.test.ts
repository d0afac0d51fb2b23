import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { Dataset } from "../../contract/dataset";
import { defineDataset } from "../../contract";
import { mhealth } from "../../datasets/mhealth";
import { loadDatasets } from "../../stack/checked-datasets";
import { runStack } from "./stacks";

/** A run that registers nothing and says why in what Pulumi prints without a stack trace. */
const isSentence = (error: unknown, ...parts: readonly RegExp[]) => {
  assert.ok(pulumi.RunError.isInstance(error), String(error));
  for (const part of parts) assert.match(error.message, part);
  return true;
};

describe("the program", function () {
  this.timeout(120_000);

  it("refuses SQL that a laptop refuses, of each data set that the stack deploys", async () => {
    const dataset: Dataset = mhealth;
    const twisted: Dataset = {
      ...dataset,
      name: "twisted",
      table: { ...dataset.table, sql: dataset.table.sql.replace("select", "select log(accel_x) as odd,") },
    };
    const ruled: Dataset = {
      ...dataset,
      name: "ruled",
      rules: [{ name: "odd", kind: "expression", sql: "id ** 2 > 0" }],
    };
    const more = { twisted, ruled };
    await assert.rejects(runStack("dev", { datasets: ["mhealth", "twisted", "ruled"] }, more), (error) =>
      isSentence(
        error,
        /^SqlNotPortable: twisted: the SQL would not be the same in Spark and DuckDB, for \d reason/,
        /log is not among the portable functions/,
        /\nSqlNotPortable: ruled: [\s\S]*rule odd: /,
      ),
    );
  });

  it("refuses data sets whose files are on a laptop, and says what to put there", async () => {
    const air: Dataset = { ...mhealth, name: "air", source: { kind: "local" } };
    await assert.rejects(runStack("dev", { datasets: ["mhealth", "air"] }, { air }), (error) =>
      isSentence(
        error,
        /^air has the source "local", .* in datasets\/air\.ts: source: \{ kind: "files", urls: /,
      ),
    );
  });

  it("says of a data set that makes no sense what is wrong with it, and nothing else", () => {
    const weather = () => defineDataset({ ...(mhealth as Dataset), maxBadRatio: 5 });
    assert.throws(
      () => loadDatasets(weather),
      (error) =>
        isSentence(
          error,
          /^InvalidDataset: data set "mhealth" has 1 fault:\n {2}maxBadRatio: 5 is not a ratio/,
        ),
    );
  });

  it("keeps the trace of a fault of the code", () => {
    const fault = new TypeError("x is not a function");
    assert.throws(
      () =>
        loadDatasets(() => {
          throw fault;
        }),
      (error) => error === fault,
    );
  });
});
