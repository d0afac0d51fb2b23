/** Whatever the order of the SQL's rows, table and report are the same. */
import assert from "node:assert/strict";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import fc from "fast-check";
import { checkQueries, duckdbSession, type PlanColumn } from "../../contract";
import { checkedResult } from "../../local/checked-result";
import { readings } from "./staged-run";

/** SQL literals of a type in key order, nulls first; equal ones share an entry. */
const ordered: Readonly<Partial<Record<PlanColumn["type"], readonly (readonly string[])[]>>> = {
  int: [["null"], ["-5"], ["0"], ["2147483647"]],
  bigint: [["null"], ["'-9223372036854775808'"], ["7"], ["9223372036854775807"]],
  double: [["null"], ["'-inf'"], ["-0.5"], ["0.0", "-0.0"], ["1e308"], ["'inf'"], ["'nan'"]],
  "decimal(9,2)": [["null"], ["-1.50"], ["-0.50"], ["0"], ["10.01"]],
  // UTF-16 would put the last two the other way round.
  string: [["null"], ["''"], ["'Z'"], ["'a'"], ["'ab'"], ["'é'"], ["'\uFFFD'"], ["'😀'"]],
  date: [["null"], ["'1582-01-01'"], ["'1969-12-31'"], ["'2020-01-01'"]],
  timestamp: [["null"], ["'1969-12-31 23:59:59.999999+00'"], ["'1970-01-01 00:00:00+00'"]],
  boolean: [["null"], ["false"], ["true"]],
};
const types = Object.keys(ordered) as PlanColumn["type"][];
const duckdb = (type: PlanColumn["type"]) =>
  ({ timestamp: "timestamptz", string: "varchar" })[type as string] ?? type;

const [none, one, two] = [
  { at: 0, literal: "null" },
  { at: 1, literal: "-5" },
  { at: 2, literal: "0" },
];
/** Out of order only in the second column, below two nulls. */
const nullFirst: [Value, Value][] = [
  [none, two],
  [none, one],
];

/** A literal: its place among the ordered ones, and which of the equal ones. */
interface Value {
  readonly at: number;
  readonly literal: string;
}

const valueOf = (type: PlanColumn["type"]) =>
  fc
    .constantFrom(...ordered[type]!.flatMap((equal, at) => equal.map((literal) => ({ at, literal }))))
    .map((value): Value => value);

/** A table of two key columns. */
const tables = fc.constantFrom(...types).chain((first) =>
  fc.constantFrom(...types).chain((second) =>
    fc.record({
      types: fc.constant([first, second] as const),
      rows: fc.array(fc.tuple(valueOf(first), valueOf(second)), { maxLength: 12 }),
    }),
  ),
);

describe("a result", () => {
  let connection: DuckDBConnection;
  before(async () => {
    connection = await (await DuckDBInstance.create(":memory:", { threads: "2" })).connect();
    for (const statement of duckdbSession) await connection.run(statement);
  });
  after(() => connection.closeSync());
  const rowsOf = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJson();

  const planOf = ([a, b]: readonly [PlanColumn["type"], PlanColumn["type"]]) => ({
    ...readings,
    stage: [],
    sql: "select a, b from stage",
    columns: [
      { name: "a", type: a, nullable: false },
      { name: "b", type: b, nullable: false },
    ],
    key: ["a", "b"],
    rules: [],
  });

  async function made(
    types: readonly [PlanColumn["type"], PlanColumn["type"]],
    rows: readonly (readonly [Value, Value])[],
  ) {
    const values = rows.map(
      ([a, b], n) => `(${n}, ${a.literal}::${duckdb(types[0])}, ${b.literal}::${duckdb(types[1])})`,
    );
    const from = values.length
      ? `(values ${values.join(", ")}) as v(n, a, b)`
      : "(select 0 as n, null as a, null as b where false)";
    await connection.run(`create or replace temp table stage as select a, b from ${from} order by n`);
    const checks = await checkedResult(connection, planOf(types));
    return { checks, table: await rowsOf("select a, b from result order by rowid") };
  }

  it("is in key order and counts each repeated key, however the rows come", async () => {
    await fc.assert(
      fc.asyncProperty(tables, async ({ types, rows }) => {
        const key = ([a, b]: readonly [Value, Value]) => [a.at, b.at] as const;
        const order = (one: readonly [Value, Value], other: readonly [Value, Value]) =>
          key(one)[0] - key(other)[0] || key(one)[1] - key(other)[1];
        const inOrder = [...rows].sort(order);
        const [asTheyCame, sorted] = [await made(types, rows), await made(types, inOrder)];
        assert.deepEqual(asTheyCame.checks, sorted.checks);
        // Rows that share a key may change places: 0.0 and -0.0 do.
        const equal = (table: typeof sorted.table) => JSON.stringify(table).replaceAll("-0.0", "0.0");
        assert.equal(equal(asTheyCame.table), equal(sorted.table));
        const whole = rows.filter(([a, b]) => a.at > 0 && b.at > 0).map((row) => key(row).join());
        assert.equal(
          sorted.checks.rules.find(({ name }) => name === "key_unique")?.violations,
          whole.length - new Set(whole).size,
        );
      }),
      { numRuns: 60, examples: [[{ types: ["int", "int"], rows: nullFirst }]] },
    );
  });

  it("finds neighbours in a table of many threads' rows", async () => {
    // Twice as many rows as a row group of DuckDB's: two threads make the table and read it. Only 7 is there twice.
    await connection.run(
      "create or replace temp table stage as select i * 7919 % 400009 as a, 0 as b from range(400009) t(i) union all select 7, 0",
    );
    const plan = planOf(["int", "int"]);
    const { duplicate, rules, rows } = await checkedResult(connection, plan);
    assert.equal(rows.out, 400_010);
    assert.equal(rules.find(({ name }) => name === "key_unique")?.violations, 1);
    assert.deepEqual(duplicate?.key, [
      { name: "a", value: "7" },
      { name: "b", value: "0" },
    ]);
    const [query] = checkQueries(plan).filter((query) => query.includes("key_unique"));
    const [[, explained]] = (await rowsOf(`explain ${query}`)) as [[string, string]];
    assert.match(explained, /STREAMING_WINDOW/, "other windows sort, or keep all rows in memory");
  });
});
