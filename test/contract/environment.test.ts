import assert from "node:assert/strict";
import { environments, type Environment, type EnvironmentValues } from "../../contract/environment";
import type { FnKind } from "../../components/fn";
import { environmentOf } from "../../handlers/aws/read-environment";

const lake = { LAKE_BUCKET: "b", LAKE_DATABASE: "d" };
const none: Pick<EnvironmentValues<"ingest", string>, "CREDENTIALS_SECRET_ARN" | "SYMBOLS"> = {
  CREDENTIALS_SECRET_ARN: undefined,
  SYMBOLS: undefined,
};
const kind = { description: "", grants: [] };

/** Never called: its body must not compile but for the errors it names. */
export function doesNotCompile(env: Environment<"ingest">): readonly unknown[] {
  const kinds: readonly FnKind[] = [
    { ...kind, handler: "convert", environment: lake },
    // @ts-expect-error: no function has such a variable
    { ...kind, handler: "convert", environment: { ...lake, LAKE_BUCKETT: "b" } },
    // @ts-expect-error: only another function has it
    { ...kind, handler: "convert", environment: { ...lake, SYMBOLS: "A" } },
    // @ts-expect-error: LAKE_DATABASE is missing
    { ...kind, handler: "publish", environment: { LAKE_BUCKET: "b" } },
    // @ts-expect-error: it must say where there is no model
    { ...kind, handler: "analyze", environment: lake },
    // @ts-expect-error: a warehouse is always there
    {
      ...kind,
      handler: "load",
      environment: { ...lake, WAREHOUSE_WORKGROUP: "w", WAREHOUSE_DATABASE: undefined },
    },
    // @ts-expect-error: no component sets it
    { ...kind, handler: "ingest", environment: { ...lake, ...none, SOURCE_URL: "u" } },
  ];
  const read: readonly (string | undefined)[] = [
    env.SYMBOLS,
    // @ts-expect-error: there is no such variable
    env.SYMBOL,
    environmentOf("load").WAREHOUSE_DATABASE,
    // @ts-expect-error: Ingest has it
    environmentOf("load").SYMBOLS,
  ];
  return [...kinds, ...read];
}

describe("the environment of a function", () => {
  it("has its own variables and no others; an empty one counts as missing", () => {
    const given = { ...lake, SYMBOLS: "", SOURCE_URL: "u", MODEL_SHA256: "m", PATH: "p" };
    assert.deepEqual(environmentOf("ingest", given), { ...lake, SOURCE_URL: "u" });
    assert.deepEqual(environmentOf("analyze", given), { ...lake, MODEL_SHA256: "m" });
  });

  it("names all that are missing", () => {
    assert.throws(() => environmentOf("load", { LAKE_BUCKET: "b", WAREHOUSE_DATABASE: "" }), {
      name: "EnvironmentIncomplete",
      message: /lacks LAKE_DATABASE and WAREHOUSE_WORKGROUP and WAREHOUSE_DATABASE: set them/,
    });
  });

  it("says of every function where its data lies", () => {
    for (const variables of Object.values(environments))
      assert.deepEqual([variables.LAKE_BUCKET, variables.LAKE_DATABASE], ["always", "always"]);
  });
});
