import assert from "node:assert/strict";
import { temporaryHome } from "../local/temporary-home";
import { days, expectedAfter, runDay, tableOf } from "../upsert/days";
import { sparkSession } from "./session";

describe("an upsert data set on Spark, conversion and transform", function () {
  this.timeout(300_000);
  const home = temporaryHome();
  const launch = sparkSession();
  const onSpark = { engine: "spark", convert: "spark", spark: { launch } } as const;

  it("publishes the same table each day, and stays so when a day is run again", async () => {
    for (const [index, day] of days.entries()) {
      const document = await runDay(home(), day, onSpark);
      assert.deepEqual([document.error, document.status], [undefined, "published"]);
      assert.deepEqual(await tableOf(document), expectedAfter(days.slice(0, index + 1)), day.date);
    }
    const again = await runDay(home(), days[1]!, { ...onSpark, force: true });
    assert.equal(again.status, "published");
    assert.deepEqual(await tableOf(again), expectedAfter(days));
  });
});
