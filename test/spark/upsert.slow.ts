import assert from "node:assert/strict";
import { temporaryHome } from "../local/temporary-home";
import { days, expectedAfter, runDay, tableOf } from "../upsert/days";
import { sparkPython } from "./environment";

describe("an upsert data set on Spark, conversion and transform", () => {
  const home = temporaryHome();
  before(async function () {
    process.env["DATA_FLOW_PYTHON"] = await sparkPython(this);
  });

  it("publishes the same table each day, and stays so when a day is run again", async () => {
    for (const [index, day] of days.entries()) {
      const document = await runDay(home(), day, { engine: "spark", convert: "spark" });
      assert.deepEqual([document.error, document.status], [undefined, "published"]);
      assert.deepEqual(await tableOf(document), expectedAfter(days.slice(0, index + 1)), day.date);
    }
    const again = await runDay(home(), days[1]!, { engine: "spark", convert: "spark", force: true });
    assert.equal(again.status, "published");
    assert.deepEqual(await tableOf(again), expectedAfter(days));
  });
});
