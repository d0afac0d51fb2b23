/** The list of a run's files that COPY reads: these files, whole, and no others. */
import { loadManifestKey } from "../../contract/keys";
import type { Pointer } from "../../core/run/documents";
import type { ObjectStore } from "../../core/run/ports";
import { canonicalJson } from "../../core/run/state";

/**
 * Writes the manifest of what a pointer names, unless it is there, and returns its URI; null where no file has a row, since COPY
 * fails when it finds none. Of Parquet COPY wants each file's size (Redshift's guide, "Using a manifest to specify data files").
 */
export async function writeManifest(
  store: Pick<ObjectStore, "create">,
  { dataset, run, attempt, files }: Pointer,
  root: string,
): Promise<string | null> {
  const entries = files
    .filter(({ rows }) => rows > 0)
    .map(({ key, size }) => ({ url: root + key, mandatory: true, meta: { content_length: size } }));
  if (entries.length === 0) return null;
  const key = loadManifestKey(dataset, run, attempt);
  // Without the checksum of the program's own documents: COPY is the reader.
  await store.create(key, Buffer.from(canonicalJson({ entries })));
  return root + key;
}
