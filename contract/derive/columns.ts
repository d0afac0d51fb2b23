/** The columns of stage and table as plans name them. */
import type { Dataset, PublishedTable } from "../dataset";
import { asOfColumn, housekeeping, type PlanColumn } from "../plan";
import type { ColumnType } from "../types";

const planColumns = (
  columns: Readonly<Record<string, { readonly type: ColumnType; readonly nullable?: boolean }>>,
): PlanColumn[] =>
  Object.entries(columns).map(([name, { type, nullable = false }]) => ({ name, type, nullable }));

/** Columns of a stage file, housekeeping last. */
export const stageColumns = (dataset: Dataset): PlanColumn[] => [
  ...planColumns(dataset.stage),
  ...housekeeping,
  ...(dataset.table.mode === "upsert" ? [asOfColumn] : []),
];

/** Columns of the published table. */
export const tableColumns = (dataset: Pick<PublishedTable, "table">): PlanColumn[] =>
  planColumns(dataset.table.columns);
