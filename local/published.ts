import type { Dataset } from "../contract/dataset";
import { manifestKey } from "../contract/keys";
import type { Manifest, Pointer } from "../handlers/documents";
import { currentPointer, findJson } from "../handlers/state";
import type { LocalPorts } from "./ports";

/** The published run of a data set, and what it was made of; nothing where nothing is published. */
export async function publishedRun(
  dataset: Dataset,
  { store }: Pick<LocalPorts, "store">,
): Promise<{ readonly pointer: Pointer; readonly manifest: Manifest | undefined } | undefined> {
  const pointer = await currentPointer(store, dataset.name);
  if (!pointer) return undefined;
  return { pointer, manifest: await findJson<Manifest>(store, manifestKey(dataset.name, pointer.run)) };
}
