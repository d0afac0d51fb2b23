import assert from "node:assert/strict";
import { brokenOf, ruled, ruledRows } from "../local/ruled";
import { layRun, portsIn } from "../local/staged-run";
import { temporaryHome } from "../local/temporary-home";
import { assertEqual, transformBoth } from "./both-engines";
import { sparkSession } from "./session";

describe("rules of every kind on Spark", function () {
  this.timeout(300_000);
  const home = temporaryHome();
  const launch = sparkSession();

  // What DuckDB has to find in each of these rows, test/contract/rules.test.ts says.
  const every = ruledRows.flatMap(({ staged }) => staged ?? []).join(" union all ");

  for (const { what, staged } of [
    { what: "no row", staged: undefined },
    { what: "all edges", staged: every },
  ])
    it(`break as on DuckDB, with the same examples: ${what}`, async () => {
      const ports = portsIn(home());
      await layRun(ports, "r1", [staged === undefined ? {} : { staged }], ruled);
      const both = await transformBoth(ports, launch, "r1");
      await assertEqual(ports, ruled, both);
      const broken = Object.keys(brokenOf(both.spark.rules));
      // All but `every_value`: what one of these leaves out of the table another has in it.
      const wanted = both.spark.rules.map(({ name }) => name).filter((name) => name !== "every_value");
      assert.deepEqual(broken, staged === undefined ? [] : wanted);
    });
});
