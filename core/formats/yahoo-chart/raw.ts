/** What Ingest does with one chart document of an archive. */
import { createHash } from "node:crypto";
import type { CsvLayout } from "../../../contract/plan";
import { findPlaces, firstLine } from "../csv/layout";
import type { FittingFile, SkippedFile } from "../csv/raw";
import type { Fetched } from "./bars";
import { documentOf, rendered } from "./render";

/** The layout of documents that a path has, if that is the first that is meant for it. */
export function documentLayout(path: string, layouts: readonly CsvLayout[]): CsvLayout | undefined {
  const first = layouts.find(({ files }) => new RegExp(files).test(path));
  return first?.format === "yahoo-chart" ? first : undefined;
}

/** Opens a document by its path and bytes, as `openRaw` does a CSV file. Fails with `RawTooLarge`; errors of `bytes` pass through. */
export async function openDocument(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  layout: CsvLayout,
  fetched: Fetched,
): Promise<SkippedFile | FittingFile> {
  const document = await documentOf(path, bytes);
  const columns = findPlaces(path, layout);
  if (typeof columns === "string") return skipped(columns);
  const found = rendered(document, fetched);
  if (typeof found === "string") return skipped(`it ${found}`);
  const records = found.bars.length;
  const size = document.length;
  return {
    kind: "fitting",
    stored: once(document),
    result: () => ({
      size,
      sha256: createHash("sha256").update(document).digest("hex"),
      encoding: "utf-8",
      storedSize: size,
      layout: layout.name,
      fields: layout.fields,
      columns,
      records,
      // Not cut: half a document is none.
      slices: records === 0 ? [] : [{ start: 0, end: size, firstRow: 0, records }],
    }),
    more: {
      taken: createHash("sha256").update(found.records).digest("hex"),
      leftOut: found.leftOut,
      ...(fetched.from === undefined ? {} : { from: fetched.from }),
      ...(fetched.before === undefined ? {} : { before: fetched.before }),
    },
  };

  function skipped(why: string): SkippedFile {
    const misfits = [`layout ${layout.name} is meant for its path, but ${why}`];
    return {
      kind: "skipped",
      firstLine: firstLine(document),
      misfits,
      size: () => Promise.resolve(document.length),
    };
  }
}

async function* once(bytes: Buffer): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield await Promise.resolve(bytes);
}
