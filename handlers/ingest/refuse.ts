/** What Ingest refuses before it fetches anything. */
import { baseFaults } from "../../contract/base-faults";
import type { Dataset } from "../../contract/dataset";
import { resolveColumns } from "../../contract/identity";
import { manifestKey, pointerKey } from "../../contract/keys";
import type { Plan } from "../../contract/plan";
import { fillsSpans } from "../../contract/sources";
import { type DescribedRun, describeRun } from "../../core/run/described-run";
import type { Manifest, Pointer } from "../../core/run/documents";
import { failure } from "../../core/run/failure";
import type { ObjectStore } from "../../core/run/ports";
import { findIntact } from "../../core/run/state";
import type { RunInput } from "./input";

/** The first day of the span to fill, if the input gives one. */
export function spanOf(
  dataset: Pick<Dataset, "source" | "table">,
  { from }: RunInput,
  date: string,
): { from?: string } {
  if (from === undefined) return {};
  if (!fillsSpans(dataset))
    throw failure(
      "InvalidInput",
      dataset.table.mode === "replace"
        ? `"from" fills days into the rows of an upsert, and each run of this data set replaces its table. Leave it out.`
        : `"from" needs a source that is fetched by days; this one (${dataset.source.kind}) is not. Leave it out.`,
    );
  if (from > date) throw failure("InvalidInput", `"from" is ${from}, after the date ${date}: swap them.`);
  return { from };
}

/**
 * Refuses another mode than the published run's, since readers would lose that run's rows: fails with `NoBase` if an `upsert` finds
 * no rows to merge into, with `BaseLeft` if a `replace` would leave the merged rows behind. `force` starts again all the same.
 */
export function refuseOtherMode(
  { dataset, transform }: Plan,
  pointer: Pointer | undefined,
  force: boolean,
): void {
  if (!pointer || force || (transform.mode === "upsert") === (pointer.merged !== null)) return;
  const again = `Add --force to start again with only this run's rows; the old table's files stay for the retention period.`;
  if (transform.mode === "upsert")
    throw failure(
      "NoBase",
      `${dataset} is now an upsert, but run ${pointer.run} published its table as a replace, without rows to merge into. ${again}`,
    );
  throw failure(
    "BaseLeft",
    `${dataset} is now a replace, but run ${pointer.run} published its table as an upsert: the ${pointer.rows.published} rows that are ` +
      `merged in it would be left behind. Put the mode "upsert" back. ${again}`,
  );
}

/**
 * Refuses to fetch if the published rows cannot become the contract's by types and names alone. Fails with `KeyChanged`,
 * `ContractAmbiguous` or `ContractNarrows`, and with `InvalidInput` if `allowLoss` names the key or an unknown column.
 */
export async function refuseChanges(
  store: Pick<ObjectStore, "get">,
  { dataset, transform }: Plan,
  pointer: Pointer | undefined,
  allowLoss: readonly string[],
): Promise<void> {
  const merging = transform.mode === "upsert" && pointer?.merged;
  // If the published run's report is gone, Transform reports it.
  const before = merging ? await describeRun(store, pointer) : undefined;
  const columns = before?.base.columns ?? { named: [], retired: [] };
  const { dropped } = resolveColumns(transform.stage, columns, allowLoss);
  if (allowLoss.length > 0 && transform.mode === "replace")
    throw failure(
      "InvalidInput",
      `"allowLoss" names "${allowLoss.join('", "')}", but each run of ${dataset} replaces its table: ` +
        `there are no merged values to lose. Leave it out.`,
    );
  for (const name of allowLoss) {
    const known = [...transform.stage.filter((each) => !each.name.startsWith("_")), ...dropped];
    if (transform.key.includes(name))
      throw failure(
        "InvalidInput",
        `"allowLoss" names "${name}", but key columns cannot lose values: leave it out.`,
      );
    if (
      known.every((each) => each.name !== name) &&
      !(before && (await isLost(store, pointer!, before, name)))
    )
      throw failure(
        "InvalidInput",
        `"allowLoss" names "${name}", which is neither a stage column of ${dataset} nor a retired one: ` +
          `give ${known.map((each) => each.name).join(", ")}.`,
      );
  }
  if (!before) return;
  const faults = baseFaults(transform, before.base, allowLoss);
  const [fault] = faults;
  if (fault) throw failure(fault.name, `${dataset}: ${faults.map(({ message }) => message).join(" ")}`);
}

/** True if an earlier run was allowed to lose a column: a command that is repeated, or scheduled, asks for nothing more. */
async function isLost(
  store: Pick<ObjectStore, "get">,
  { dataset, number }: Pointer,
  { base: { columns } }: DescribedRun,
  name: string,
): Promise<boolean> {
  // Renamed since: its values are there, under the new name.
  if ([...columns.named, ...columns.retired].some(({ formerly }) => formerly.includes(name))) return false;
  for (let each = number; each > 0; each -= 1) {
    const pointer = await findIntact<Pointer>(store, pointerKey(dataset, each));
    const manifest = pointer && (await findIntact<Manifest>(store, manifestKey(dataset, pointer.run)));
    // Older runs are removed with their manifests.
    if (!manifest) return false;
    if (manifest.allowLoss?.includes(name)) return true;
  }
  return false;
}
