import assert from "node:assert/strict";
import { prices } from "../../../datasets/prices";
import { make } from "../../../handlers/aws/load";
import type { LoadEvent } from "../../../handlers/load";
import { useCredentials } from "./stand-in";

describe("Load as a Lambda function", () => {
  useCredentials();
  const wanted = {
    ...{ LAKE_BUCKET: "lake", LAKE_DATABASE: "lake" },
    ...{ WAREHOUSE_WORKGROUP: "wg", WAREHOUSE_DATABASE: "db" },
  };
  const set = (environment: Readonly<Record<string, string>>) => {
    for (const name of Object.keys(wanted)) delete process.env[name];
    Object.assign(process.env, environment);
  };
  afterEach(() => set({}));

  it("says which variables are missing, at once", () => {
    set({ LAKE_BUCKET: "lake", LAKE_DATABASE: "lake" });
    assert.throws(() => make(prices), {
      name: "EnvironmentIncomplete",
      message: /WAREHOUSE_WORKGROUP and WAREHOUSE_DATABASE/,
    });
  });

  for (const [table, dataset] of [
    ["mhealth", "prices"],
    ["mhealth_posterior", "prices"],
    ["prices", "mhealth"],
  ] as const)
    it(`refuses the table ${table} of ${dataset}`, async () => {
      set(wanted);
      const event: LoadEvent = { dataset, table, run: "r", load: { status: "begin" } };
      await assert.rejects(make(prices)(event), { name: "EventRefused" });
    });

  for (const table of ["prices", "prices_posterior"])
    it(`takes the table ${table}`, async () => {
      set(wanted);
      const load = { status: "unchanged", number: 1, rows: 2 } as const;
      assert.deepEqual(await make(prices)({ dataset: "prices", table, run: "r", load }), load);
    });
});
