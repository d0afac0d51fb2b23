import assert from "node:assert/strict";
import { convertReportKey } from "../../../contract/keys";
import type { ConvertReport } from "../../../core/run/documents";
import { convertFault } from "../../../handlers/publish/convert-report";
import { createJson } from "../../../core/run/state";
import { makeMemoryStore } from "../../memory-store";

/** The fault of a run whose attempts, a, b and so on, reported this. */
async function faultOf(...errors: ConvertReport["error"][]): Promise<Error | undefined> {
  const store = makeMemoryStore();
  for (const [index, error] of errors.entries()) {
    const attempt = "abc"[index]!;
    await createJson(store, convertReportKey("walks", "r1", attempt), {
      version: 1,
      dataset: "walks",
      run: "r1",
      attempt,
      engine: "spark",
      seconds: 1,
      parts: 1,
      records: 0,
      ...(error ? { error } : {}),
    } satisfies ConvertReport);
  }
  return convertFault(store, "walks", "r1");
}

describe("the report of a conversion by Spark", () => {
  const error = { name: "RawDamaged", message: "raw/walks/r1/a.csv: there is no such object" };

  it("is no fault where there is none, as after Lambda's conversion", async () => {
    assert.equal(await faultOf(), undefined);
  });

  it("gives its error by its own name, with where it stands", async () => {
    const fault = await faultOf(error);
    assert.equal(fault?.name, "RawDamaged");
    assert.equal(
      fault.message,
      "raw/walks/r1/a.csv: there is no such object (Convert of walks, run r1: state/walks/runs/r1/convert/a.json)",
    );
  });

  it("is no fault where another attempt went through", async () => {
    assert.equal(await faultOf(error, undefined), undefined);
    assert.equal(await faultOf(undefined, error), undefined);
  });
});
