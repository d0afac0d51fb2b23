import assert from "node:assert/strict";
import { noBase } from "../../contract/keys";
import { invokeStep } from "../../local/invoke";
import { meters } from "../upsert/meters";
import { layRun, portsIn, readingRows } from "./staged-run";
import { temporaryHome } from "./temporary-home";

describe("one step alone", () => {
  const home = temporaryHome();
  const event = { dataset: "readings", run: "r1", merged: noBase };

  it("answers what its handler answers", async () => {
    const ports = portsIn(home());
    await layRun(ports, "r1", [{ staged: readingRows(10) }]);
    const answer = (await invokeStep("transform", meters, event, {}, ports)) as { Id: string };
    assert.deepEqual(Object.keys(answer), ["Id"]);
  });

  it("refuses to transform by SQL that means something else in Spark", async () => {
    const ports = portsIn(home());
    await layRun(ports, "r1", [{ staged: readingRows(10) }]);
    const sql = meters.table.sql.replace("from stage", "from stage where random() < 2");
    const broken = { ...meters, table: { ...meters.table, sql } };
    await assert.rejects(invokeStep("transform", broken, event, {}, ports), { name: "SqlNotPortable" });
  });
});
