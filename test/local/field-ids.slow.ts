import assert from "node:assert/strict";
import { currentPointer, readPointer } from "../../core/run/state";
import { datasetOf, runOn } from "./changing-columns";
import { portsIn } from "./staged-run";
import { temporaryHome } from "./temporary-home";

describe("field ids of two runs at once", () => {
  const home = temporaryHome();

  it("are not given to two columns: the run that publishes second is transformed again", async () => {
    const ports = portsIn(home());
    const both = await Promise.all(
      ["a", "b"].map((name) => runOn(ports, datasetOf("replace", { k: ["k"], [name]: ["x"] }))),
    );
    assert.deepEqual(
      both.map(({ status, error }) => error?.message ?? status),
      ["published", "published"],
    );
    const transforms = both.map(({ steps }) => steps.filter(({ name }) => name === "Transform").length);
    assert.deepEqual(transforms.sort(), [1, 2]);
    const { number, identity, highestFieldId } = (await currentPointer(ports.store, "changing"))!;
    const first = await readPointer(ports.store, "changing", 1);
    assert.equal(number, 2);
    assert.deepEqual(
      [first, { identity, highestFieldId }].map((each) => [
        ...each.identity!.table.map(({ fieldId }) => fieldId),
        each.highestFieldId,
      ]),
      [
        [1, 2, 2],
        [1, 3, 3],
      ],
    );
  });
});
