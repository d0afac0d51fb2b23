/** Ingest's work on one chart document of an archive. */
import { createHash } from "node:crypto";
import type { ChartLayout } from "../../../contract/formats";
import { findPlaces, firstLine } from "../csv/layout";
import type { FittingFile, Member, SkippedFile } from "../format";
import type { ChartFile } from "./file";
import { documentOf, rendered } from "./render";

/**
 * Opens a document by its path and bytes, with the first layout that is meant for its path. Fails with `RawTooLarge`; errors of
 * `bytes` pass through.
 */
export async function openDocument(
  { path, bytes, fetchedAt, from, before }: Member,
  layouts: readonly ChartLayout[],
): Promise<SkippedFile | FittingFile<ChartFile>> {
  const layout = layouts.find(({ files }) => new RegExp(files).test(path));
  const document = await documentOf(path, bytes);
  if (!layout) return skipped([]);
  const unfit = (why: string) => skipped([`layout ${layout.name} is meant for its path, but ${why}`]);
  const columns = findPlaces(path, layout);
  if (typeof columns === "string") return unfit(columns);
  const found = rendered(document, { fetchedAt, from, before });
  if (typeof found === "string") return unfit(`it ${found}`);
  const records = found.bars.length;
  const size = document.length;
  return {
    kind: "fitting",
    stored: once(document),
    result: () => ({
      size,
      sha256: createHash("sha256").update(document).digest("hex"),
      storedSize: size,
      layout: layout.name,
      records,
      own: {
        columns,
        ...(from === undefined ? {} : { from }),
        ...(before === undefined ? {} : { before }),
        taken: createHash("sha256").update(found.records).digest("hex"),
        leftOut: found.leftOut,
      },
      // Never cut, because half a document is unreadable.
      slices: records === 0 ? [] : [{ start: 0, end: size, firstRow: 0, records }],
    }),
  };

  function skipped(misfits: readonly string[]): SkippedFile {
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
