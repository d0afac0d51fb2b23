import type { Dataset } from "../dataset";
import type { TransformPlan } from "../plan";
import { planRules } from "../rules/plan-rules";
import { compressionOf } from "./compression";
import { stageColumns, tableColumns } from "./plan-columns";

/** What the transform executes, as data for any engine. */
export function transformPlan(
  dataset: Pick<Dataset, "stage" | "table" | "rules" | "warehouse">,
): TransformPlan {
  const columns = tableColumns(dataset);
  const { key, mode, sql } = dataset.table;
  return {
    sql: sql.trim(),
    stage: stageColumns(dataset),
    columns,
    key,
    mode,
    compression: compressionOf(dataset),
    rules: planRules({ columns, key }, dataset.rules),
  };
}
