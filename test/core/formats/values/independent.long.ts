import assert from "node:assert/strict";
import { compareReaders } from "./independent";

describe("values in a form", () => {
  it("are what Python's datetime, zoneinfo and decimal read, 800,000 times", async () => {
    const { read, refused } = await compareReaders(2, 2000);
    assert.ok(read > 500_000, `${read} read`);
    assert.ok(refused > 150_000, `${refused} refused`);
  });
});
