import fc from "fast-check";
import { transformed } from "../local/staged-run";
import { temporaryHome } from "../local/temporary-home";
import { runSequence, steps } from "./changes";
import { transformWorld } from "./changes-worlds";

describe("forty changes of a contract over an upsert", function () {
  const home = temporaryHome();

  it("lose no value that a later contract names again, from rows of an earlier version on", () =>
    fc.assert(
      fc.asyncProperty(steps(40), (sequence) =>
        runSequence(transformWorld(home(), transformed), sequence, true),
      ),
      { seed: 1, numRuns: 1, endOnFailure: true },
    ));
});
