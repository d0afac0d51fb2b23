import assert from "node:assert/strict";
import { nextCommands } from "../../cli/show";
import { prices } from "../../datasets/prices";
import { meters } from "../upsert/meters";

/** The first command for a table of these columns. */
function first(columns: Readonly<Record<string, string>>, key: readonly string[]): string | undefined {
  const typed = Object.fromEntries(
    Object.entries(columns).map(([name, type]) => [name, { type, description: name }]),
  );
  return nextCommands({ ...meters, table: { ...meters.table, columns: typed, key } } as never, 0)[0];
}

describe("the commands that a run proposes", () => {
  it("say when an archive was fetched, if rows are merged", () => {
    const last = (dataset: object) => nextCommands(dataset as never, 0).at(-1);
    const page = { kind: "kaggle", dataset: "someone/meters" };
    assert.match(
      last({ ...meters, source: page, table: { ...meters.table, mode: "upsert" } })!,
      /--archive archive\.zip --as-of now {3}#/,
    );
    assert.match(
      last({ ...meters, source: page, table: { ...meters.table, mode: "replace" } })!,
      /--archive archive\.zip {3}#/,
    );
  });

  it("leave out the input that the run just had", () => {
    const inputs = (dataset: object, input: object) =>
      nextCommands(dataset as never, 0, input).filter((line) => line.startsWith("run "));
    const paged = { ...meters, source: { kind: "kaggle", dataset: "someone/meters" } };
    assert.deepEqual(inputs(paged, { archive: "a.zip" }), []);
    assert.equal(inputs(paged, { live: true }).length, 1);
    assert.equal(inputs(prices, { archive: "a.csv" }).length, 1);
    assert.deepEqual(inputs(prices, { live: true }), []);
  });

  it("ask for the mean of a fraction, a decimal too", () => {
    assert.equal(
      first({ shop: "string", remark: "string", visits: "int", turnover: "decimal(12,2)" }, ["shop"]),
      'query "select shop, avg(turnover) as mean from meters group by shop order by shop"',
    );
    assert.match(first({ shop: "string", turnover: "double" }, ["shop"])!, /avg\(turnover\)/);
  });

  it("ask for that of a whole number where there is no fraction", () => {
    assert.match(first({ shop: "string", visits: "bigint" }, ["shop"])!, /avg\(visits\)/);
  });

  it("count where the table has no number but its key's, and never ask for the mean of a text", () => {
    assert.equal(
      first({ id: "int", name: "string", day: "date" }, ["id"]),
      'query "select id, count(*) as n from meters group by id order by id"',
    );
  });
});
