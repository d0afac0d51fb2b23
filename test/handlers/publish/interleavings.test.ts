import assert from "node:assert/strict";
import { everyCall, meet, meetings, mergedMeetings, sharedCalls, three, threeMerged } from "./two-writers";

// The numbers of orders are there so that a test that no longer interleaves anything goes red.
describe("publish: several at once", () => {
  for (const meeting of [...meetings, ...mergedMeetings]) {
    // Merging again makes more calls, and their orders too many for a test.
    const interruptions = mergedMeetings.includes(meeting) ? 3 : undefined;
    const which = interruptions === undefined ? "every order" : `${interruptions} interruptions`;
    it(`${meeting.title}, in ${which} of the shared calls`, async () => {
      const orders = await meet(meeting, sharedCalls, interruptions);
      assert.ok(orders > 100, `only ${orders} orders`);
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

  it(`${threeMerged.title}, with one interruption at the shared calls`, async () => {
    const orders = await meet(threeMerged, sharedCalls, 1);
    assert.ok(orders > 100, `only ${orders} orders`);
  });
});
