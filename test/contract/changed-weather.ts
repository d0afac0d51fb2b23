/** Descriptions with one thing wrong: the example, changed in one place. */
import assert from "node:assert/strict";
import { datasetFaults } from "../../contract/define";
import { weather } from "../examples/weather";

export type Loose = Record<string, unknown>;

/** The example with one place changed: `at(["table", "key", 0], "x")`; `undefined` as value is set, not deleted. */
export function at(path: readonly (string | number)[], value: unknown): unknown {
  const copy: unknown = structuredClone(weather);
  let inner = copy as Loose;
  for (const step of path.slice(0, -1)) inner = inner[step] as Loose;
  inner[path.at(-1)!] = value;
  return copy;
}

export function without(...path: string[]): unknown {
  const copy: unknown = structuredClone(weather);
  let inner = copy as Loose;
  for (const step of path.slice(0, -1)) inner = inner[step] as Loose;
  delete inner[path.at(-1)!];
  return copy;
}

export const layout = ["layouts", 0] as const;
export const noHeader = (fields: number, columns: Loose) => ({
  ...weather.layouts[0],
  header: { fields },
  columns: {
    station: { field: 0 },
    day: { field: 1 },
    temperature: { field: 2 },
    rain: { field: 3 },
    ...columns,
  },
});
export const rule = (value: Loose) => at(["rules", 0], value);
export const range = (more: Loose) =>
  rule({ name: "warm", kind: "range", column: "temperature", min: 0, max: 1, ...more });
export const upsert = (key: readonly string[], stage: Loose = {}) => ({
  ...weather,
  stage: { ...weather.stage, ...stage },
  table: { ...weather.table, mode: "upsert", key },
});
export const text = { type: "string", description: "x" };

export class Thing {
  readonly value = 1;
}

/** What is wrong, the description, the one path that is reported, and a word of the advice. */
export type Refused = readonly [what: string, described: unknown, path: string, advice: RegExp];

/** Where the faults of a description lie. */
export const paths = (described: unknown) => datasetFaults(described).map((fault) => fault.path);

/** Tests that each description is refused at its path, and that one slip is reported once. */
export function refuses(cases: readonly Refused[]): void {
  for (const [what, described, path, advice] of cases)
    it(`refuses ${what}`, () => {
      const faults = datasetFaults(described);
      const fault = faults.find((one) => one.path === path);
      assert.ok(fault, `no fault at ${path}, but ${JSON.stringify(faults)}`);
      assert.match(fault.message, advice);
    });

  it("reports one slip once", () => {
    // Those that are wrong in two ways, or whose cure lies at another place.
    const twofold = /source|kind of rule|stage column|class|Map|NaN|bigint|infinity|Date|reserved stage/;
    for (const [what, described, path] of cases)
      if (!twofold.test(what))
        assert.ok(paths(described).length <= 2, `${what}: ${paths(described).join(", ")}; ${path}`);
  });
}
