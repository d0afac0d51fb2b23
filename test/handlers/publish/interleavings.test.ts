import assert from "node:assert/strict";
import { everyCall, meet, meetings, mergedMeetings, sharedCalls, threeMerged } from "./two-writers";

// The numbers of orders are there so that a test that no longer interleaves anything goes red; more orders are in
// interleavings.slow.ts.
describe("publish: several at once", () => {
  for (const meeting of [...meetings, ...mergedMeetings])
    it(`${meeting.title}, with one interruption at any call`, async () => {
      const orders = await meet(meeting, everyCall, 1);
      assert.ok(orders > 40, `only ${orders} orders`);
    });

  it(`${threeMerged.title}, with one interruption at the shared calls`, async () => {
    const orders = await meet(threeMerged, sharedCalls, 1);
    assert.ok(orders > 100, `only ${orders} orders`);
  });
});
