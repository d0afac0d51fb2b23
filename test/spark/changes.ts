/** A sequence of changes of a contract on Spark, whose session the suite that asks for it starts. */
import fc from "fast-check";
import { makeSparkTransform } from "../../local/spark";
import { runSequence, steps } from "../upsert/changes";
import { transformWorld } from "../upsert/changes-worlds";
import { reportOf } from "./both-engines";
import type { RunScript } from "./session";

/** Runs one sequence of so many changes in a home of its own, on rows of an earlier version. */
export const sequenceOnSpark = (home: string, launch: RunScript, length: number): Promise<void> =>
  Promise.resolve(
    fc.assert(
      fc.asyncProperty(steps(length), (changes) =>
        runSequence(
          transformWorld(home, async (ports, run, merged) => {
            const { Id } = await makeSparkTransform(ports, { launch })({ dataset: "readings", run, merged });
            return reportOf(ports, run, Id);
          }),
          changes,
          true,
        ),
      ),
      { seed: 5, numRuns: 1, endOnFailure: true },
    ),
  );
