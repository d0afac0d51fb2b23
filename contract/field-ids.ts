/**
 * Field ids of the published Parquet files: by them readers such as Iceberg's find a column under any name. An id belongs to one
 * column (identity.ts): it is given once, kept when the column is renamed, and never given to another column, even after the column
 * was dropped. Pure. `glue/field_ids.py` gives the same ids; test/contract/field-ids.json tests both.
 */
import { recordedAs, resolveColumns, type RecordedColumn } from "./identity";
import type { PlanColumn } from "./plan";

/** The columns of a table with their field ids. */
export interface TableFields {
  /** In the table's order. Columns that a version without field ids recorded have none. */
  readonly columns: readonly RecordedColumn[];
  /** The highest id that any column of the table ever had, dropped columns included; 0 if none had one. */
  readonly highestFieldId: number;
}

/**
 * The fields of a table that follows the `published` one: each column keeps the id of the published column that it continues, and
 * new columns get the next ids in their order.
 */
export function giveFieldIds(wanted: readonly PlanColumn[], published: TableFields): TableFields {
  let highestFieldId = published.highestFieldId;
  const { columns } = resolveColumns(wanted, { named: published.columns, retired: [] });
  return {
    columns: columns.map((each) => ({
      ...recordedAs(each),
      fieldId: each.from?.fieldId ?? (highestFieldId += 1),
    })),
    highestFieldId,
  };
}

/** A table's columns with the ids of its fields, to be written to its files. */
export function withFieldIds(
  columns: readonly PlanColumn[],
  fields: TableFields,
): (PlanColumn & Pick<RecordedColumn, "fieldId">)[] {
  const ids = new Map(fields.columns.map(({ name, fieldId }) => [name, fieldId]));
  return columns.map((column) => {
    const fieldId = ids.get(column.name);
    return fieldId === undefined ? column : { ...column, fieldId };
  });
}
