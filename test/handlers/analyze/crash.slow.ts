import assert from "node:assert/strict";
import { makeAnalyze } from "../../../handlers/analyze";
import { daily, drawnReturns } from "../../core/analysis/returns";
import { pointers } from "../pointers";
import { intercept, killer } from "../publish/schedule";
import type { World } from "../publish/world";
import { makeWorld, publishTable, returns, table } from "./world";

// Too few to be worth their draws.
const series = { a: daily(drawnReturns(5, 0, 0.01, 1)) };
const event = (run: string) => ({ dataset: "meters", run });

/** That the current analysis is whole, is of the current table, and is what the catalog says. */
async function checkConverged(world: World) {
  const all = await pointers(world.store, table);
  const current = all.at(-1);
  assert.equal(current?.source?.number, 2);
  assert.deepEqual(
    all.map(({ source }) => source!.number),
    all.map(({ source }) => source!.number).sort(),
    "an analysis never goes back",
  );
  for (const { key, size } of current.files) assert.deepEqual(await world.store.head(key), { size });
  assert.equal((await world.catalog.get(table))?.entry.location, current.location);
}

describe("analyze: killed before and after each call", () => {
  for (const [who, run] of [
    ["it is tried again", "x"],
    ["another run comes", "y"],
  ] as const)
    it(`ends whole when ${who}`, async () => {
      let calls = 0;
      for (let at = 0, ended = false; !ended; at += 1)
        for (const when of ["before", "after"] as const) {
          const world = await makeWorld(series);
          await makeAnalyze(returns, world)(event("old"));
          await publishTable(world, 2, series);
          const kill = killer(at, when);
          ended = await makeAnalyze(
            returns,
            intercept(world, kill.around),
          )(event("x")).then(
            () => kill.calls() <= at,
            () => false,
          );
          const before = (await world.catalog.get(table))?.entry.location;
          assert.ok(
            before && (await pointers(world.store, table)).some(({ location }) => location === before),
          );
          await makeAnalyze(returns, world)(event(run));
          await checkConverged(world).catch((error: unknown) => {
            throw new Error(`killed ${when} call ${at}`, { cause: error });
          });
          calls = at;
        }
      assert.ok(calls > 15, `only ${calls} calls`);
    });
});
