/** What the documents of a store say about its files. */
import { createHash } from "node:crypto";
import { checksumOf } from "../../core/run/checksum";
import type { Manifest, Publication, RawFile, WrittenFile } from "../../core/run/documents";
import type { ObjectStore } from "../../core/run/ports";

/** A file as its writer reported it. */
export interface Expected {
  readonly key: string;
  readonly size: number;
  /** See `WrittenFile`. */
  readonly checksum?: string | undefined;
  /** Hex; for raw files that are stored unchanged. */
  readonly sha256?: string | undefined;
}

/** A document that may name files: any document, told apart by members that only one kind has. */
type Naming = Partial<
  Omit<Publication, "files"> & {
    readonly files: readonly (WrittenFile | RawFile)[];
    readonly staged: WrittenFile | null;
    readonly quarantined: WrittenFile | null;
    readonly merged: unknown;
    readonly parts: Manifest["parts"] | number;
  }
>;

/** The files that a document names as its run's. */
export function filesOf(document: object): Expected[] {
  const { files = [], mergedFiles = [], merged, staged, quarantined } = document as Naming;
  const more = Array.isArray(merged) ? (merged as readonly WrittenFile[]) : [];
  const some = [staged, quarantined].filter((file) => file !== null && file !== undefined);
  return [
    ...files.map((file) => ("storedSize" in file ? rawFile(file) : file)),
    ...mergedFiles,
    ...more,
    ...some,
  ];
}

/** A raw file. Manifests from before checksums have its encoding beside the other members. */
type OlderFile = RawFile & { readonly encoding?: string };

const rawFile = ({ key, size, storedSize, sha256, checksum, encoding }: OlderFile): Expected => ({
  key,
  size: storedSize,
  checksum,
  // For a transcoded file the hash is that of the original.
  ...(encoding === "utf-8" && size === storedSize ? { sha256 } : {}),
});

/**
 * What is wrong with the content of a file of the right size; "unchecked" if there is neither checksum nor hash. If the store keeps
 * a checksum, it is compared instead of the bytes.
 */
export async function contentFault(
  store: Pick<ObjectStore, "get" | "stated">,
  { key, checksum, sha256 }: Expected,
): Promise<string | undefined> {
  const differs = (found: string, wanted: string) =>
    found === wanted ? undefined : `has the checksum ${found} and was written with ${wanted}`;
  const kind = checksum?.split(":")[0] ?? "";
  const stated = (await store.stated?.(key))?.find((each) => each.startsWith(`${kind}:`));
  if (checksum !== undefined && stated !== undefined) return differs(stated, checksum);
  if (checksum !== undefined && kind === "crc32") return differs(await checksumOf(store.get(key)), checksum);
  if (sha256 === undefined) return "unchecked";
  const hash = createHash("sha256");
  for await (const chunk of store.get(key)) hash.update(chunk);
  return differs(`sha256:${hash.digest("hex")}`, `sha256:${sha256}`);
}
