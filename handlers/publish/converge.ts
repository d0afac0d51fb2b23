/** Brings the catalog's table to the current pointer. */
import { planKey } from "../../contract/keys";
import type { Plan } from "../../contract/plan";
import type { Pointer } from "../../core/run/documents";
import { failure, isFailure } from "../../core/run/failure";
import type { Catalog, CatalogEntry, DamagedEntry, ObjectStore, Ports } from "../../core/run/ports";
import { canonicalJson, currentPointer, readJson } from "../../core/run/state";

const tries = 20;

/**
 * Sets columns, parameters and location of the catalog's table to those of the current pointer's run in one call, unless they match
 * already. Returns that pointer. Fails with `NothingPublished` if there is no pointer, with `CatalogConflict` after 20 tries.
 *
 * It reads the entry's version BEFORE the pointer. The writer of that version had read its pointer earlier still, and numbers only
 * grow, so this call puts the same pointer or a later one. If another writer puts in between, the version is no longer current and
 * the put fails. So a late writer can never move the table back, and after the last publisher's converge the entry is that of the
 * highest pointer.
 */
export async function converge(
  { store, catalog, clock }: Pick<Ports, "store" | "catalog" | "clock">,
  dataset: string,
): Promise<Pointer> {
  for (let attempted = 0; attempted < tries; attempted += 1) {
    const found = await lookUp(catalog, dataset);
    const pointer = await currentPointer(store, dataset);
    if (!pointer) {
      throw failure("NothingPublished", `${dataset}: no run is published. Run it with --force.`);
    }
    const entry = await entryOf(store, pointer);
    if (found?.entry && canonicalJson(found.entry) === canonicalJson(entry)) return pointer;
    try {
      await catalog.put(dataset, entry, found?.version);
      return pointer;
    } catch (error) {
      if (!isFailure(error, "CatalogConflict")) throw notShown(pointer, error);
      // Other runs converge to the same pointer. A short random wait keeps them out of each other's way.
      await clock.sleep(Math.round(clock.random() * 100 * (attempted + 1)));
    }
  }
  throw failure(
    "CatalogConflict",
    `${dataset}: something else changed the catalog table during each of ${tries} tries. The run is ` +
      `published; the next run updates the catalog, even if nothing has changed.`,
  );
}

/** The catalog's table. An unreadable entry counts as one to replace. */
async function lookUp(
  catalog: Catalog,
  dataset: string,
): Promise<{ readonly version: string; readonly entry?: CatalogEntry } | undefined> {
  return catalog.get(dataset).catch((error: unknown) => {
    if (isFailure(error, "StateDamaged") && "version" in error)
      return { version: (error as DamagedEntry).version };
    throw error;
  });
}

/** Adds to the catalog's error that readers of the catalog do not see the published data yet. */
function notShown({ dataset, run, number }: Pointer, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  return failure(
    error.name,
    `${error.message} The table of ${dataset} is published as number ${number}, of run ${run}, but the catalog does not show ` +
      `it yet. The next run updates the catalog, even if nothing has changed.`,
    error,
  );
}

/** The entry of a pointer, by the plan of the run that it names: today's contract may have other columns. */
async function entryOf(store: ObjectStore, pointer: Pointer): Promise<CatalogEntry> {
  const { catalog } = await readJson<Plan>(store, planKey(pointer.dataset, pointer.run));
  const parameters = {
    ...catalog.parameters,
    "data_flow.pointer": String(pointer.number),
    "data_flow.run": pointer.run,
    "data_flow.date": pointer.date,
  };
  return { table: { ...catalog, parameters }, location: pointer.location };
}
