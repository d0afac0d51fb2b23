import assert from "node:assert/strict";
import { dayIn } from "../../../contract/date";
import { type RunInput, logicalDate } from "../../../handlers/ingest/input";

const now = new Date("2026-03-01T12:00:00Z");

describe("the logical date", () => {
  it("is the day of the schedule's time in the schedule's zone", () => {
    // 08:00 in Tokyo is 23:00 UTC of the day before.
    assert.equal(logicalDate({ scheduledTime: "2026-02-28T23:00:00Z" }, "Asia/Tokyo", now), "2026-03-01");
    assert.equal(
      logicalDate({ scheduledTime: "2026-02-28T23:00:00Z" }, "America/New_York", now),
      "2026-02-28",
    );
    assert.equal(dayIn("Pacific/Kiritimati", new Date("2026-12-31T11:00:00Z")), "2027-01-01");
  });
  for (const input of [{}, { date: "2026-02-30" }, { date: "20260301" }, { scheduledTime: "yesterday" }]) {
    it(`is refused for ${JSON.stringify(input)}`, () => {
      assert.throws(() => logicalDate(input, "UTC", now), { name: "InvalidInput" });
    });
  }

  // 23:30 in New York is 13:30 of the next day in Tokyo.
  const evening = new Date("2026-03-02T04:30:00Z");
  const refused = (input: RunInput, timeZone: string, at = evening) =>
    assert.throws(() => logicalDate(input, timeZone, at), { name: "DateInFuture" });

  it("is refused after today in the schedule's zone", () => {
    assert.equal(logicalDate({ date: "2026-03-01" }, "America/New_York", evening), "2026-03-01");
    refused({ date: "2026-03-02" }, "America/New_York");
    assert.equal(logicalDate({ date: "2026-03-02" }, "Asia/Tokyo", evening), "2026-03-02");
    refused({ date: "2026-03-03" }, "Asia/Tokyo");
    refused({ date: "2205-01-01" }, "UTC");
    refused({ scheduledTime: "2026-03-03T00:00:00Z" }, "UTC");
  });

  it("says today's date and how to force it", () => {
    assert.throws(() => logicalDate({ date: "2205-01-01" }, "UTC", evening), {
      message:
        /2205-01-01 is after today \(2026-03-02, UTC time\)\. .* earlier dates are kept and not published, unless the mode is "upsert", .* --force \("force": true /,
    });
  });

  it("may be after today where it is forced", () => {
    assert.equal(logicalDate({ date: "2205-01-01", force: true }, "UTC", evening), "2205-01-01");
    refused({ date: "2205-01-01", force: false }, "UTC");
  });

  it("is taken of a midnight schedule whose clock is a little ahead", () => {
    const before = new Date("2026-03-02T23:59:59Z");
    assert.equal(logicalDate({ scheduledTime: "2026-03-03T00:00:00Z" }, "UTC", before), "2026-03-03");
    refused({ date: "2026-03-03" }, "UTC", before);
  });
});
