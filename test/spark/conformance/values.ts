/** Values at the edges of every type, one list a column, and a small series with ties, as SQL that DuckDB executes. */

const doubles = (
  "null NaN Infinity -Infinity 0.0 -0.0 1e308 -1e308 1.7976931348623157e308 5e-324 -5e-324 2.2250738585072014e-308 0.1 0.5 -0.5 " +
  "0.49999999999999994 1.5 2.5 -2.5 2.675 1.005 4503599627370497.5 9007199254740993 9223372036854774784 9223372036854775808 " +
  "-9223372036854775808 1e19 1 -1 100 3.141592653589793 1e-300 0.12345678901234567 1234567.8901234567 -7 8"
).split(" ");
const ints = "null 0 1 -1 2 -2 7 -7 10 100 2147483647 -2147483647".split(" ");
const bigints =
  "null 0 1 -1 9007199254740993 -9007199254740993 9223372036854775807 -9223372036854775807 17".split(" ");
const decimals = (
  "null 0 1 -1 0.0000000001 -0.0000000001 0.5 2.5 -2.5 1.005 12345678901234567.8901234567 " +
  "9999999999999999999999999999.9999999999 -9999999999999999999999999999.9999999999"
).split(" ");
const cents = "null 0 1.5 -1.5 0.01 -0.01 9999999.99 -9999999.99 2.25 2.35".split(" ");
const dates = (
  "null 1970-01-01 1969-12-31 2000-02-29 1900-02-28 2024-02-29 2024-03-31 2024-01-31 2023-12-31 2021-01-03 2021-01-04 " +
  "2020-12-28 0001-01-20 1582-10-10 9999-12-20 2024-10-27 2026-06-15"
).split(" ");
/** Microseconds; among them the hours at which clocks change in Berlin and New York. */
const instants = (
  "null 0 -1 1 999999 1500001 -62135596799999999 951782399999999 951868800000000 1711846800000000 1711850399999999 " +
  "1729990800000000 1710054000000000 1730610000123456 -2208988800000001 -12219292800000000 253402300799999999"
).split(" ");
const texts = [
  ...["", "a", " a ", "  ", "ABC", "abc", "aBc dEf", "a%b_c", "aaa", "añ😀x", "straße", "日本語", "İstanbul"],
  ...[
    "e\u0301",
    "é",
    "\u00a0x\u00a0",
    "\ttab\n",
    "it's",
    "back\\slash",
    "👨‍👩‍👧",
    "zz",
    "ab,cd",
    "0",
    "null",
    "\uFFFD",
    "𝒳",
  ],
];

const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
const list = (values: readonly string[], type: string) =>
  `[${values.map((value) => `${value === "null" ? "null" : `'${value}'`}::${type}`).join(", ")}]`;

/** Element `n` of a list, from the beginning again where it ends; `shift` sets two columns of one list apart. */
const cell = (values: string, size: number, column: string, shift = 0) =>
  `(${values})[((n + ${shift}) % ${size}) + 1] as ${column}`;

/**
 * The table `edges`, as many rows as it takes for each double to meet several others: `n` its number, `x` and `y`
 * doubles, `i` and `j` ints (`j` small), `b` bigint, `d` decimal(38,10), `c` decimal(9,2), `t` and `u` texts, `day`
 * and `till` dates, `ts` and `tu` instants, `yes` boolean, `g` a group.
 */
const edges = `select n::int as n, (n % 7)::int as g,
  ${cell(list(doubles, "double"), doubles.length, "x")},
  (${list(doubles, "double")})[((n * 5 + n // ${doubles.length}) % ${doubles.length}) + 1] as y,
  ${cell(list(ints, "int"), ints.length, "i")},
  case when n % 23 = 3 then null else (n % 23) - 11 end::int as j,
  ${cell(list(bigints, "bigint"), bigints.length, "b")},
  ${cell(list(decimals, "decimal(38,10)"), decimals.length, "d")},
  ${cell(list(cents, "decimal(9,2)"), cents.length, "c")},
  ${cell(`[null, ${texts.map(text).join(", ")}]`, texts.length + 1, "t")},
  (['', 'a', null, 'b', ' ', '😀', 'bc', 'abc', 'aa', 'x', 'c'])[(n % 11) + 1] as u,
  ${cell(list(dates, "date"), dates.length, "day")},
  ${cell(list(dates, "date"), dates.length, "till", 3)},
  make_timestamptz((${list(instants, "bigint")})[(n % ${instants.length}) + 1]) as ts,
  make_timestamptz((${list(instants, "bigint")})[((n + 5) % ${instants.length}) + 1]) as tu,
  ([true, false, null])[(n % 3) + 1] as yes
from range(${doubles.length * 5}) as numbers(n)`;

/** 60 rows in groups with ties, nulls and duplicates; `v` finite doubles, `w` ones that are not, `z` zeros of both signs. */
const series = `select n::int as n, (n % 4)::int as g,
  case when n % 11 = 5 then null else n % 6 end::int as k,
  case when n % 13 = 4 then null else sin(n) * 1000 + n / 7 end::double as v,
  ([1e0, null, 'NaN'::double, -1e0, 'Infinity'::double, 0e0])[(n // 8) % 6 + 1] as w,
  ([0e0, -0e0, null])[(n * 5) % 3 + 1] as z,
  (n * 12345.678901234)::decimal(38,10) as d, (n * 1.07 - 20)::decimal(9,2) as c,
  (n * 3000000000 - 7)::bigint as b,
  case when n % 9 = 2 then null else ['é', 'z', 'a', '😀', 'B', '', '\uFFFD'][(n * 7) % 6 + 1] end as t,
  date '1969-12-20' + (n * 3)::int as day, make_timestamptz(n * 86400000123 - 10) as ts,
  case when n % 5 = 0 then null else n % 2 = 0 end as yes
from range(60) as numbers(n)`;

/** The tables that the cases read. */
export const tables: Readonly<Record<string, string>> = { edges, series };
