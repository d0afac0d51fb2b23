import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openQuery, type Answer, type Query } from "../../local/query";
import { runJson } from "../cli/command";
import { portsIn } from "../local/staged-run";
import { athenaQueries as sections } from "./athena-queries";

describe("the queries of docs/athena.md", function () {
  let home = "";
  let database: Query;

  // The sample of `npm start`: ten subjects of 5,000 records, each activity 250 records long, 0 to 12 over and over.
  before(async () => {
    home = mkdtempSync(join(tmpdir(), "data-flow-"));
    const { code } = await runJson(home, "mhealth");
    assert.equal(code, 0);
    database = await openQuery(portsIn(home));
  });
  after(() => {
    database?.close();
    rmSync(home, { recursive: true, force: true });
  });

  const ask = (number: number): Promise<Answer> => database.query(sections[number - 1]?.queries[0] ?? "");
  const column = ({ columns, rows }: Answer, name: string) => {
    const index = columns.findIndex((each) => each.name === name);
    assert.ok(index >= 0, name);
    return rows.map((row) => row[index]);
  };
  const activities = (from: number) => Array.from({ length: 13 - from }, (_, i) => i + from);

  it("are ten, each with one query", () => {
    assert.deepEqual(
      sections.map(({ queries }) => queries.length),
      Array.from({ length: 10 }, () => 1),
    );
  });

  for (const [i, { title }] of sections.entries())
    it(`${i + 1}. ${title}`, async () => {
      const { rows } = await ask(i + 1);
      assert.ok(rows.length > 0);
      for (const row of rows) assert.ok(!row.includes(null), JSON.stringify(row));
    });

  it("miss no record of the sample", async () => {
    const answer = await ask(1);
    assert.deepEqual(column(answer, "id"), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    assert.deepEqual(new Set(column(answer, "records")), new Set([5000]));
    assert.deepEqual(new Set(column(answer, "minutes")), new Set([1.7]));
    assert.deepEqual(new Set(column(answer, "missing")), new Set([0]));
  });

  it("count the activities as the sample was made", async () => {
    const answer = await ask(2);
    assert.deepEqual(column(answer, "activity"), activities(0));
    assert.deepEqual(
      column(answer, "records"),
      activities(0).map((activity) => (activity < 7 ? 5000 : 2500)),
    );
    assert.deepEqual(new Set(column(answer, "subjects")), new Set([10]));
    assert.equal(column(answer, "name")[4], "walking");
  });

  it("find stretches of five seconds", async () => {
    const answer = await ask(5);
    assert.deepEqual(
      column(answer, "stretches"),
      activities(0).map((activity) => (activity < 7 ? 20 : 10)),
    );
    assert.deepEqual(new Set(column(answer, "mean_seconds")), new Set([5]));
    assert.deepEqual(new Set(column(answer, "longest_seconds")), new Set([5]));
  });

  it("put three of ten subjects into the test part", async () => {
    const answer = await ask(9);
    assert.deepEqual(column(answer, "activity"), activities(1));
    assert.deepEqual(new Set(column(answer, "test_percent")), new Set([30]));
  });

  it("guess the activity of every whole window of the test part", async () => {
    const answer = await ask(10);
    // 500 records are three windows of 128, 250 are one, for each of three subjects.
    assert.deepEqual(
      column(answer, "windows"),
      activities(1).map((activity) => (activity < 7 ? 9 : 3)),
    );
  });

  it("keep to what Athena and DuckDB both know", () => {
    for (const { title, queries } of sections)
      assert.doesNotMatch(
        queries.join("\n"),
        /\bqualify\b|group by all|order by all|::|\/\/|\bilike\b|epoch|percentile|quantile|\binterval\b/i,
        title,
      );
  });
});
