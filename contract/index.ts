/** The contract as `datasets/` and programs of its users see it. */
export { defineDataset } from "./define";
export { defineFileDataset, type FileColumn, type FileDataset } from "./file-dataset";
export { type ArrowField, arrowSchema, parquetSchema } from "./derive/file-schemas";
export { athenaDdl } from "./derive/athena-ddl";
export { catalogTable } from "./derive/catalog-table";
export { stageColumns, tableColumns } from "./derive/plan-columns";
export { planLayouts } from "./derive/plan-layouts";
export { datasetPage } from "./derive/dataset-page";
export {
  checkQueries,
  duckdbSession,
  exampleQuery,
  readChecks,
  resultTable,
  stageView,
  withExamples,
  type Checks,
} from "./derive/duckdb";
export { mergeStatements, type MergeBase } from "./derive/duckdb-merge";
export { posteriorPage } from "./derive/posterior-page";
export { posteriorColumns, posteriorName, posteriorTable } from "./derive/posterior-table";
export { redshiftDdl } from "./derive/redshift-ddl";
export {
  changedTypes,
  loadQuestion,
  loadsTable,
  loadTransaction,
  storedColumn,
  type Load,
  type LoadStatement,
  type LoadStep,
  type StoredColumn,
} from "./derive/redshift-load";
export { runPlan, type PlanOverrides } from "./derive/run-plan";
export { sampleQueries } from "./derive/sample-queries";
export { transformPlan } from "./derive/transform-plan";
export * from "./analysis-plan";
export * from "./base-faults";
export * from "./dataset";
export {
  chartFields,
  type ChartField,
  type CsvColumn,
  type CsvLayout,
  type JsonColumn,
  type JsonLinesLayout,
} from "./formats";
export * from "./identity";
export * from "./keys";
export * from "./plan";
export * from "./retype";
export * from "./returns";
export * from "./types";
export { programVersion } from "./version";
