/** What a reader relies on in the plans of runs and of analyses. */
import { analysisPlanVersion, type AnalysisPlan } from "../../contract/analysis-plan";
import type { ValueForm } from "../../contract/formats";
import {
  planVersion,
  type CatalogTable,
  type Limits,
  type Plan,
  type PlanColumn,
  type PlanLayout,
  type ReadColumn,
} from "../../contract/plan";
import {
  anything,
  count,
  flag,
  list,
  nullable,
  number,
  object,
  oneOf,
  optional,
  record,
  text,
  type Shape,
} from "./document-shape";
import { file, version } from "./shared-shapes";

const columnMembers = {
  name: text,
  type: text as Shape<PlanColumn["type"]>,
  nullable: flag,
  renamedFrom: optional(list(text)),
  fill: optional(text),
};
const column = object<PlanColumn>(columnMembers);
const form = object<ValueForm>({
  dates: optional(list(text)),
  pivot: optional(count),
  zone: optional(text),
  twice: optional(oneOf("earlier", "later")),
  skipped: optional(oneOf("earlier", "later")),
  decimal: optional(oneOf(".", ",")),
  thousands: optional(oneOf(".", ",", " ", "'", "_")),
  signs: optional(list(text)),
  parentheses: optional(oneOf(true)),
  wholeZeros: optional(oneOf(true)),
  true: optional(list(text)),
  false: optional(list(text)),
});
const readColumn = object<ReadColumn>({
  ...columnMembers,
  from: record(anything),
  prefix: text,
  time: optional(oneOf("midnight")),
  form: optional(form),
  nulls: list(text),
  nonFinite: list(text),
});
const layout = object<PlanLayout>({
  name: text,
  format: optional(text),
  files: text,
  columns: list(readColumn),
});
/** A table as the catalog holds it. */
export const catalogTable = object<CatalogTable>({
  name: text,
  description: text,
  columns: list(object<CatalogTable["columns"][number]>({ name: text, type: text, comment: text })),
  parameters: record(text),
});
const rule = object<{ name: string; severity: string; kind: string }>({
  name: text,
  severity: text,
  kind: text,
}) as Shape<never>;
const compression = optional(oneOf("zstd", "snappy"));
const transform = object<Plan["transform"]>({
  sql: text,
  stage: list(column),
  columns: list(column),
  key: list(text),
  mode: oneOf("replace", "upsert"),
  compression,
  rules: list(rule),
});
const plan = object<Plan>({
  version,
  dataset: text,
  convert: oneOf("lambda", "spark"),
  layouts: list(layout),
  transform,
  change: optional(list(anything)),
  catalog: catalogTable,
  limits: object<Limits>({
    maxBadRatio: number,
    maxMembers: number,
    maxUnpackedBytes: number,
    maxParts: number,
    partBytes: number,
  }),
  retentionDays: number,
});
const analysisPlan = object<AnalysisPlan>({
  version,
  dataset: text,
  engine: text as Shape<AnalysisPlan["engine"]>,
  base: count,
  source: object<AnalysisPlan["source"]>({
    dataset: text,
    number: count,
    date: text,
    content: text,
    files: list(file),
    series: text,
    day: text,
    returns: text,
  }),
  prior: record(number) as Shape<never>,
  windows: list(object<AnalysisPlan["windows"][number]>({ name: text, returns: nullable(number) })),
  limits: record(number) as Shape<never>,
  horizon: record(number) as Shape<never>,
  table: object<AnalysisPlan["table"]>({
    columns: list(column),
    key: list(text),
    compression: oneOf("zstd", "snappy"),
  }),
  catalog: catalogTable,
  fingerprint: text,
  retentionDays: number,
});

/** The plan of a run or of an analysis. Any version fits: the code that executes the plan fails with `PlanVersion`. */
export const anyPlan: Shape<Plan | AnalysisPlan> = (value, path) => {
  const { version, source } = (value ?? {}) as { readonly version?: unknown; readonly source?: unknown };
  if (typeof version === "number" && version !== planVersion && version !== analysisPlanVersion)
    return undefined;
  // An analysis has a source instead of a transform.
  return (source === undefined ? plan : analysisPlan)(value, path);
};
