/** A plan with a column of every type, and rows of the values at which engines differ. */
import { housekeeping, type PlanColumn, type TransformPlan } from "../../contract/plan";

const columns: readonly PlanColumn[] = [
  { name: "id", type: "int", nullable: false },
  { name: "big", type: "bigint", nullable: true },
  { name: "value", type: "double", nullable: true },
  { name: "text", type: "string", nullable: true },
  { name: "flag", type: "boolean", nullable: true },
  { name: "day", type: "date", nullable: true },
  { name: "taken", type: "timestamp", nullable: true },
  { name: "amount", type: "decimal(38,10)", nullable: true },
  { name: "share", type: "decimal(2,2)", nullable: true },
  { name: "timestamp", type: "timestamp", nullable: true },
];

export const edges: TransformPlan = {
  sql: `select id, big, value, text, flag, day, taken, amount, share, taken as "timestamp" from stage -- 'the end'`,
  stage: [...columns.slice(0, -1), ...housekeeping],
  columns,
  key: ["id"],
  mode: "replace",
  rules: [
    {
      name: "value_range",
      severity: "warn",
      kind: "row",
      violation: "value is not null and not (value between -1.0 and 1.0)",
    },
    { name: "some_text", severity: "warn", kind: "row", violation: "not coalesce((text <> ''), false)" },
    { name: "all_values", severity: "warn", kind: "covers", column: "value", stage: "value" },
    { name: "all_texts", severity: "error", kind: "covers", column: "text", stage: "text" },
    { name: "many", severity: "error", kind: "rows", min: 100 },
  ],
};

const lists: Readonly<Record<string, readonly string[]>> = {
  big: ["0", "'-9223372036854775808'", "9223372036854775807", "9007199254740993"],
  value: [
    "'nan'",
    "'inf'",
    "'-inf'",
    "-0.0",
    "0.0",
    "1e308",
    "5e-324",
    "0.1",
    "123456789012345680",
    "1e16",
    "-1.5e-7",
  ],
  text: ["''", "' '", "'ä'", "'😀'", "'\uFFFD'", "'a''b\\n'", "'z'", "'Z'"],
  flag: ["true", "false"],
  day: [
    "'1970-01-01'",
    "'0001-01-01'",
    "'9999-12-31'",
    "'1500-02-28'",
    "'1600-02-29'",
    "'1969-12-31'",
    "'2024-02-29'",
  ],
  taken: [
    "'0001-01-01 00:00:00+00'",
    "'1582-10-10 12:00:00.5+00'",
    "'1969-12-31 23:59:59.999999+00'",
    "'2024-03-31 01:30:00+00'",
    "'2024-10-27 00:30:00.010+00'",
    "'9999-12-31 23:59:59.999999+00'",
  ],
  amount: [
    "0",
    "'9999999999999999999999999999.0123456789'",
    "'-0.0000000001'",
    "1",
    "'12345678901234567.89'",
  ],
  share: ["0", "0.05", "-0.99", "0.5"],
};

/** Rows of `edges` as SQL, each value of each list at least once, a null in every column. */
export function edgeRows(): string {
  const rows = Array.from({ length: 24 }, (_, i) => {
    const values = columns.slice(1, -1).map(({ name, type }) => {
      const list = [...lists[name]!, "null"];
      const cast = type === "timestamp" ? "timestamptz" : type === "string" ? "varchar" : type;
      return `${list[i % list.length]!}::${cast} as ${name}`;
    });
    return `select ${i}::int as id, ${values.join(", ")}, 'a.csv' as _file, ${i * 10}::bigint as _offset, ${i}::bigint as _row`;
  });
  return rows.join("\nunion all\n");
}
