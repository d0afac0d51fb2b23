import { namesColumn, type QueryKind } from "../../../contract/rules/rule";

/** The median of a column of doubles lies in a range, both ends included; an empty table has no median and breaks it. */
export interface Median<TableName extends string = string> {
  readonly kind: "median";
  readonly column: TableName;
  readonly min: number;
  readonly max: number;
}

export const median: QueryKind<Median> = {
  shape: { column: "text", min: "number", max: "number" },

  faults({ column, min, max }, { table: { columns } }, report) {
    if (min > max) report("min", `${min} is above max, ${max}; swap them`);
    if (namesColumn("column", column, columns, "the table", report) && columns[column]!.type !== "double")
      report("column", `"${column}" is ${columns[column]!.type}; name a column that is double`);
  },

  inWords: ({ column, min, max }) => `the median of \`${column}\` lies in ${min} to ${max}`,

  query: ({ column, min, max }) =>
    `select case when median(${column}) between ${min} and ${max} then 0 else 1 end from result`,
};
