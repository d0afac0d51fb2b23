/** Changes of type in DuckDB. A value survives here if and only if it survives in Spark (glue/retype.py). */
import { typeChange } from "../retype";
import { decimalOf, typeNames, type ColumnType } from "../types";

/** An expression's value as another type; null if the value does not fit that type. */
export function convertedSql(from: ColumnType, to: ColumnType, value: string): string {
  const name = typeNames(to).duckdb;
  if (from === to) return `cast(${value} as ${name})`;
  if (typeChange(from, to) === "never") return `cast(null as ${name})`;
  // By way of the digits: DuckDB's cast multiplies in doubles, which changes the last digits.
  if (from === "double" && decimalOf(to)) return `try_cast(${digitsOf(value)} as ${name})`;
  if (to === "double" && decimalOf(from)) return `try_cast(cast(${value} as varchar) as ${name})`;
  return `try_cast(${value} as ${name})`;
}

/**
 * The digits of a double without an exponent. DuckDB does not cast "1e-05" to a decimal type without digits before its point, and
 * accepts some numbers with an exponent that have one digit too many.
 */
function digitsOf(value: string): string {
  const text = `cast(${value} as varchar)`;
  const [mantissa, exponent] = [1, 2].map((part) => `split_part(${text}, 'e', ${part})`);
  const digits = `replace(replace(${mantissa}, '.', ''), '-', '')`;
  const zeros = (count: string) => `repeat('0', ${count})`;
  const small = `'0.' || ${zeros(`-cast(${exponent} as int) - 1`)} || ${digits}`;
  // DuckDB writes doubles this way from 1e16 on, where at most 17 digits leave none behind the point.
  const large = `${digits} || ${zeros(`cast(${exponent} as int) + 1 - length(${digits})`)}`;
  const sign = `case when ${value} < 0 then '-' else '' end`;
  return (
    `case when contains(${text}, 'e-') then ${sign} || ${small} ` +
    `when contains(${text}, 'e+') then ${sign} || ${large} else ${text} end`
  );
}

/** True if an expression's value is unchanged after a round trip to the other type; true for null. */
export function survivesSql(from: ColumnType, to: ColumnType, value: string): string {
  const change = typeChange(from, to);
  if (change === "exact") return "true";
  if (change === "never") return `${value} is null`;
  const back = convertedSql(to, from, convertedSql(from, to, value));
  const conditions = [`${back} is not distinct from ${value}`, ...guards(from, to, value)];
  return `(${value} is null or (${conditions.join(" and ")}))`;
}

/** Conditions for values that a round trip alone would let pass in one of the engines. */
function guards(from: ColumnType, to: ColumnType, value: string): string[] {
  // Spark turns 2^63 into the greatest bigint.
  if (from === "bigint" && to === "double") return [`cast(${value} as double) < 9223372036854775808e0`];
  if (from === "double" && to === "bigint") return [`${value} < 9223372036854775808e0`];
  // Excludes days beyond the years 1 to 9999, and `infinity`, which is a date in DuckDB.
  if (from === "string" && to === "date") return [`length(${value}) = 10 and ${value} >= '0001'`];
  return [];
}
