import assert from "node:assert/strict";
import { loadFailure } from "../../../handlers/load/load-failures";

describe("a failed load", () => {
  const sent = { what: "transaction", steps: ["copy", "rows", "insert"] } as const;
  const message = (progress: Parameters<typeof loadFailure>[2]) =>
    loadFailure("prices", sent, progress, 6).message;

  it("says how many rows the warehouse read instead of those published", () => {
    const differs = (rows: readonly number[]) =>
      message({ status: "failed", failed: 2, error: "division by zero", rows, answers: false });
    assert.match(
      differs([5]),
      /^prices: the warehouse read 5 rows and the run published 6, so the files have changed since\./,
    );
    assert.match(differs([1]), /read 1 row and the run published 6,/);
    assert.match(differs([-1]), /read another number of rows and the run published 6,/);
  });

  it("says which statement failed, why, and what to do", () => {
    assert.equal(
      message({ status: "failed", failed: 3, error: "disk full", rows: [], answers: false }),
      "prices: the warehouse failed to put the new rows in their place (INSERT) (disk full). Fix the cause it names. " +
        "The table is as it was. Then start a run: it loads what is published, changed or not.",
    );
  });
});
