/** The columns of stage and table as plans name them. */
import type { Dataset, PublishedTable, StageColumn } from "../dataset";
import { asOfColumn, housekeeping, type PlanColumn } from "../plan";

const planColumns = (
  columns: Readonly<Record<string, Pick<StageColumn, "type" | "nullable" | "renamedFrom" | "fill">>>,
): PlanColumn[] =>
  Object.entries(columns).map(([name, { type, nullable = false, renamedFrom = [], fill }]) => ({
    name,
    type,
    nullable,
    // Left out if empty, so that the plans and fingerprints of existing contracts stay as they are.
    ...(renamedFrom.length > 0 ? { renamedFrom } : {}),
    ...(fill === undefined ? {} : { fill: String(fill) }),
  }));

/** Columns of a stage file, housekeeping last. */
export const stageColumns = (dataset: Pick<Dataset, "stage" | "table">): PlanColumn[] => [
  ...planColumns(dataset.stage),
  ...housekeeping,
  ...(dataset.table.mode === "upsert" ? [asOfColumn] : []),
];

/** Columns of the published table. */
export const tableColumns = (dataset: Pick<PublishedTable, "table">): PlanColumn[] =>
  planColumns(dataset.table.columns);
