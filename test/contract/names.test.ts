import assert from "node:assert/strict";
import { DuckDBInstance } from "@duckdb/node-api";
import { nameFault } from "../../contract/check/name-faults";

const accepted = (name: string) => {
  let fault: string | undefined;
  nameFault(name, "name", (_, message) => (fault = message));
  return fault === undefined;
};

describe("names", () => {
  it("that are accepted mean a column in DuckDB without quotes", async () => {
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    const keywords = await connection.runAndReadAll("select keyword_name from duckdb_keywords()");
    const words = keywords.getColumns()[0]!.filter((word) => typeof word === "string");
    assert.ok(words.length > 300);
    for (const word of words.filter(accepted)) {
      const from = `from (select 1 as ${word}, 2 as other) as t`;
      await connection.run(`select ${word}, t.${word}, other ${from} group by all order by ${word}`);
      await connection.run(
        `select count(*) filter (where ${word} is not null and not (${word} between 0 and 1)) ${from}`,
      );
    }
    connection.closeSync();
  });

  it("may be timestamp, but no word that SQL reserves", () => {
    assert.ok(accepted("timestamp"));
    for (const word of ["order", "group", "select", "user", "table", "end"]) assert.ok(!accepted(word), word);
  });
});
