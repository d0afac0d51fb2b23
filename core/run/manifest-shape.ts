/** What a reader relies on in a manifest. */
import {
  anything,
  count,
  flag,
  list,
  number,
  object,
  optional,
  record,
  text,
  type Shape,
} from "./document-shape";
import type { FailedSymbol, Manifest, MissingFile, RawFile, SourceRequest } from "./documents";
import { of } from "./shared-shapes";

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
  asOf: optional(text),
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
/** What a run fetched. */
export const manifest = object<Manifest>({
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
    missing: optional(list(object<MissingFile>({ file: text, url: text, status: number }))),
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
