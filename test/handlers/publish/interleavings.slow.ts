import assert from "node:assert/strict";
import { meet, meetAtConflicts, meetings, sharedCalls, three } from "./two-writers";

// What comes to the same is left out by what the calls touch, and not by what somebody thinks of them (sharedCalls).
describe("publish: several at once, with three interruptions", () => {
  for (const meeting of meetings) {
    it(`${meeting.title}, at any call`, async () => {
      const orders = await meetAtConflicts(meeting, 3);
      assert.ok(orders > 80, `only ${orders} orders`);
    });
  }

  it(`${three.title}, at the shared calls`, async () => {
    const orders = await meet(three, sharedCalls, 3);
    assert.ok(orders > 3_000, `only ${orders} orders`);
  });
});
