/** Compares two engines' answers value by value, the order of rows aside. */
import type { Answer } from "./duckdb-answer";

const number = (text: string) => Number(text.replace("inf", "Infinity").replace("nan", "NaN"));

/** Kind of a column by an engine's type name: what the engine around the SQL may cast without loss is one kind. */
function kindOf(type: string): "double" | "exact number" | "time" | "other" {
  if (type === "double") return "double";
  if (/^(tinyint|smallint|int|integer|bigint|hugeint|decimal.*)$/.test(type)) return "exact number";
  if (type.startsWith("timestamp")) return "time";
  return "other";
}

const plain = (text: string) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text).replace(/^-0$/, "0");

function same(kind: string, computed: boolean, a: string | null, b: string | null): boolean {
  if (a === null || b === null) return a === b;
  if (kind === "exact number") return plain(a) === plain(b);
  if (kind !== "double") return a === b;
  const [x, y] = [number(a), number(b)];
  return Object.is(x, y) || (computed && Math.abs(x - y) <= 1e-12 * Math.max(Math.abs(x), Math.abs(y)));
}

/** Rows in an order that both engines share: by everything but the doubles, which may differ in a digit, then by those. */
function sorted(rows: readonly (readonly (string | null)[])[], kinds: readonly string[], computed: boolean) {
  const keyed = rows.map((row) => {
    const texts = row.map((value, at) =>
      value === null
        ? "~"
        : kinds[at] === "exact number"
          ? plain(value)
          : kinds[at] === "double"
            ? ""
            : value,
    );
    const doubles = row
      .filter((_, at) => kinds[at] === "double")
      .map((value) =>
        value === null
          ? "~"
          : computed
            ? number(value).toPrecision(9)
            : `${1 / number(value)} ${number(value)}`,
      );
    return { key: JSON.stringify([texts, doubles]), row };
  });
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ row }) => row);
}

/** What differs, at most a few lines of it; nothing where the answers are the same. */
export function differences(spark: Answer, duckdb: Answer, computed: boolean): string[] {
  if ("error" in spark || "error" in duckdb) {
    return [
      `Spark: ${"error" in spark ? spark.error.slice(0, 300) : "answers"}; DuckDB: ${"error" in duckdb ? duckdb.error.slice(0, 300) : "answers"}`,
    ];
  }
  const untyped = (type: string) => type === "void" || type === '"null"';
  const kinds = spark.types.map(kindOf);
  const faults = kinds.flatMap((kind, at) => {
    const [a = "", b = ""] = [spark.types[at], duckdb.types[at]];
    return kind === kindOf(b) || untyped(a) || untyped(b) ? [] : [`column ${at}: Spark ${a}, DuckDB ${b}`];
  });
  if (spark.types.length !== duckdb.types.length)
    faults.push(`${spark.types.length} and ${duckdb.types.length} columns`);
  if (spark.rows.length !== duckdb.rows.length)
    faults.push(`${spark.rows.length} and ${duckdb.rows.length} rows`);
  if (faults.length) return faults;
  const other = sorted(duckdb.rows, kinds, computed);
  for (const [at, row] of sorted(spark.rows, kinds, computed).entries())
    for (const [column, kind] of kinds.entries()) {
      const [a, b] = [row[column] ?? null, other[at]?.[column] ?? null];
      if (!same(kind, computed, a, b))
        faults.push(`row ${row[0]}, column ${column}: Spark ${a}, DuckDB ${b}`);
    }
  return faults.slice(0, 12);
}
