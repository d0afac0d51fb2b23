import assert from "node:assert/strict";
import { everyCall, meet, meetings, sharedCalls, three } from "./two-writers";

describe("publish: several at once, with three interruptions", () => {
  for (const meeting of meetings) {
    it(`${meeting.title}, at any call`, async () => {
      const orders = await meet(meeting, everyCall, 3);
      assert.ok(orders > 8_000, `only ${orders} orders`);
    });
  }

  it(`${three.title}, at the shared calls`, async () => {
    const orders = await meet(three, sharedCalls, 3);
    assert.ok(orders > 3_000, `only ${orders} orders`);
  });
});
