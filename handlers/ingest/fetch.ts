/** Fetches what a source has, as objects of the store. */
import { createHash } from "node:crypto";
import type { Manifest } from "../../core/run/documents";
import type { Ports } from "../../core/run/ports";
import { pathOf, type ArchivesSource, type OpenedArchive, type Source } from "../../core/sources/source";
import { bounded } from "./bounded";
import { measured } from "./hash";
import type { Stored } from "./unpack";

/** What was fetched, with what the manifest keeps of it. */
export interface Fetched {
  readonly archives: readonly Stored[];
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly fetchedAt: string;
  readonly source: Pick<
    Manifest["source"],
    "name" | "size" | "sha256" | "requests" | "failed" | "missing" | "state"
  >;
  /** True if archives are assembled from answers, so that their bytes may differ although their content does not. */
  readonly assembled: boolean;
}

type FetchPorts = Pick<Ports, "store" | "clock" | "log">;

/** Stores the archives of a source below a prefix, at most `limit` bytes. Returns undefined if the source says that none has changed. */
export async function fetched(
  source: Source | ArchivesSource,
  prefix: string,
  limit: number,
  ports: FetchPorts,
): Promise<Fetched | undefined> {
  return "open" in source
    ? fetchedOne(source, prefix, limit, ports)
    : fetchedSeveral(source, prefix, limit, ports);
}

async function fetchedOne(
  source: Source,
  prefix: string,
  limit: number,
  ports: FetchPorts,
): Promise<Fetched> {
  const opened = await source.open();
  const { name, facts: factsOf } = opened;
  const key = `${prefix}archive`;
  const sums = await stored(bounded(opened, limit), key, ports);
  const fetchedAt = source.asOf ?? ports.clock.now().toISOString();
  const told = factsOf?.();
  return {
    archives: [{ key, name, facts: { fetchedAt }, byFile: told?.files ?? {} }],
    name,
    fetchedAt,
    source: { name, ...sums, ...told?.kept },
    assembled: told !== undefined,
  };
}

async function fetchedSeveral(
  source: ArchivesSource,
  prefix: string,
  limit: number,
  ports: FetchPorts,
): Promise<Fetched | undefined> {
  const found: { readonly key: string; readonly path: string; readonly opened: OpenedArchive }[] = [];
  const sums = new Map<string, Sums>();
  let size = 0;
  for await (const opened of source.archives()) {
    const key = `${prefix}archive-${found.length}`;
    const path = pathOf(opened);
    const sum = await stored(bounded(opened, limit, size), key, ports);
    size += sum.size;
    sums.set(path, sum);
    found.push({ key, path, opened });
  }
  const { archives: facts, kept } = source.facts();
  const { missing = [] } = kept;
  if (missing.length > 0)
    ports.log.warn(
      `Skipped, because the source does not have it: ${firstFew(missing.map(({ file }) => file))}`,
    );
  const taken = found.filter(({ path }) => Object.hasOwn(facts, path));
  await ports.store.delete(found.filter((each) => !taken.includes(each)).map(({ key }) => key));
  if (taken.length === 0) return undefined;
  const [first, ...others] = taken.map(({ path }) => sums.get(path)!);
  return {
    archives: taken.map(({ key, path, opened: { name, folder } }) => ({
      key,
      name,
      folder,
      facts: facts[path]!,
      byFile: {},
    })),
    name: source.name,
    fetchedAt: source.asOf ?? ports.clock.now().toISOString(),
    source: { name: source.name, ...others.reduce(together, first!), ...kept },
    assembled: true,
  };
}

/** A backfill of years may miss thousands of files; the manifest names all of them. */
const firstFew = (names: readonly string[]): string =>
  names.slice(0, 10).join(", ") + (names.length > 10 ? ` and ${names.length - 10} more` : "");

type Sums = Pick<Manifest["source"], "size" | "sha256">;

const together = (one: Sums, other: Sums): Sums => ({
  size: one.size + other.size,
  sha256: createHash("sha256").update(one.sha256).update(other.sha256).digest("hex"),
});

async function stored(
  bytes: AsyncIterable<Uint8Array>,
  key: string,
  { store, log }: FetchPorts,
): Promise<Sums> {
  const archive = measured(bytes, (count) => log.progress({ step: "Ingest", bytes: count }));
  await store.put(key, archive.bytes);
  return archive.result();
}
