import { numberLiteral } from "../derive/sql-literals";
import { decimalOf } from "../types";
import { namesColumn, type RowKind } from "./rule";

/** A number lies in a range, both ends included. */
export interface Range<TableName extends string = string> {
  readonly kind: "range";
  readonly column: TableName;
  readonly min: number;
  readonly max: number;
}

export const range: RowKind<Range> = {
  shape: { column: "text", min: "number", max: "number" },

  faults({ column, min, max }, { table: { columns } }, report) {
    if (min > max) report("min", `${min} is above max, ${max}; swap them`);
    if (!namesColumn("column", column, columns, "the table", report)) return;
    const { type } = columns[column]!;
    if (!["int", "bigint", "double"].includes(type) && !decimalOf(type))
      report("column", `"${column}" is ${type}; a range needs a number (use an expression)`);
  },

  inWords({ column, min, max }, columns) {
    const unit = columns[column]?.unit ?? "1";
    return `\`${column}\` lies in ${min} to ${max}${unit === "1" ? "" : ` ${unit}`}`;
  },

  violation({ column, min, max }, { columns }) {
    const type = columns.find(({ name }) => name === column)?.type ?? "double";
    // Both engines sort NaN above every number, so it is outside every range. A null breaks no range.
    return `${column} is not null and not (${column} between ${numberLiteral(min, type)} and ${numberLiteral(max, type)})`;
  },
};
