import assert from "node:assert/strict";
import { everyCall, meet, meetings, sharedCalls, three } from "./two-writers";

// The numbers of orders are there so that a test that no longer interleaves anything goes red.
describe("publish: several at once", () => {
  for (const meeting of meetings) {
    it(`${meeting.title}, in every order of the shared calls`, async () => {
      const orders = await meet(meeting, sharedCalls);
      assert.ok(orders > 150, `only ${orders} orders`);
    });

    it(`${meeting.title}, with one interruption at any call`, async () => {
      const orders = await meet(meeting, everyCall, 1);
      assert.ok(orders > 40, `only ${orders} orders`);
    });
  }

  it(`${three.title}, with two interruptions at the shared calls`, async () => {
    const orders = await meet(three, sharedCalls, 2);
    assert.ok(orders > 700, `only ${orders} orders`);
  });
});
