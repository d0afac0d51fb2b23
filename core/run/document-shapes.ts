/** The documents that this program writes, by their keys: the name of each, and what a reader relies on. */
import type { RecordedColumn } from "../../contract/identity";
import type { ColumnType } from "../../contract/types";
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
import type {
  AnalysisReport,
  ColumnIdentity,
  ConvertReport,
  Culprit,
  PartReport,
  Pointer,
  Publication,
  RetiredColumn,
  RowCounts,
  Started,
  TransformReport,
} from "./documents";
import type { History, PointerFacts, RunFacts } from "./history";
import type { CatalogEntry } from "./ports";
import { manifest } from "./manifest-shape";
import { anyPlan, catalogTable } from "./plan-shapes";
import { error, file, of, version } from "./shared-shapes";

const started = object<Started>({ ...of, date: text, startedAt: instant });

const recorded = {
  name: text,
  type: text as Shape<ColumnType>,
  formerly: list(text),
  fieldId: optional(count),
};
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
  culprits: optional(list(object<Culprit>({ reason: text, column: text, records: count }))),
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
const keyValues = list(object<{ name: string; value: string }>({ name: text, value: text }));
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
      example: optional(keyValues),
    }),
  ),
  columns: record(anything),
  duplicate: optional(
    object<NonNullable<TransformReport["duplicate"]>>({
      key: keyValues,
      files: list(text),
    }),
  ),
  files: list(file),
  merged: list(file),
  identity,
  highestFieldId: optional(count),
  error,
});
const analysisReport = object<AnalysisReport>({
  ...of,
  attempt: text,
  engine: text as Shape<"pymc">,
  seconds: number,
  rows: object<AnalysisReport["rows"]>({ in: count, out: count }),
  files: list(file),
  identity,
  highestFieldId: optional(count),
  error,
});

const publicationMembers = {
  ...of,
  attempt: text,
  date: text,
  fingerprint: text,
  content: text,
  location: prefix,
  // Pointers of older versions lack it.
  merged: optional(nullable(text)) as Shape<string | null>,
  rows: object<RowCounts>({ read: count, staged: count, quarantined: count, published: count }),
  files: list(file),
  mergedFiles: optional(list(file)),
  identity,
  highestFieldId: optional(count),
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

/** A kind of document: its name for people, and what it must look like. */
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

/** The kind of document under a key; undefined if the key is not that of a document with a shape. */
export const documentKind = (key: string): DocumentKind | undefined =>
  kinds.find(([pattern]) => pattern.test(key))?.[1];
