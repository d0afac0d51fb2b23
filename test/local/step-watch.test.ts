import assert from "node:assert/strict";
import type { Progress } from "../../core/run/ports";
import { summedLog } from "../../local/step-watch";

describe("the counts of a step of many parts", () => {
  it("are those of all its parts, whichever of them speaks", () => {
    const seen: Progress[] = [];
    const logOf = summedLog({ progress: (progress) => seen.push(progress), warn: () => undefined });
    const [first, second] = [logOf(0), logOf(1)];
    first.progress({ step: "Convert", rows: 3, bytes: 30, bad: 1 });
    second.progress({ step: "Convert", rows: 1, bytes: 10, bad: 0 });
    first.progress({ step: "Convert", rows: 5, bytes: 50, bad: 2 });
    second.progress({ step: "Convert", rows: 2, message: "last" });
    assert.deepEqual(seen.slice(1), [
      { step: "Convert", rows: 4, bytes: 40, bad: 1 },
      { step: "Convert", rows: 6, bytes: 60, bad: 2 },
      { step: "Convert", rows: 7, message: "last" },
    ]);
  });

  it("count a part once that is tried again", () => {
    const seen: Progress[] = [];
    const logOf = summedLog({ progress: (progress) => seen.push(progress), warn: () => undefined });
    logOf(0).progress({ step: "Convert", rows: 3 });
    logOf(0).progress({ step: "Convert", rows: 1 });
    assert.deepEqual(seen.at(-1), { step: "Convert", rows: 1 });
  });
});
