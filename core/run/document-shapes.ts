/** The documents that this program writes, by their keys: what each is called, and what a reader relies on. */
import { analysisPlanVersion, type AnalysisPlan } from "../../contract/analysis-plan";
import {
  planVersion,
  type CatalogTable,
  type Limits,
  type Plan,
  type PlanColumn,
  type PlanLayout,
  type ReadColumn,
} from "../../contract/plan";
import type { RecordedColumn } from "../../contract/identity";
import type { ColumnType } from "../../contract/types";
import type {
  AnalysisReport,
  ColumnIdentity,
  ConvertReport,
  FailedSymbol,
  Manifest,
  PartReport,
  Pointer,
  Publication,
  RawFile,
  RetiredColumn,
  RowCounts,
  SourceRequest,
  Started,
  TransformReport,
  WrittenFile,
} from "./documents";
import type { CatalogEntry } from "./ports";
import type { History, PointerFacts, RunFacts } from "./history";
import {
  anything,
  count,
  flag,
  instant,
  list,
  nullable,
  number,
  object,
  oneOf,
  optional,
  prefix,
  record,
  text,
  type Shape,
} from "./document-shape";

// A version that this program does not know has its own sentence (`PlanVersion`) where that matters.
const version = number as Shape<never>;

const file = object<WrittenFile>({ key: text, size: count, rows: count, checksum: optional(text) });
const error = optional(object<{ name: string; message: string }>({ name: text, message: text }));
const of = { version, dataset: text, run: text };

const started = object<Started>({ ...of, date: text, startedAt: instant });

const columnMembers = {
  name: text,
  type: text as Shape<PlanColumn["type"]>,
  nullable: flag,
  renamedFrom: optional(list(text)),
  fill: optional(text),
};
const column = object<PlanColumn>(columnMembers);
const readColumn = object<ReadColumn>({
  ...columnMembers,
  from: record(anything) as Shape<never>,
  prefix: text,
  time: optional(oneOf("midnight")),
  nulls: list(text),
  nonFinite: list(text),
});
const layout = object<PlanLayout>({
  name: text,
  format: optional(text),
  files: text,
  columns: list(readColumn),
});
const catalogTable = object<CatalogTable>({
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

/** A plan of another version is judged by who executes it, which says `PlanVersion`. */
const anyPlan: Shape<Plan | AnalysisPlan> = (value, path) => {
  const { version, source } = (value ?? {}) as { readonly version?: unknown; readonly source?: unknown };
  if (typeof version === "number" && version !== planVersion && version !== analysisPlanVersion)
    return undefined;
  // An analysis has a source where a data set has a transform.
  return (source === undefined ? plan : analysisPlan)(value, path);
};

const rawFile = object<RawFile>({
  file: text,
  key: text,
  size: count,
  sha256: text,
  storedSize: count,
  checksum: optional(text),
  layout: text,
  records: count,
  fetchedAt: text,
  generated: flag,
  format: optional(record(record(anything) as Shape<object>)),
});
const request = object<SourceRequest>({
  symbol: text,
  file: text,
  url: text,
  from: text,
  to: text,
  asked: text as Shape<SourceRequest["asked"]>,
  status: number,
  at: text,
});
const manifest = object<Manifest>({
  ...of,
  date: text,
  base: count,
  fingerprint: text,
  content: text,
  source: object<Manifest["source"]>({
    origin: text,
    version: optional(text),
    generated: flag,
    name: text,
    size: count,
    sha256: text,
    requests: optional(list(request)),
    failed: optional(list(object<FailedSymbol>({ symbol: text, error: text, message: text }))),
    state: optional(record(record(anything) as Shape<object>)),
    symbols: optional(record(anything) as Shape<object>),
  }),
  fetchedAt: text,
  files: list(rawFile),
  skipped: list(
    object<Manifest["skipped"][number]>({ file: text, size: count, firstLine: text, why: optional(text) }),
  ),
  parts: list(
    object<Manifest["parts"][number]>({
      slices: list(
        object<Manifest["parts"][number]["slices"][number]>({
          file: count,
          start: count,
          end: count,
          firstRow: count,
          records: count,
        }),
      ),
      records: count,
    }),
  ),
  records: count,
  allowLoss: optional(list(text)),
});

const recorded = { name: text, type: text as Shape<ColumnType>, formerly: list(text) };
const identity = optional(
  object<ColumnIdentity>({
    key: list(text),
    stage: list(object<RecordedColumn>(recorded)),
    retired: list(
      object<RetiredColumn>({
        ...recorded,
        values: object<RetiredColumn["values"]>({ base: count, merged: count }),
      }),
    ),
    table: list(object<RecordedColumn>(recorded)),
  }),
);

const partReport = object<PartReport>({
  version,
  part: count,
  attempt: text,
  records: count,
  staged: nullable(file),
  quarantined: nullable(file),
  reasons: record(count),
});
const convertReport = object<ConvertReport>({
  ...of,
  attempt: text,
  engine: text as Shape<"spark">,
  seconds: number,
  parts: count,
  records: count,
  error,
});
const transformReport = object<TransformReport>({
  ...of,
  attempt: text,
  engine: text as Shape<TransformReport["engine"]>,
  seconds: number,
  rows: object<TransformReport["rows"]>({
    in: count,
    base: count,
    merged: count,
    out: count,
    dropped: record(number),
  }),
  rules: list(
    object<TransformReport["rules"][number]>({
      name: text,
      severity: oneOf("error", "warn"),
      violations: number,
    }),
  ),
  columns: record(anything),
  duplicate: optional(
    object<NonNullable<TransformReport["duplicate"]>>({
      key: list(object<{ name: string; value: string }>({ name: text, value: text })),
      files: list(text),
    }),
  ),
  files: list(file),
  merged: list(file),
  identity,
  error,
});
const analysisReport = object<AnalysisReport>({
  ...of,
  attempt: text,
  engine: text as Shape<"pymc">,
  seconds: number,
  rows: object<AnalysisReport["rows"]>({ in: count, out: count }),
  files: list(file),
  error,
});

const publicationMembers = {
  ...of,
  attempt: text,
  date: text,
  fingerprint: text,
  content: text,
  location: prefix,
  // Not there in pointers of before it was.
  merged: optional(nullable(text)) as Shape<string | null>,
  rows: object<RowCounts>({ read: count, staged: count, quarantined: count, published: count }),
  files: list(file),
  mergedFiles: optional(list(file)),
  identity,
  generated: optional(flag),
  source: optional(object<{ dataset: string; number: number }>({ dataset: text, number: count })),
};
const publication = object<Publication>(publicationMembers);
const pointer = object<Pointer>({ ...publicationMembers, number: count, publishedAt: instant });

const history = object<History>({
  version,
  dataset: text,
  pointers: record(
    object<PointerFacts>({ run: text, attempt: text, publishedAt: instant, quarantined: count }),
  ),
  runs: record(object<RunFacts>({ startedAt: instant, settled: optional(oneOf(true)) })),
});

const catalogEntry = object<CatalogEntry>({ table: catalogTable, location: prefix });

/** A document as people call it, and what it must look like. */
export interface DocumentKind {
  readonly name: string;
  readonly shape: Shape<object>;
}

const run = "^state/[^/]+/runs/[^/]+/";
const kinds: readonly (readonly [pattern: RegExp, kind: DocumentKind])[] = (
  [
    [`${run}started\\.json$`, "start of the run", started],
    [`${run}manifest\\.json$`, "manifest", manifest],
    [`${run}plan\\.json$`, "plan", anyPlan],
    [`${run}parts/\\d+\\.json$`, "report of a part", partReport],
    [`${run}convert/[^/]+\\.json$`, "report of the conversion", convertReport],
    [`${run}transform/[^/]+\\.json$`, "report of the transform", transformReport],
    [`${run}analysis/[^/]+\\.json$`, "report of the analysis", analysisReport],
    [`${run}[^/]+\\.json$`, "publication", publication],
    ["^state/[^/]+/history\\.json$", "history", history],
    ["^state/[^/]+/published/\\d{6,15}\\.json$", "pointer", pointer],
    ["^catalog/[^/]+/\\d{6,15}\\.json$", "catalog entry", catalogEntry],
  ] as const
).map(([pattern, name, of]) => [new RegExp(pattern), { name, shape: of }] as const);

/** What lies under a key; undefined where that is no document with a shape. */
export const documentKind = (key: string): DocumentKind | undefined =>
  kinds.find(([pattern]) => pattern.test(key))?.[1];
