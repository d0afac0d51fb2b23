import type { Pointer } from "../../core/run/documents";
import type { ObjectStore } from "../../core/run/ports";
import { pointerNumbers, readPointer } from "../../core/run/state";

/** Every pointer, the oldest first: the history of the table. */
export async function pointers(
  store: Pick<ObjectStore, "get" | "names">,
  dataset: string,
): Promise<Pointer[]> {
  const all: Pointer[] = [];
  for (const number of await pointerNumbers(store, dataset)) {
    all.push(await readPointer(store, dataset, number));
  }
  return all;
}
