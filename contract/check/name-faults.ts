import type { Report } from "./fault";

// Reserved words of Spark, DuckDB, Athena or Redshift. `timestamp` is left out: three of them take it as a column name without
// quotes, and everything derived for Redshift quotes every name.
const reserved = new Set(
  (
    "all analyse analyze and anti any array as asc asof asymmetric at authorization between binary both " +
    "by case cast check collate collation column concurrently constraint create cross current_date " +
    "current_time current_timestamp current_user default deferrable delete desc describe distinct do " +
    "drop else end escape except exists extract false fetch filter for foreign freeze from full glob " +
    "grant group having ilike in initially inner insert intersect interval into is isnull join lambda " +
    "lateral leading left like limit minus natural not notnull null offset on only or order outer " +
    "overlaps partition pivot pivot_longer pivot_wider placing positional primary qualify references " +
    "returning right select semi session_user show similar some summarize symmetric table " +
    "tablesample then to trailing true union unique unpack unpivot update user using values variadic " +
    "verbose when where window with"
  ).split(" "),
);

/** Faults of a name that every system must take unquoted: `[a-z][a-z0-9_]*`, at most 63 characters, not a reserved word. */
export function nameFault(name: string, path: string, report: Report): void {
  if (name.startsWith("_")) {
    report(path, `"${name}" begins with "_", which marks the program's own columns; leave it out`);
  } else if (!/^[a-z][a-z0-9_]*$/.test(name)) {
    const proper = properName(name);
    const proposal = proper === undefined ? "" : ` (such as "${proper}")`;
    report(
      path,
      `"${name}" is not a valid name: use a lower-case letter, then lower-case letters, digits, "_"${proposal}`,
    );
  } else if (name.length > 63) {
    report(path, `"${name}" has ${name.length} characters; use at most 63`);
  } else if (reserved.has(name)) {
    report(path, `"${name}" is a reserved word of SQL; choose another name (such as "${name}_")`);
  }
}

function properName(name: string): string | undefined {
  const proper = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+|_+$/g, "");
  return proper === "" ? undefined : proper;
}
