/** A plan with a rule of every kind, and rows at their edges, for both engines. */
import { planRules } from "../../contract/rules/plan-rules";
import type { TransformPlan } from "../../contract/plan";
import { readings } from "./staged-run";

/** `readings` with a rule of every kind; a `row_number` is null where `_row` is 0, and rows with `_row` 9 are left out. */
export const ruled: TransformPlan = {
  ...readings,
  sql: "select id, taken, value, amount, nullif(_row, 0) as row_number from stage where _row <> 9",
  rules: planRules(readings, [
    { name: "in_range", kind: "range", column: "value", min: -1, max: 1 },
    { name: "small", kind: "expression", sql: "amount < 10", severity: "warn" },
    { name: "every_value", kind: "covers", column: "value", stage: "value" },
    { name: "three_rows", kind: "rows", min: 3 },
    { name: "steady", kind: "change", max: 0.1 },
  ]),
};

const row = (id: string, taken: string, value: string, amount: string, row = 1) =>
  `select ${id}::int as id, '${taken}+00'::timestamptz as taken, ${value}::double as value, ${amount}::decimal(38,10) as amount,
     'a' as _file, 0::bigint as _offset, ${row}::bigint as _row`;

interface Ruled {
  readonly what: string;
  readonly staged: string | undefined;
  /** Violations by rule, those that are not 0, with the `id` of the example. */
  readonly broken: Readonly<Record<string, number | readonly [violations: number, id: string]>>;
}

export const ruledRows: readonly Ruled[] = [
  { what: "no row", staged: undefined, broken: {} },
  {
    what: "sound values at the bounds",
    staged: [
      row("1", "2020-01-01 00:00:00", "1", "9.9999999999"),
      row("2", "2020-01-01 00:00:00", "-1", "0"),
      row("3", "2020-01-01 00:00:00", "-0.0", "-1"),
      row("4", "2020-01-01 00:00:00", "null", "0"),
    ].join(" union all "),
    broken: {},
  },
  {
    what: "NaN, infinities and nulls, the smallest key in no order of the rows",
    staged: [
      row("7", "2020-01-01 00:00:00", "'nan'", "10"),
      row("-3", "1969-12-31 23:59:59.999999", "'inf'", "0"),
      row("5", "2020-01-01 00:00:00", "'-inf'", "null"),
      row("2", "2020-01-01 00:00:00", "0", "1", 0),
      row("8", "2020-01-01 00:00:00", "'nan'", "1", 0),
    ].join(" union all "),
    broken: { not_null_row_number: [2, "2"], in_range: [4, "-3"], small: [2, "5"] },
  },
  {
    what: "rows without a whole key, which are no example",
    staged: [
      row("null", "2020-01-01 00:00:00", "5", "0"),
      row("null", "2020-01-01 00:00:00", "0", "50"),
      row("1", "2020-01-01 00:00:00", "0", "50"),
    ].join(" union all "),
    broken: { key_not_null: 2, in_range: 1, small: [2, "1"] },
  },
  {
    what: "values that the table lacks, -0.0 and NaN among them",
    staged: [
      row("1", "2020-01-01 00:00:00", "0.0", "0"),
      row("2", "2020-01-01 00:00:00", "-0.0", "0", 9),
      row("3", "2020-01-01 00:00:00", "'nan'", "0", 9),
      row("4", "2020-01-01 00:00:00", "'nan'", "0", 9),
      row("5", "2020-01-01 00:00:00", "null", "0", 9),
    ].join(" union all "),
    broken: { every_value: 1 },
  },
  {
    what: "timestamps that are equal in milliseconds",
    staged: [
      row("1", "1969-12-31 23:59:59.9995", "0", "0"),
      row("1", "1970-01-01 00:00:00", "0", "0"),
      row("1", "1970-01-01 00:00:00.000499", "0", "0"),
      row("1", "1970-01-01 00:00:00.0005", "0", "0"),
      row("1", "1970-01-01 00:00:00.001", "0", "0"),
      row("1", "1970-01-01 00:00:00.001", "0", "0"),
      row("2", "1970-01-01 00:00:00.000499", "0", "0"),
      row("null", "1970-01-01 00:00:00.000499", "0", "0"),
    ].join(" union all "),
    broken: { key_not_null: 1, key_unique: 1, key_unique_in_milliseconds: 3 },
  },
];

/** A report's broken rules, as `ruledRows` have them. */
export const brokenOf = (
  rules: readonly {
    readonly name: string;
    readonly violations: number;
    readonly example?: readonly { readonly value: string }[];
  }[],
) =>
  Object.fromEntries(
    rules
      .filter(({ violations }) => violations > 0)
      .map(({ name, violations, example }) => [name, example ? [violations, example[0]?.value] : violations]),
  );
