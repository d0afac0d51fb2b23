import assert from "node:assert/strict";
import { compareReaders } from "./independent";

describe("values in a form", () => {
  it("are what Python's datetime, zoneinfo and decimal read, or refused by both", async () => {
    const { read, refused } = await compareReaders(1, 40);
    assert.ok(read > 9000, `${read} read`);
    assert.ok(refused > 3_000, `${refused} refused`);
  });
});
