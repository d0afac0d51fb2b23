import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checked, planText } from "../../cli/plan-command";
import { runPlan, type Dataset } from "../../contract";
import { planChanges, stateOf } from "../../contract/changes/index";
import { weather } from "../examples/weather";
import { dataFlow } from "./command";

describe("data-flow plan", () => {
  it("compares every data set with another checkout's, and exits 1 where values would be lost", async () => {
    const golden = await mkdtemp(join(tmpdir(), "data-flow-golden-"));
    try {
      await cp("test/golden/mhealth", join(golden, "mhealth"), { recursive: true });
      await cp("test/golden/prices", join(golden, "gone"), { recursive: true });
      const file = join(golden, "mhealth", "transform-plan.json");
      await writeFile(file, (await readFile(file, "utf8")).replace('"mode": "replace"', '"mode": "upsert"'));
      const { code, stdout } = await dataFlow(golden, "plan", "--golden", golden);
      assert.equal(code, 1);
      assert.match(
        stdout,
        /^mhealth: 1 change of the contract since the golden plan:\n\n {2}loss +mode: upsert becomes/m,
      );
      assert.match(stdout, /^✗ Loss: values would be lost for good\.$/m);
      assert.match(stdout, /^prices: nothing to compare with yet/m);
      assert.match(stdout, /^gone: 1 change .*\n\n {2}nothing +data set: removed/m);
      const { code: none, stdout: json } = await dataFlow(golden, "plan", "prices", "--json");
      assert.deepEqual(
        [none, JSON.parse(json)],
        [0, { dataset: "prices", against: null, effect: "nothing", changes: [] }],
      );
    } finally {
      await rm(golden, { recursive: true });
    }
  });

  it("refuses SQL that a run refuses, with the run's sentence, whether a run is published or not", async () => {
    const sql = weather.table.sql.replace("rain", "log(rain) as rain");
    const dataset: Dataset = { ...weather, table: { ...weather.table, sql } };
    const changes = planChanges(stateOf(runPlan(weather)), runPlan(dataset));
    const since = await checked(dataset, { run: "r", date: "2026-01-01" }, changes);
    assert.deepEqual([since.effect, since.error?.name], ["refused", "SqlNotPortable"]);
    const sentence =
      /\n\n✗ SqlNotPortable: the SQL would not be the same in Spark and DuckDB, for 1 reason;.*\n {2}line \d+, column \d+: log is not .*\n$/;
    assert.match(planText(since), /^weather: 1 change of the contract since run r:\n\n {2}rebuild +sql: /);
    for (const document of [since, await checked(dataset, null, [])]) {
      assert.match(planText(document), sentence);
      assert.doesNotMatch(planText(document), /✓|creates everything/);
    }
  });

  it("wants a data set or golden plans", async () => {
    const { code, stderr } = await dataFlow("nowhere", "plan");
    assert.deepEqual(
      [code, stderr.split("\n")[0]],
      [2, "error: missing required argument 'dataset' (or --golden, for all of them)"],
    );
  });
});
