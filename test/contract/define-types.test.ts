import assert from "node:assert/strict";
import { defineDataset, type Row } from "../../contract";
import { type mhealth } from "../../datasets/mhealth";
import { weather } from "../examples/weather";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

// These compile, or the build is red: what a wrong description does at run time is define.test.ts.
const mhealthRow: Equal<
  Pick<Row<typeof mhealth>, "id" | "timestamp" | "accel_x">,
  { readonly id: number; readonly timestamp: string; readonly accel_x: number }
> = true;
const weatherRow: Equal<
  Row<typeof weather>,
  {
    readonly station: string;
    readonly day: string;
    readonly temperature: number;
    readonly rain: number | null;
    readonly freezing: boolean;
    readonly remark: string | null;
  }
> = true;

/** Never called: its body must not compile but for the errors it names. */
export function doesNotCompile(): void {
  // The same form without a fault does compile.
  defineDataset({ ...weather, retention: "2 days" });
  defineDataset({ ...weather, table: { ...weather.table, key: ["station"] } });
  defineDataset({ ...weather, rules: [{ name: "r", kind: "range", column: "rain", min: 0, max: 1 }] });
  defineDataset({ ...weather, rules: [{ name: "r", kind: "covers", column: "day", stage: "day" }] });
  defineDataset({ ...weather, stage: { ...weather.stage, rain: { type: "int" } } });

  // @ts-expect-error: there is no such column
  defineDataset({ ...weather, table: { ...weather.table, key: ["statoin"] } });
  // @ts-expect-error: there is no such column
  defineDataset({ ...weather, rules: [{ name: "r", kind: "range", column: "temprature", min: 0, max: 1 }] });
  // @ts-expect-error: there is no such stage column
  defineDataset({ ...weather, rules: [{ name: "r", kind: "covers", column: "day", stage: "dai" }] });
  // @ts-expect-error: there is no such type
  defineDataset({ ...weather, stage: { ...weather.stage, rain: { type: "dubble" } } });
  const columns = { station: { header: "Station" } };
  // @ts-expect-error: the other stage columns have no place
  defineDataset({ ...weather, layouts: [{ ...weather.layouts[0]!, columns }] });
  // @ts-expect-error: weeks are no days
  defineDataset({ ...weather, retention: "2 weeks" });
}

describe("defineDataset's types", () => {
  it("know each column of a row", () => {
    assert.deepEqual([mhealthRow, weatherRow], [true, true]);
  });
});
