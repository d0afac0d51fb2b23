/** The conformance suite's cases: for each function of the portable list, expressions over `edges` or `series`. */

/** One SQL text that both engines execute; `names` are the functions of the list that it covers. */
export interface Case {
  readonly id: string;
  readonly names: readonly string[];
  readonly sql: string;
  /** Doubles may differ by 1e-12 of their size. */
  readonly computed: boolean;
}

/** Expressions by function over `edges`, row by row; a text that begins with `where` filters those after it. */
const scalars: Readonly<Record<string, readonly string[]>> = {
  "+": [
    "j + 1",
    "i + b % 1000",
    "x + y",
    "x + 1",
    "x + 0.5",
    "c + 1",
    "c + c",
    "c + j",
    "day + 1",
    "day + j",
    "+j",
    "cast(c as decimal(20,4)) + c",
  ],
  "-": ["j - 1", "-j", "-x", "x - y", "c - 1.5", "c - c", "day - j", "-c", "-d", "0 - b"],
  "*": ["j * 3", "x * y", "x * 2", "c * c", "c * 2", "c * 1.5", "x * 0.1", "j * 2.5"],
  "/": [
    "j / nullif(i, 0)",
    "x / nullif(y, 0)",
    "x / 3",
    "b / 1000",
    "x / nullif(c, 0)",
    "1 / nullif(x, 0)",
    "x / 0.5",
  ],
  "%": ["j % 3", "j % -3", "b % 1000", "x % 2", "x % nullif(y, 0)", "j % nullif(i, 0)"],
  "||": ["t || u", "t || '-' || u", "u || ''"],
  "~~": ["t like 'a%'", "t like '%b_c'", "t like ''", "t like 'ABC'", "t like '_'", "t like '%ñ_x'"],
  "!~~": ["t not like 'a%'", "t not like '%'"],
  abs: ["abs(j)", "abs(i)", "abs(b)", "abs(x)", "abs(c)", "abs(d)"],
  sign: ["sign(x)"],
  floor: ["floor(x)", "floor(x * 10)"],
  ceil: ["ceil(x)", "ceil(-x)"],
  round: ["round(x)", "round(-x)", "round(x * 1e3)"],
  sqrt: ["sqrt(x)", "sqrt(i)", "sqrt(b)"],
  cbrt: ["cbrt(x)", "cbrt(j)"],
  exp: ["exp(x)", "exp(j)"],
  ln: ["ln(x)", "ln(i)", "ln(b)"],
  log10: ["log10(x)", "log10(i)"],
  log2: ["log2(x)", "log2(i)"],
  power: ["power(x, 2)", "power(x, y)", "power(j, 3)", "power(2, x)", "power(x, 0.5)"],
  sin: ["sin(x)", "sin(j)"],
  cos: ["cos(x)", "cos(j)"],
  tan: ["tan(x)", "tan(j)"],
  asin: ["asin(x)", "asin(j)"],
  acos: ["acos(x)", "acos(j)"],
  atan: ["atan(x)", "atan(j)"],
  atan2: ["atan2(x, y)", "atan2(j, i)"],
  degrees: ["degrees(x)"],
  radians: ["radians(x)"],
  pi: ["pi()"],
  isnan: ["isnan(x)", "isnan(x / nullif(y, 0))"],
  greatest: [
    "greatest(i, j)",
    "greatest(x, 1e0)",
    "greatest(x, y)",
    "greatest(x, 0e0)",
    "greatest(t, u)",
    "greatest(day, till)",
    "greatest(ts, tu)",
    "greatest(i, j, 5)",
    "greatest(c, 1.5)",
  ],
  least: [
    "least(i, j)",
    "least(x, 1e0)",
    "least(x, y)",
    "least(x, 0e0)",
    "least(t, u)",
    "least(day, till)",
    "least(ts, tu)",
  ],
  nullif: [
    "nullif(i, 0)",
    "nullif(x, 0)",
    "nullif(x, y)",
    "nullif(t, '')",
    "nullif(day, till)",
    "nullif(c, 1.5)",
  ],
  length: ["length(t)", "length(u)"],
  lower: ["lower(case when length(md5(t)) = 32 and t in ('ABC', 'aBc dEf', '', 'abc') then t end)"],
  upper: ["upper(case when t in ('ABC', 'aBc dEf', '', 'abc', 'a%b_c') then t end)"],
  trim: ["trim(t)", "trim(u)"],
  ltrim: ["ltrim(t)", "ltrim(u)"],
  rtrim: ["rtrim(t)", "rtrim(u)"],
  replace: ["replace(t, u, 'X')", "replace(t, 'a', u)", "replace(t, 'a', '')", "replace(t, '', 'x')"],
  substr: [
    "substr(t, j)",
    "substr(t, 2, j)",
    "substr(t, j, 2)",
    "substr(t, 0, 2)",
    "substr(t, -2)",
    "substr(t, 1, 1)",
    "substr(t, i, 2147483647)",
  ],
  substring: ["substring(t, j, i)", "substring(t, 2)", "substring(t from 2 for 2)"],
  instr: ["instr(t, u)", "instr(t, 'c')"],
  startswith: ["startswith(t, u)"],
  endswith: ["endswith(t, u)"],
  contains: ["contains(t, u)"],
  md5: ["md5(t)"],
  year: ["year(day)", "year(ts)"],
  quarter: ["quarter(day)", "quarter(ts)"],
  month: ["month(day)", "month(ts)"],
  day: ["day(day)", "day(ts)"],
  dayofmonth: ["dayofmonth(day)", "dayofmonth(ts)"],
  dayofyear: ["dayofyear(day)", "dayofyear(ts)"],
  weekofyear: ["weekofyear(day)", "weekofyear(ts)"],
  dayofweek: ["dayofweek(day)", "dayofweek(ts)"],
  weekday: ["weekday(day)", "weekday(ts)"],
  hour: ["hour(ts)"],
  minute: ["minute(ts)"],
  second: ["second(ts)"],
  datediff: ["datediff(day, till)", "datediff(till, day)"],
  date_add: ["date_add(day, 1)", "date_add(day, j)"],
  date_sub: ["date_sub(day, 1)", "date_sub(day, j)"],
  add_months: ["add_months(day, 1 - 2)", "add_months(day, -j * j)"],
  last_day: ["last_day(day)"],
  make_date: ["make_date(2020 + j, 2, 28)", "make_date(2000, 1 + j * j % 12, 15)"],
  unix_date: ["unix_date(day)"],
  date_from_unix_date: ["date_from_unix_date(j)", "date_from_unix_date(unix_date(day))"],
  trunc: ["trunc(day, 'year')", "trunc(day, 'quarter')", "trunc(day, 'month')", "trunc(day, 'week')"],
  date_trunc: [
    ..."year quarter month week day hour minute second".split(" ").map((unit) => `date_trunc('${unit}', ts)`),
  ],
  timestamp_seconds: ["timestamp_seconds(j)", "timestamp_seconds(i)"],
  timestamp_millis: ["timestamp_millis(j)", "timestamp_millis(i)"],
  timestamp_micros: [
    "timestamp_micros(j)",
    "timestamp_micros(i)",
    "timestamp_micros(1388534400000000 + 20000 * j)",
  ],
  unix_seconds: ["unix_seconds(ts)"],
  unix_millis: ["unix_millis(ts)"],
  unix_micros: ["unix_micros(ts)"],
};

/** Aggregates over `series`. */
const aggregates: Readonly<Record<string, readonly string[]>> = {
  count_star: ["count(*)", "count(*) filter (where yes)"],
  count: ["count(v)", "count(distinct k)", "count(distinct w)", "count(t)", "count(distinct t)"],
  sum: [
    "sum(k)",
    "sum(b)",
    "sum(v)",
    "sum(w)",
    "sum(z)",
    "sum(c)",
    "sum(d)",
    "sum(v) filter (where yes)",
    "sum(distinct k)",
  ],
  avg: ["avg(k)", "avg(b)", "avg(v)", "avg(w)"],
  min: [
    "min(k)",
    "min(b)",
    "min(v)",
    "min(w)",
    "min(z)",
    "min(c)",
    "min(d)",
    "min(t)",
    "min(day)",
    "min(ts)",
    "min(yes)",
  ],
  max: [
    "max(k)",
    "max(b)",
    "max(v)",
    "max(w)",
    "max(z)",
    "max(c)",
    "max(d)",
    "max(t)",
    "max(day)",
    "max(ts)",
    "max(yes)",
  ],
  bool_and: ["bool_and(yes)", "bool_and(v > 0)"],
  bool_or: ["bool_or(yes)", "bool_or(v > 900)"],
  stddev_samp: ["stddev_samp(v)", "stddev_samp(k)"],
  stddev_pop: ["stddev_pop(v)", "stddev_pop(k)"],
  var_samp: ["var_samp(v)", "var_samp(k)"],
  var_pop: ["var_pop(v)", "var_pop(k)"],
  median: ["median(v)", "median(w)"],
};

const ordered = "(partition by g order by k nulls first, n nulls first)";
const backward = "(partition by g order by k desc nulls last, t nulls first, n desc nulls last)";
const ties = "(partition by g order by k nulls last)";
const frame = "(partition by g order by n nulls first rows between 2 preceding and 1 following)";

/** Windows over `series`. */
const windows: Readonly<Record<string, readonly string[]>> = {
  row_number: [`row_number() over ${ordered}`, `row_number() over ${backward}`],
  rank: [
    `rank() over ${ties}`,
    "rank() over (order by t nulls first)",
    "rank() over (order by w nulls first)",
  ],
  dense_rank: [`dense_rank() over ${ties}`, "dense_rank() over (order by w desc nulls last)"],
  percent_rank: [`percent_rank() over ${ties}`],
  cume_dist: [`cume_dist() over ${ties}`],
  ntile: [`ntile(4) over ${ordered}`],
  lag: [
    `lag(v) over ${ordered}`,
    `lag(k, 2) over ${backward}`,
    `lag(t, 1, 'none') over ${ordered}`,
    `lag(w) over ${ordered}`,
  ],
  lead: [`lead(v) over ${ordered}`, `lead(ts, 3) over ${ordered}`, `lead(b, 1, 0) over ${backward}`],
  first_value: [`first_value(v) over ${ordered}`, `first_value(t) over ${frame}`],
  last_value: [`last_value(v) over ${ordered}`, `last_value(w) over ${frame}`],
  nth_value: [`nth_value(v, 2) over ${ordered}`, `nth_value(t, 3) over ${frame}`],
  sum: [
    `sum(v) over ${ordered}`,
    `sum(k) over ${frame}`,
    "sum(c) over (partition by g)",
    `sum(v) over ${ties}`,
  ],
  avg: [`avg(v) over ${frame}`, `avg(k) over ${ordered}`],
  min: [`min(v) over ${frame}`, `min(w) over ${ordered}`, `min(n) over (partition by g)`],
  max: [`max(t) over ${frame}`, `max(w) over ${ordered}`],
  count: [`count(v) over ${frame}`],
  count_star: [`count(*) over ${ties}`],
  stddev_samp: [`stddev_samp(v) over ${frame}`],
};

/** What is written without a function: casts that are allowed, comparisons, conditions, joins, sets. */
const statements: Readonly<Record<string, string>> = {
  "casts of integers": `select n, cast(i as bigint), cast(i as double), cast(b as double), cast(i as decimal(38,10)), cast(j as decimal(9,2)),
    cast(j as string), cast(b as string), cast(case when b between -1 and 17 then b end as int), cast(yes as int), try_cast(b as int) from edges`,
  "casts of doubles":
    "select n, cast(round(case when abs(x) < 1e9 then x end) as bigint), cast(round(case when abs(x) < 1e9 then x end) as int), cast(floor(case when abs(x) < 1e9 then x end) as int) from edges",
  "casts of decimals":
    "select n, cast(c as double), cast(c as decimal(38,10)), cast(c as decimal(9,1)), cast(case when abs(d) < 1000 then d end as decimal(9,2)) from edges",
  "casts of long decimals to doubles": "select n, cast(d as double) from edges",
  "casts of times":
    "select n, cast(day as timestamp), cast(ts as date), cast(case when year(day) > 1000 then day end as string), cast(yes as string) from edges",
  comparisons: `select n, x = y, x < y, x >= y, x <> y, x = x, x > 0, x = 0, x is distinct from y, t = u, t < u, t >= 'a', day < till,
    day = date '2024-02-29', ts > tu, ts >= timestamp '2024-03-31 01:00:00', i < j, b > i, c = 1.5, c > j, x > c, yes = true from edges`,
  conditions: `select n, case when x > 0 then 'plus' when x < 0 then 'minus' else t end, case i when 1 then j else b end, coalesce(i, j), coalesce(x, 0), coalesce(x, i),
    coalesce(t, u, ''), coalesce(c, j), coalesce(day, till), if(yes, i, j), yes and x > 0, yes or x > 0, not yes, x between 0 and 1, i in (1, 7, null), i not in (1, 7), t in ('a', ''), x is null from edges`,
  literals:
    "select n, 0.1, 1e-3, 123456789012, 1.5 + 0.25, 'é😀', date '1969-07-20', timestamp '1969-07-20 20:17:40.123456', true, null, -0e0, 1e308 from edges where n = 1",
  "grouping by texts, dates and integers":
    "select t, day, count(*), min(n) from edges group by t, day having count(*) > 0",
  "extremes of doubles": "select g, min(x), max(x), count(distinct x) from edges group by g",
  "sums of doubles beyond their range":
    "select g, sum(x), avg(x) from edges where x is null or abs(x) > 1e300 group by g",
  "grouping by a double of both zeros": "select z, count(*) from series group by z",
  "distinct doubles": "select distinct z, w from series",
  "a partition by a double":
    "select n, row_number() over (partition by z order by n nulls first), rank() over (order by z nulls first) from series",
  values: "select a + 1, b from (values (1, 'x'), (2, null)) as v(a, b)",
  backslashes: "select n, t || 'a\\b', t = 'back\\slash' from edges where n < 40",
  "grouping by a double": "select x, count(*) from edges group by x",
  distinct: "select distinct t, i from edges",
  joins: "select a.n, b.n, a.t, b.v from edges a left join series b on a.n = b.n and b.k > 1 where a.n < 100",
  "a full join":
    "select a.k, b.n from (select distinct k from series) a full join edges b on a.k = b.n where b.n is null or b.n < 50",
  "a join on a double": "select a.n, b.n from edges a join edges b on a.x = b.y and a.n = b.n + 7",
  "a join using": "select n, g, edges.t from edges join series using (n, g)",
  "a cross join": "select count(*), sum(b.k) from edges a cross join (select k from series where n < 5) b",
  unions: "select t, 1 as side from edges union all select t, 2 from series",
  "a union": "select t from edges union select t from series",
  "except and intersect": "select u from edges except select t from series",
  subqueries:
    "select n from edges where i in (select k from series) and exists (select 1 from series s where s.n = edges.n) and x > (select min(v) from series)",
  "not in with nulls": "select n from edges where i not in (select k from series)",
  "a common table expression":
    "with a as (select n, k from series where k > 2), b as (select n from a) select a.n, k from a join b on a.n = b.n",
  "the first rows": "select n, t from series order by t desc nulls last, n nulls first limit 7",
  "a window over windows": `select n, first_value(k) over (order by r nulls first, n nulls first) from (select *, row_number() over (partition by g order by n nulls first) as r from series)`,
};

const expressions = (columns: readonly string[]) => columns.map((text, at) => `${text} as c${at}`).join(", ");

/** All cases; each function's in one statement, aggregates also over nothing and over one row. */
export function allCases(isComputed: (name: string) => boolean): Case[] {
  const rows = Object.entries(scalars).map(([name, columns]) => ({
    id: name,
    names: [name],
    sql: `select n, ${expressions(columns)} from edges`,
    computed: isComputed(name),
  }));
  const groups = Object.entries(aggregates).flatMap(([name, columns]) =>
    [
      ["by group", "select g, @ from series group by g"],
      ["by a key with nulls", "select k, @ from series group by k"],
      ["of all", "select 1 as one, @ from series"],
      ["of nothing", "select 1 as one, @ from series where n < 0"],
      ["of one row", "select n, @ from series where n = 8 group by n"],
    ].map(([what = "", sql = ""]) => ({
      id: `${name} ${what}`,
      names: [name],
      sql: sql.replace("@", expressions(columns)),
      computed: isComputed(name),
    })),
  );
  const over = Object.entries(windows).map(([name, columns]) => ({
    id: `${name} over`,
    names: [name],
    sql: `select n, ${expressions(columns)} from series`,
    computed: isComputed(name),
  }));
  const others = Object.entries(statements).map(([id, sql]) => ({ id, names: [], sql, computed: false }));
  return [...rows, ...groups, ...over, ...others];
}
