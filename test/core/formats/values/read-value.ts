import type { CsvColumn } from "../../../../contract/formats";
import type { ColumnType } from "../../../../contract/types";
import { clear, makeColumn, textOf } from "../../../../core/parquet/columns";
import { makeReader } from "../../../../core/formats/values";

/** Makes a reader of texts: the stored value, null, or the reason of a refusal. */
export function makeReadValue(type: ColumnType, more: Partial<CsvColumn> = {}): (text: string) => unknown {
  const plan: CsvColumn = {
    name: "c",
    type,
    nullable: false,
    from: { field: 0 },
    prefix: "",
    nulls: [],
    nonFinite: [],
    ...more,
  };
  const column = makeColumn(plan, 2);
  const read = makeReader(plan, column);
  return (text) => {
    clear(column.group);
    const bytes = Buffer.from(`9${text}9`);
    const reason = read(bytes, 1, bytes.length - 1, 0);
    if (reason) return reason;
    if (column.validity && column.validity[0] === 0) return null;
    if (column.kind === "text") return textOf(column, 0).toString("utf8");
    if (column.kind === "bool") return column.values[0] === 1;
    if (column.kind !== "decimal") return column.values[0];
    return column.values.subarray(0, 4).reduceRight((value, word) => (value << 32n) | BigInt(word), 0n);
  };
}

/** What one text becomes. */
export const readValue = (type: ColumnType, text: string, more: Partial<CsvColumn> = {}): unknown =>
  makeReadValue(type, more)(text);
