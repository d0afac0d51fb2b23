/**
 * The key of the table `result` in DuckDB: its order and its duplicates. Run `keyQuery`; unless its row says `isInKeyOrder`, run
 * each of `sortStatements` and `keyQuery` again. Then pass its row to `readChecks` with those of `checkQueries`.
 */
import type { TransformPlan } from "../plan";
import { quoteName, quoteText } from "./sql-literals";

type Keyed = Pick<TransformPlan, "key">;

/**
 * Compares each row's key with that of the row before, as they are stored: counts the rows out of order and those that repeat a
 * key, and finds the smallest repeated key. In key order equal keys are neighbours, so no grouping is needed. Returns one row.
 */
export function keyQuery(plan: Keyed): string {
  const { key } = plan;
  const before = key.map((name) => `lag(${quoteName(name)}) over () as ${quoteName(previous(name))}`);
  const smallest = key.map(
    (name) =>
      `cast(struct_extract(min(case when ${repeats(plan)} then ${keyStruct(plan)} end), ${quoteText(name)}) as varchar) as ${quoteName(`duplicate.${name}`)}`,
  );
  return [
    `select`,
    // A window without an order takes the rows as they come. That is their stored order only if their numbers rise by one.
    `  count_if("row.this" <> "row.previous" + 1 or ${precedes(key)}) as "out_of_order",`,
    `  count_if(${repeats(plan)}) as "rule.key_unique",`,
    `  ${smallest.join(",\n  ")}`,
    `from (`,
    `  select rowid as "row.this", lag(rowid) over () as "row.previous", ${[...key.map(quoteName), ...before].join(", ")}`,
    `  from "result"`,
    `)`,
  ].join("\n");
}

/** Whether the row of `keyQuery` shows that `result` is stored in key order. */
export const isInKeyOrder = (row: Readonly<Record<string, unknown>>): boolean =>
  Number(row["out_of_order"]) === 0;

/** Put `result` in key order. */
export const sortStatements = ({ key }: Keyed): readonly string[] => [
  [
    `create or replace temp table "sorted" as`,
    `select * from "result"`,
    `order by ${key.map((name) => `${quoteName(name)} nulls first`).join(", ")}`,
  ].join("\n"),
  `drop table "result"`,
  `alter table "sorted" rename to "result"`,
];

/** True for a row whose key has a null. */
export const anyNull = ({ key }: Keyed): string =>
  key.map((name) => `${quoteName(name)} is null`).join(" or ");

/** A row's key as a struct, which DuckDB compares field by field. */
export const keyStruct = ({ key }: Keyed): string =>
  `struct_pack(${key.map((name) => `${quoteName(name)} := ${quoteName(name)}`).join(", ")})`;

const previous = (name: string) => `previous.${name}`;

/** True for a row that has the same key as the row before, without a null: key_not_null counts those. */
const repeats = ({ key }: Keyed) =>
  key.map((name) => `${quoteName(name)} = ${quoteName(previous(name))}`).join(" and ");

/** True for a row that belongs before the row before it. Strings compare by their bytes, nulls come first. */
function precedes([name, ...rest]: readonly string[]): string {
  const [value, before] = [quoteName(name!), quoteName(previous(name!))];
  const less = `${value} < ${before} or (${value} is null and ${before} is not null)`;
  return rest.length === 0
    ? `(${less})`
    : `(${less} or (${value} is not distinct from ${before} and ${precedes(rest)}))`;
}
