import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { layRun, portsIn, readingRows, readings, transformed } from "./staged-run";
import { temporaryHome } from "./temporary-home";

describe("transform of a wide table", function () {
  this.timeout(300_000);
  const home = temporaryHome();

  it("cuts a large table into files of whole row groups, and writes the same bytes twice", async () => {
    const ports = portsIn(home());
    // So many columns that a file holds one row group.
    const wide = Array.from({ length: 70 }, (_, i) => ({
      name: `c${i}`,
      type: "double" as const,
      nullable: true,
    }));
    const plan = {
      ...readings,
      sql: `select id, taken, ${wide.map(({ name }) => `_row as ${name}`).join(", ")} from stage`,
      columns: [...readings.columns.slice(0, 2), ...wide],
      rules: [],
    };
    await layRun(
      ports,
      "r1",
      [{ staged: readingRows(100_000) }, { staged: readingRows(30_000, 100_000) }],
      plan,
    );
    const first = await transformed(ports, "r1");
    const second = await transformed(ports, "r1");
    assert.notEqual(first.attempt, second.attempt);
    assert.deepEqual(
      first.files.map(({ rows }) => rows),
      [122_880, 7_120],
    );
    const bytes = (report: typeof first) =>
      report.files.map(({ key }) => readFileSync(ports.store.path(key)));
    assert.deepEqual(bytes(second), bytes(first));
  });
});
