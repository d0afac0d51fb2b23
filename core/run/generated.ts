import { manifestKey } from "../../contract/keys";
import type { Manifest, Pointer } from "./documents";
import { isFailure } from "./failure";
import type { ObjectStore } from "./ports";
import { readJson, readPointer } from "./state";

type Reading = Pick<ObjectStore, "get">;

/**
 * True if every row of a published table comes from the generated sample. Pointers of older versions do not say so: for these it
 * reads the manifests, for an `upsert` back to its first run. A run whose documents are gone or damaged counts as real.
 */
export async function isGenerated(store: Reading, pointer: Pointer): Promise<boolean> {
  try {
    return pointer.generated ?? (await wasGenerated(store, pointer));
  } catch (error) {
    if (isFailure(error, "StateMissing") || isFailure(error, "StateDamaged")) return false;
    throw error;
  }
}

async function wasGenerated(store: Reading, { dataset, run, merged, number }: Pointer): Promise<boolean> {
  const { source } = await readJson<Manifest>(store, manifestKey(dataset, run));
  if (!source.generated || merged === null || number === 1) return source.generated;
  const before = await readPointer(store, dataset, number - 1);
  // An `upsert` does not merge into what a `replace` published.
  return before.merged === null || (before.generated ?? wasGenerated(store, before));
}
