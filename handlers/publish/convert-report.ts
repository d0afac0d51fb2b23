/** What the conversion by Spark reported about a run's raw data. */
import { convertReports } from "../../contract/keys";
import type { ConvertReport } from "../../core/run/documents";
import { failure } from "../../core/run/failure";
import type { ObjectStore } from "../../core/run/ports";
import { readJson } from "../../core/run/state";

/**
 * The data fault of a run's conversion, with its name (`RawDamaged`, `RowsLost`, `PlanMismatch`, `PlanVersion`). Undefined if an
 * attempt succeeded or no attempt reported: Lambda's converter throws what it finds.
 */
export async function convertFault(
  store: Pick<ObjectStore, "get" | "list">,
  dataset: string,
  run: string,
): Promise<Error | undefined> {
  let fault: Error | undefined;
  for await (const { key } of store.list(convertReports(dataset, run))) {
    const { error } = await readJson<ConvertReport>(store, key);
    // Every part has its report: one attempt succeeded, whatever the others met.
    if (!error) return undefined;
    fault ??= failure(error.name, `${error.message} (Convert of ${dataset}, run ${run}: ${key})`);
  }
  return fault;
}
