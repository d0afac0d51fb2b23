import type { Dataset } from "../contract/dataset";
import { manifestKey } from "../contract/keys";
import type { Manifest, Pointer } from "../core/run/documents";
import { isFailure } from "../core/run/failure";
import { isGenerated } from "../core/run/generated";
import { currentPointer, findIntact } from "../core/run/state";
import type { LocalPorts } from "./local-ports";

/** The published run of a data set, and its inputs if they are readable; undefined if nothing is published. */
export async function publishedRun(
  dataset: Pick<Dataset, "name">,
  { store }: Pick<LocalPorts, "store">,
): Promise<{ readonly pointer: Pointer; readonly manifest: Manifest | undefined } | undefined> {
  const pointer = await currentPointer(store, dataset.name);
  if (!pointer) return undefined;
  return { pointer, manifest: await findIntact<Manifest>(store, manifestKey(dataset.name, pointer.run)) };
}

/** Which rows are published. */
export interface PublishedRows {
  readonly rows: number;
  /** Whether the next run merges its rows into them. */
  readonly merges: boolean;
  /** Whether all of them come from the generated sample. */
  readonly generated: boolean;
}

/** The rows of a published table; undefined if nothing is published, or if its pointer is unreadable. */
export async function publishedRows(
  { name, table }: Dataset,
  { store }: Pick<LocalPorts, "store">,
): Promise<PublishedRows | undefined> {
  const pointer = await currentPointer(store, name).catch((error: unknown) => {
    if (isFailure(error, "StateDamaged")) return undefined;
    throw error;
  });
  if (!pointer) return undefined;
  return {
    rows: pointer.rows.published,
    merges: table.mode === "upsert" && pointer.merged !== null,
    generated: await isGenerated(store, pointer),
  };
}
