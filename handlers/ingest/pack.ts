import type { Plan } from "../../contract/plan";
import type { Part, RawFile, Slice } from "../../core/run/documents";
import { failure } from "../../core/run/failure";

/**
 * Packs slices into parts. A slice of `partBytes` or more becomes a part; smaller ones share a part until it has `partBytes`. Order
 * is kept. Neighbours in a file become one slice. Slices without records are left out.
 */
export function pack(slices: readonly Slice[], partBytes: number): Part[] {
  const parts: Part[] = [];
  let open: Slice[] = [];
  let bytes = 0;
  const close = () => {
    if (open.length > 0)
      parts.push({ slices: open, records: open.reduce((sum, slice) => sum + slice.records, 0) });
    open = [];
    bytes = 0;
  };
  for (const slice of slices) {
    if (slice.records === 0) continue;
    if (slice.end - slice.start >= partBytes) close();
    const last = open.at(-1);
    if (last?.file === slice.file && last.end === slice.start)
      open[open.length - 1] = { ...last, end: slice.end, records: last.records + slice.records };
    else open.push(slice);
    bytes += slice.end - slice.start;
    if (bytes >= partBytes) close();
  }
  close();
  return parts;
}

/** Packs slices into at most `maxParts` parts: doubles the size of the parts until they fit. */
export function packToFit(
  slices: readonly Slice[],
  { partBytes, maxParts }: Pick<Plan["limits"], "maxParts" | "partBytes">,
): Part[] {
  const parts = pack(slices, partBytes);
  return parts.length <= maxParts ? parts : packToFit(slices, { partBytes: 2 * partBytes, maxParts });
}

/** Refuses more parts than the state machine's Map may have. */
export function checkPartCount(
  parts: readonly Part[],
  files: readonly RawFile[],
  limits: Pick<Plan["limits"], "maxParts" | "partBytes">,
): void {
  const { maxParts, partBytes } = limits;
  if (parts.length <= maxParts) return;
  const bytes = files.reduce((sum, file) => sum + file.storedSize, 0);
  throw failure(
    "TooManyParts",
    `${files.length} raw files of ${bytes} bytes make ${parts.length} parts; one run converts at most ${maxParts}. ` +
      `Raise "partBytes" in the execution's input (now ${partBytes}), or split the data set.`,
  );
}
