import assert from "node:assert/strict";
import { sqlPage } from "../../contract/derive/sql-page";
import { portableFunctions } from "../../contract/functions";
import { golden } from "../golden";

describe("portable functions", () => {
  it("the page in docs", () => golden("docs/sql.md", sqlPage()));

  it("have one entry for each name and kind", () => {
    const names = portableFunctions.map(({ name, kind }) => `${kind} ${name}`);
    assert.deepEqual(
      names,
      names.filter((name, at) => names.indexOf(name) === at),
    );
  });
});
