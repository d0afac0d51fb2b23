import assert from "node:assert/strict";
import { transformPlan, type Dataset } from "../../contract";
import { datasets } from "../../datasets";
import { checkSql } from "../../local/checked-sql";
import { portableFaults, sqlFault } from "../../core/sql";
import { run } from "../../local/run";
import { shapes } from "../contract/shapes";
import { weather } from "../examples/weather";
import { meters } from "../upsert/meters";
import { portsIn } from "./staged-run";
import { keysOf, temporaryHome } from "./temporary-home";

const plan = { ...transformPlan(shapes), rules: [] };
const faultsOf = (sql: string) => portableFaults({ ...plan, sql });

describe("portable SQL", () => {
  for (const [name, dataset] of Object.entries<Dataset>({ ...datasets, weather, shapes, meters }))
    it(`is what ${name} has`, async () => assert.equal(await sqlFault(transformPlan(dataset)), undefined));

  const refused: readonly (readonly [what: string, sql: string, ...faults: RegExp[]])[] = [
    [
      "a function that is not in the list, with a hint",
      "select sqrtt(x) from stage",
      /^line 1, column 8: sqrtt is not .* \(did you mean sqrt\?\)$/,
    ],
    [
      "a function whose meaning differs, with what to use",
      "select n,\n  log(x) from stage",
      /^line 2, column 3: log .* use ln or log10/,
    ],
    ["coalesce mistyped", "select coalese(x, 1) from stage", /did you mean coalesce\?/],
    [
      "what changes from run to run",
      "select now(), random(), uuid(), current_date from stage",
      /now/,
      /random/,
      /uuid/,
      /current_date/,
    ],
    [
      "a literal text cast to a value",
      "select cast('1' as int) from stage",
      /column 8: text is cast to integer; text is parsed only in Convert: set the stage column's type to int$/,
    ],
    ["a text column cast to a value", "select try_cast(t as double) from stage", /text is cast to double/],
    [
      "a text cast behind an alias and a subquery",
      "with a as (select t as s from stage) select cast(s as int) from (select s from a)",
      /text is cast/,
    ],
    ["a text cast in where", "select n from stage where cast(t as int) > 1", /text is cast/],
    ["a text cast beside what cannot be bound", "select nothing, cast(t as int) from stage", /text is cast/],
    ["a double cut to an integer", "select cast(x as int) from stage", /write floor/],
    [
      "a double made a decimal or a text",
      "select cast(x as decimal(9,2)), cast(x as string) from stage",
      /round differently/,
      /write doubles/,
    ],
    ["a type that is none of the contract", "select cast(n as smallint) from stage", /smallint is no type/],
    ["a cast by ::", "select n::bigint from stage", /Spark has no ::/],
    [
      "an order by without nulls",
      "select sum(x) over (order by n) from stage order by n desc",
      /column 53: order by without/,
      /column 30: order by without/,
    ],
    ["a window function without an order", "select row_number() over () from stage", /wants an order by/],
    ["a window function without a window", "select row_number() from stage", /give it over/],
    [
      "a frame by range",
      "select sum(n) over (order by n nulls first range between 1 preceding and current row) from stage",
      /use rows/,
    ],
    ["qualify", "select n from stage qualify rank() over (order by n nulls first) = 1", /no qualify/],
    ["//", "select n // 2 from stage", /floor/],
    ["limit without order", "select n from stage limit 3", /limit without order by/],
    ["a divisor that may be 0", "select 1 / n, n % n from stage", /nullif/, /nullif/],
    ["a decimal divided", "select d / 2 from stage", /decimal\(9,2\) \/ integer/],
    ["a decimal too long", "select cast(d as decimal(38,10)) + d from stage", /39 digits/],
    [
      "a text compared with a number",
      "select n from stage where t = 1 or n in ('1')",
      /text and number/,
      /number and text/,
    ],
    ["a date compared with a text", "select n from stage where date '2024-02-29' > t", /date and text/],
    [
      "two kinds in case and coalesce",
      "select case when true then t else n end, coalesce(t, n) from stage",
      /case mixes/,
      /coalesce mixes/,
    ],
    [
      "dates subtracted, times moved",
      "select date '2024-01-01' - date '2024-01-02', timestamp_micros(n) + 1 from stage",
      /datediff/,
      /unix_micros/,
    ],
    ["an interval", "select date '2024-01-01' + interval 1 day from stage", /interval/],
    [
      "arguments of another type or number",
      "select sqrt(t), round(x, 2) from stage",
      /argument 1 of sqrt is varchar/,
      /round takes 1/,
    ],
    ["an unknown unit", "select date_trunc('decade', timestamp_micros(n)) from stage", /unit of date_trunc/],
    ["a quote within a text", "select 'it''s' from stage", /quote/],
    ["a pattern with a backslash", "select t like 'a\\_' from stage", /pattern of like/],
    ["a date that is not written in full", "select date '2024-2-9' from stage", /not written as/],
    ["extract", "select extract(year from date '2024-01-01') from stage", /use year/],
    [
      "files and other tables",
      "select 1 as n from read_csv('a.csv'), other, 'a.parquet'",
      /read_csv/,
      /other is no table/,
      /a\.parquet is no table/,
    ],
    ["a table function in a subquery", "select n from stage where n in (select 1 from glob('*'))", /glob/],
    ["a star with exclude", "select * exclude (n) from stage", /name the columns/],
    [
      "lists, structs and lambdas",
      "select [n], {'a': n}, list_filter([n], y -> y > 1) from stage",
      /list_value/,
      /struct_pack/,
      /list_filter/,
    ],
    [
      "DuckDB's own joins and unions",
      "select a.n from stage a asof join stage b on a.n >= b.n union by name select 1 as n",
      /union by name/,
      /asof/,
    ],
    ["group by all", "select n, count(*) from stage group by all", /group by all/],
    ["a sample", "select n from stage using sample 10%", /sample/],
    ["a SELECT that begins with from", "from stage", /begins with from/],
    [
      "more than one statement",
      "select 1 from stage; drop table stage",
      /write one SELECT, and no other statement/,
    ],
    [
      "two queries",
      "select 1 from stage; select 2 from stage",
      /the SQL does not parse: it has 2 statements; write one/,
    ],
    ["what is no query", "create table a (n int)", /write one SELECT: this begins with create/],
    ["what cannot be parsed", "selct 1", /write one SELECT: this begins with selct/],
    ["a comma too many", "select id, from stage where", /the SQL does not parse: syntax error/],
  ];
  for (const [what, sql, ...wanted] of refused)
    it(`is not ${what}`, async () => {
      const faults = await faultsOf(sql);
      for (const pattern of wanted)
        assert.ok(
          faults.some((fault) => pattern.test(fault)),
          `${String(pattern)} in\n${faults.join("\n")}`,
        );
    });

  const allowed: readonly string[] = [
    "select n, x / 2 as half, x / nullif(n, 0) as y, -x, +n, d * 2, d + 0.5 from stage",
    "select cast(floor(x) as int) as n, cast(round(x) as bigint), cast(n as string), cast(d as double) from stage",
    "select n, sum(x) over (partition by t order by n nulls first, _row nulls first rows between 2 preceding and current row) from stage",
    "with a as (select n, count(*) as many from stage group by n having count(*) > 1) select a.n from a join stage using (n) where exists (select 1 from a as b where b.n = a.n)",
    "select if(x > 0, 'plus', t), case n when 1 then null else x end, t in ('a', 'b'), t like 'a%' from stage",
    "select date '2024-02-29' + n, timestamp_micros(moment) >= timestamp '2024-02-29 12:00:00' from stage order by n nulls last limit 3",
    "/* from here */ select n from stage -- from there",
    "select t || '-' || cast(n as string), greatest(x, 0), max(n) filter (where x > 0) from stage group by t, n, x",
  ];
  for (const sql of allowed) it(`is ${sql}`, async () => assert.deepEqual(await faultsOf(sql), []));

  it("wants casts to the declared types that are portable", async () => {
    const faults = await faultsOf(
      "select n, timestamp_micros(moment) as timestamp, t as x, x as d, x as big from stage",
    );
    assert.equal(faults.length, 3);
    assert.match(faults[0] ?? "", /^column x, declared double: text is cast to double/);
  });

  it("looks into the rules too", async () => {
    const rules = [
      {
        name: "odd",
        severity: "error",
        kind: "row",
        violation: "not coalesce((log(x) > 1 and cast(t as int) = 1), false)",
      },
    ] as const;
    const faults = await portableFaults({ ...plan, rules });
    assert.equal(faults.length, 2);
    assert.match(faults[0] ?? "", /^rule odd: log is not/);
    assert.match(faults[1] ?? "", /^rule odd: text is cast/);
  });

  describe("of a run", () => {
    const home = temporaryHome();

    it("is checked before anything is fetched", async () => {
      const dataset: Dataset = {
        ...weather,
        table: { ...weather.table, sql: "select log(rain) as rain from stage" },
      };
      const ports = portsIn(home());
      const watch = { begin: () => undefined, end: () => undefined };
      const { status, rows, error } = await run(dataset, { date: "2026-01-01" }, ports, watch);
      assert.deepEqual([status, rows.read, error?.name], ["failed", 0, "SqlNotPortable"]);
      assert.match(error?.message ?? "", /log is not among the portable functions/);
      assert.deepEqual(await keysOf(ports.store, "raw/"), []);
    });
  });

  it("tells all faults in one failure", async () => {
    const sql = "select log(x) as x, now() from stage limit 1";
    await assert.rejects(checkSql({ ...plan, sql }), (error: Error) => {
      assert.equal(error.name, "SqlNotPortable");
      assert.match(error.message, /for 3 reasons; docs\/sql\.md/);
      return true;
    });
  });
});

describe("SQL over the data set's columns", () => {
  const of = transformPlan(weather);
  const refused: readonly (readonly [what: string, changed: Partial<typeof of>, ...faults: string[]])[] = [
    [
      "leaves columns out",
      { sql: "select Day, temperature, rain, false as freezing, remark as remarks from stage" },
      "table.columns.station: the SQL does not select it",
      'table.columns.remark: the SQL does not select it (it selects remarks: did you mean "remark"?)',
    ],
    [
      "misspells a column",
      { sql: of.sql.replace("station,", "statoin,") },
      'table.sql: Referenced column "statoin" not found in FROM clause! Candidate bindings: "station", "temperature"',
    ],
    [
      "misspells a column in a rule",
      {
        rules: [{ name: "wet", severity: "error", kind: "row", violation: "not coalesce(rian >= 0, false)" }],
      },
      'rule wet: Referenced column "rian" not found in FROM clause! Candidate bindings: "rain", "remark", "freezing", "day"',
    ],
  ];
  for (const [what, changed, ...faults] of refused)
    it(`is refused if it ${what}`, async () => {
      const fault = await sqlFault({ ...of, ...changed });
      assert.equal(fault?.name, "InvalidSql");
      const [first, ...others] = fault.message.split("\n  ");
      assert.deepEqual(others, faults);
      assert.match(first!, new RegExp(`does not fit the data set's columns, for ${faults.length} reason`));
    });
});
