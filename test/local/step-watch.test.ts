import assert from "node:assert/strict";
import type { Progress } from "../../core/run/ports";
import { summedLog } from "../../local/step-watch";

describe("the counts of a step of many parts", () => {
  it("are those of the parts before and of the part at work", () => {
    const seen: Progress[] = [];
    const log = summedLog({ progress: (progress) => seen.push(progress), warn: () => undefined });
    log.progress({ step: "Convert", rows: 3, bytes: 30, bad: 1 });
    log.progress({ step: "Convert", rows: 5, bytes: 50, bad: 2 });
    log.endPart();
    log.progress({ step: "Convert", rows: 1, bytes: 10, bad: 0 });
    log.endPart();
    log.progress({ step: "Convert", rows: 1, message: "last" });
    assert.deepEqual(seen.slice(2), [
      { step: "Convert", rows: 6, bytes: 60, bad: 2 },
      { step: "Convert", rows: 7, message: "last" },
    ]);
  });
});
