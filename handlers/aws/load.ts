/** Load as a Lambda function. */
import { posteriorName } from "../../contract/derive/posterior-table";
import type { StepContract } from "../../contract/derive/step-contract";
import { failure } from "../../core/run/failure";
import { makeLoad, type LoadAnswer, type LoadEvent } from "../load";
import { makeEntry } from "./entry";
import { warehouseSettings } from "./environment";
import { makeRedshiftData, makeWarehouse } from "./warehouse";

/**
 * Makes the function of a data set and of its analysis, once per cold start; fails as `makeEntry` and `makeLoad` say, with
 * `EnvironmentIncomplete` also where no warehouse is named.
 */
export function make(dataset: StepContract<"load">): (event: LoadEvent) => Promise<LoadAnswer> {
  const warehouse = warehouseSettings(process.env);
  const client = makeRedshiftData();
  const tables = [dataset.name, posteriorName(dataset.name)];
  return makeEntry<LoadEvent, LoadAnswer>("Load", dataset.name, async (event, { ports, settings }) => {
    if (!tables.includes(event.table))
      throw failure(
        "EventRefused",
        `This is Load of ${tables.join(" and ")}, and the event is of the table ${JSON.stringify(event.table)}: send it to that data set's function.`,
      );
    return makeLoad({ ...ports, warehouse: makeWarehouse(client, warehouse, settings.bucket) })(event);
  });
}
