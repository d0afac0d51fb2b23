import { publicationKey } from "../../contract/keys";
import type { Publication } from "../../core/run/documents";
import { failure } from "../../core/run/failure";
import type { ObjectStore } from "../../core/run/ports";
import { canonicalJson, createJson, readJson } from "../../core/run/state";

/** Records what was decided, for later readers. A retry must decide the same, or this fails with `StateDamaged`. */
export async function record(
  store: Pick<ObjectStore, "create" | "get">,
  publication: Publication,
): Promise<void> {
  const { dataset, run, attempt } = publication;
  const key = publicationKey(dataset, run, attempt);
  if (await createJson(store, key, publication)) return;
  if (canonicalJson(await readJson<Publication>(store, key)) === canonicalJson(publication)) return;
  throw failure(
    "StateDamaged",
    `${key} differs from this attempt of run ${run}: its reports have changed in between. Start a new run.`,
  );
}
