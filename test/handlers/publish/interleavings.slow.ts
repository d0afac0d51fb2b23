import assert from "node:assert/strict";
import { meet, meetAtConflicts, meetings, mergedMeetings, sharedCalls, three } from "./two-writers";

describe("publish: several at once, in more orders", () => {
  for (const meeting of [...meetings, ...mergedMeetings]) {
    // Merging again makes more calls, and their orders too many for a test.
    const interruptions = mergedMeetings.includes(meeting) ? 3 : undefined;
    const which = interruptions === undefined ? "every order" : `${interruptions} interruptions`;
    it(`${meeting.title}, in ${which} of the shared calls`, async () => {
      const orders = await meet(meeting, sharedCalls, interruptions);
      assert.ok(orders > 100, `only ${orders} orders`);
    });
  }
});

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
