import assert from "node:assert/strict";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import fc from "fast-check";
import { checkQueries, duckdbSession, exampleQuery, runPlan, type Checks, type Plan } from "../../contract";
import { planChanges, stateOf } from "../../contract/changes";
import { rulesOf, withoutQueries } from "../../contract/rules/older-plans";
import { brokenByCounts, mayBeEmpty } from "../../contract/rules/plan-rules";
import { fingerprint } from "../../handlers/ingest/hash";
import { mhealth } from "../../datasets/mhealth";
import { checkedResult } from "../../local/checked-result";
import { brokenOf, ruled, ruledRows } from "../local/ruled";
import { meters } from "../upsert/meters";

/** A plan as the version before queries wrote it. */
function older(plan: Plan): Plan {
  const rules = plan.transform.rules.map(({ query: _, ...rule }) => rule);
  return {
    ...plan,
    transform: { ...plan.transform, rules: rules.filter(({ kind }) => kind !== "change") },
    change: [{ name: "steady", severity: "error", max: 20 }],
  };
}

describe("rules", () => {
  let connection: DuckDBConnection;
  before(async () => {
    connection = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
    for (const statement of duckdbSession) await connection.run(statement);
  });
  after(() => connection.closeSync());

  const ask = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJson()[0] ?? {};

  async function check(staged: string): Promise<Checks> {
    await connection.run(`create or replace temp table stage as ${staged}`);
    return checkedResult(connection, ruled);
  }

  for (const { what, staged, broken } of ruledRows)
    it(`of every kind: ${what}`, async () => {
      const none = `select * from (${ruledRows[1]!.staged}) where false`;
      assert.deepEqual(brokenOf((await check(staged ?? none)).rules), broken);
    });

  it("ask for no example where no condition is broken", async () => {
    const uncovered = ruledRows.find(({ broken }) => "every_value" in broken)!;
    assert.equal(exampleQuery(ruled, await check(uncovered.staged!)), undefined);
  });

  it("count a query that gives null as broken", async () => {
    const unknown = {
      name: "unknown",
      severity: "error",
      kind: "some",
      query: "select max(id) from result where false",
    } as const;
    const [query] = checkQueries({ ...ruled, rules: [unknown] }).slice(-1);
    assert.deepEqual(await ask(query!), { "rule.unknown": 1 });
  });

  it("name the smallest key of the rows that break a condition, whatever the rows", async () => {
    const rows = fc.array(
      fc.record({
        id: fc.option(fc.integer({ min: -3, max: 3 })),
        micros: fc.integer({ min: -3, max: 3 }),
        value: fc.constantFrom("null", "'nan'", "0", "2", "'-inf'"),
      }),
      { minLength: 1, maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(rows, async (rows) => {
        const staged = rows.map(
          ({ id, micros, value }) =>
            `select ${id}::int as id, make_timestamptz(${micros}) as taken, ${value}::double as value, 0::decimal(38,10) as amount, 'a' as _file, 1::bigint as _row`,
        );
        const outside = rows.filter(({ value }) => !["null", "0"].includes(value));
        const [smallest] = outside
          .filter(({ id }) => id !== null)
          .sort((a, b) => a.id! - b.id! || a.micros - b.micros);
        const rule = (await check(staged.join(" union all "))).rules.find(({ name }) => name === "in_range");
        assert.equal(rule?.violations, outside.length);
        assert.equal(rule.example?.[0]?.value, smallest && String(smallest.id));
        const taken =
          smallest && (await ask(`select make_timestamptz(${smallest.micros})::varchar as t`))["t"];
        assert.equal(rule.example?.[1]?.value, taken);
      }),
      { numRuns: 30 },
    );
  });
});

describe("rules about numbers of rows", () => {
  const rules = rulesOf(runPlan(meters));
  const broken = (now: number, published?: number) =>
    brokenByCounts(rules, now, published).map(({ name, violations, how }) => `${name} ${violations}: ${how}`);

  it("are judged by the new table alone, or by the published one too", () => {
    assert.deepEqual(broken(0), ["some_rows 1: 0 rows, at least 1"]);
    assert.deepEqual(broken(22, 1), ["steady 1: 1 rows before, 22 now, +2100.0 %; at most 2000 %"]);
    assert.deepEqual(broken(21, 1), []);
    assert.deepEqual(broken(50, 0), []);
    assert.deepEqual(broken(50), []);
  });

  it("let an empty table replace one with rows where they say so", () => {
    const of = (min: number) => [{ name: "r", severity: "error", kind: "rows", min }] as const;
    assert.deepEqual([mayBeEmpty(of(0)), mayBeEmpty(of(1)), mayBeEmpty([])], [true, false, false]);
  });
});

describe("plans of the version that named kinds instead of queries", () => {
  it("have the same rules when they are read", () => {
    for (const dataset of [meters, mhealth]) {
      const plan = runPlan(dataset);
      const read = dataset === meters ? older(plan) : { ...older(plan), change: [] };
      assert.deepEqual(
        rulesOf(JSON.parse(JSON.stringify(read)) as Plan).map((rule) => rule.query ?? rule),
        plan.transform.rules.map((rule) => rule.query ?? rule),
      );
    }
  });

  it("have the same fingerprint, so that an upgrade builds no table again", () => {
    const plan = runPlan(meters);
    assert.notDeepEqual(plan, older(plan));
    assert.deepEqual(withoutQueries(plan), older(plan));
    assert.equal(fingerprint(plan), fingerprint(older(plan)));
    const rows = { ...plan.transform.rules[2]!, min: 5 };
    const stricter = { ...plan, transform: { ...plan.transform, rules: [...plan.transform.rules, rows] } };
    assert.notEqual(fingerprint(stricter), fingerprint(plan));
  });

  it("are no change of the contract", () => {
    const plan = runPlan(meters);
    assert.deepEqual(planChanges(stateOf(older(plan)), plan), []);
  });
});
