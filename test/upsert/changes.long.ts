import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { transformed } from "../local/staged-run";
import { temporaryHome } from "../local/temporary-home";
import { runSequence, steps, type World } from "./changes";
import { machineWorld, transformWorld } from "./changes-worlds";

describe("forty changes of a contract over an upsert, many times", function () {
  this.timeout(1_800_000);
  const home = temporaryHome();

  const worlds: readonly (readonly [string, number, (home: string) => World])[] = [
    ["the transform alone", 50, (place) => transformWorld(place, transformed)],
    ["the whole machine", 5, machineWorld],
  ];
  for (const [what, sequences, worldOf] of worlds)
    it(`lose no value that a later contract names again: ${what}`, () =>
      fc.assert(
        fc.asyncProperty(steps(40), fc.boolean(), async (sequence, older) => {
          const place = await mkdtemp(join(home(), "sequence-"));
          await runSequence(worldOf(place), sequence, older);
          await rm(place, { recursive: true });
        }),
        { seed: 7, numRuns: sequences, endOnFailure: true },
      ));
});
