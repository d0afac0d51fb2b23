import assert from "node:assert/strict";
import { csvFile } from "../../../core/formats/csv/file";
import { chartFile } from "../../../core/formats/yahoo-chart/file";
import type { RawFile } from "../../../core/run/documents";
import { rawFile as file } from "./a-raw-file";

const csv = { encoding: "utf-8", fields: 1, columns: [0], lineEnd: "lf", header: "00" } as const;
const chart = { columns: [0, { text: "x" }], taken: "00", leftOut: { outside: 1 }, before: "2026-01-02" };

describe("what a format alone knows of a raw file", () => {
  it("stands under the format's name", () => {
    assert.deepEqual(csvFile({ ...file, format: { csv } }), csv);
    assert.deepEqual(chartFile({ ...file, format: { "yahoo-chart": chart } }), chart);
  });

  it("stands beside the rest in manifests of older versions", () => {
    const { encoding, fields, columns, lineEnd, header } = csvFile({ ...file, ...csv });
    assert.deepEqual({ encoding, fields, columns, lineEnd, header }, csv);
    const { taken, leftOut, before } = chartFile({ ...file, encoding: "utf-8", ...chart } as RawFile);
    assert.deepEqual([taken, leftOut, before], ["00", { outside: 1 }, "2026-01-02"]);
  });

  it("is missed by name where the manifest does not have it", () => {
    const damaged = { ...file, format: { csv: { ...csv, columns: "x" } } };
    assert.throws(() => csvFile(damaged), {
      name: "StateDamaged",
      message: /raw\/a\/r\/00000-A\.json .*"columns" is a string; expected a list.*--force/,
    });
    assert.throws(() => chartFile(file), { name: "StateDamaged", message: /yahoo-chart/ });
  });
});
