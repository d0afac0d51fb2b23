import assert from "node:assert/strict";
import { contentHash } from "../../../handlers/ingest/hash";

const file = { file: "A.json", size: 9, sha256: "00", records: 2 };

describe("the hash of a run's content", () => {
  it("is that of the files, in whatever order they come", () => {
    const other = { ...file, file: "B.json" };
    assert.equal(contentHash([file, other]), contentHash([other, file]));
    assert.notEqual(contentHash([file]), contentHash([other]));
  });

  it("changes when more of the same bytes is taken", () => {
    const outside = contentHash([{ ...file, leftOut: { outside: 1 } }]);
    assert.notEqual(outside, contentHash([{ ...file, records: 3, leftOut: {} }]));
    assert.notEqual(outside, contentHash([{ ...file, leftOut: { unfinished: 1 } }]));
  });
});
