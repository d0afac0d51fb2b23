import assert from "node:assert/strict";
import { temporaryHome } from "../local/temporary-home";
import { days, expectedAfter, publishedIn, runDay, type Day } from "./days";

const sixth: Day = {
  date: "2024-03-06",
  fetchedAt: "2024-03-07T06:00:00.000Z",
  files: { "6.csv": [{ meter: "C", day: "2024-03-06", value: 1 }] },
};

describe("six runs of an upsert at once", function () {
  const home = temporaryHome();

  it("are all published, and none loses a row of another", async () => {
    const six = [...days, sixth];
    const documents = await Promise.all(six.map((day) => runDay(home(), day)));
    assert.deepEqual(
      documents.map(({ status, error }) => error ?? status),
      six.map(() => "published"),
    );
    const { all, rows } = await publishedIn(home());
    assert.equal(all.length, 6);
    assert.deepEqual(rows, expectedAfter(six));
  });
});
