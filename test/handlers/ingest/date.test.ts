import assert from "node:assert/strict";
import { dayIn } from "../../../contract/date";
import { logicalDate } from "../../../handlers/ingest/date";

describe("the logical date", () => {
  it("is the day of the schedule's time in the schedule's zone", () => {
    // 08:00 in Tokyo is 23:00 UTC of the day before.
    assert.equal(logicalDate({ scheduledTime: "2026-02-28T23:00:00Z" }, "Asia/Tokyo"), "2026-03-01");
    assert.equal(logicalDate({ scheduledTime: "2026-02-28T23:00:00Z" }, "America/New_York"), "2026-02-28");
    assert.equal(dayIn("Pacific/Kiritimati", new Date("2026-12-31T11:00:00Z")), "2027-01-01");
  });
  for (const input of [{}, { date: "2026-02-30" }, { date: "20260301" }, { scheduledTime: "yesterday" }]) {
    it(`is refused for ${JSON.stringify(input)}`, () => {
      assert.throws(() => logicalDate(input, "UTC"), { name: "InvalidInput" });
    });
  }
});
