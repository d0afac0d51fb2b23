import assert from "node:assert/strict";
import type { JsonLinesFiles } from "../../../../contract";
import { events } from "../../../../bench/workloads/events";
import { makeRandom } from "../../../../core/formats/random";
import { exactValues, readAsWritten, refusedIfBroken } from "./properties";
import { layoutOf, readLines } from "./read";

describe("JSON lines: random lines", () => {
  it("are read as they are written, however they are chunked and cut", () => readAsWritten(100));

  it("with a byte changed are quarantined if JSON.parse refuses them, and else not", () =>
    refusedIfBroken(100));

  it("have numbers as an exact reader has them, and strings as JSON.parse has them", () => exactValues(100));

  it("are read by the kernel as by the exact readers, over several windows", async () => {
    const { layouts, stage } = events().dataset;
    const columns = (layouts[0] as JsonLinesFiles).columns;
    const layout = layoutOf(
      Object.fromEntries(
        Object.entries(stage).map(([name, column]) => [name, { ...column, ...columns[name]! }]),
      ),
    );
    const file = Buffer.concat([...(events(2500).bytes() as Iterable<Uint8Array>)]);
    // A byte in every tenth line or so becomes another.
    const random = makeRandom(7);
    const others = Buffer.from('"\\{}[]:,0-eu\xff x', "latin1");
    for (let at = 0; at < file.length; at += Math.floor(random() * 7000))
      if (file[at] !== 10) file[at] = others[Math.floor(random() * others.length)]!;
    const read = await readLines(file, layout, { lengths: [300_000], capacity: 700 });
    assert.ok(file.length > 3 * 256 * 1024 && read.rows.length > 1000 && read.bad.length > 50);
    assert.deepEqual(await readLines(file, layout, { lengths: [70_000], exact: true }), read);
  });
});
