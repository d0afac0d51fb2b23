/** Load as a Lambda function. */
import { posteriorName } from "../../contract/derive/posterior-table";
import type { StepContract } from "../../contract/derive/step-contract";
import { failure } from "../../core/run/failure";
import { makeLoad, type LoadAnswer, type LoadEvent } from "../load";
import { makeEntry } from "./entry";
import { environmentOf } from "./read-environment";
import { makeRedshiftData, makeWarehouse } from "./redshift-warehouse";

/**
 * Makes the function of a data set and of its analysis, once per cold start; fails as `environmentOf`, `makeEntry` and
 * `makeLoad` say.
 */
export function make(dataset: StepContract<"load">): (event: LoadEvent) => Promise<LoadAnswer> {
  const env = environmentOf("load");
  const warehouse = { workgroup: env.WAREHOUSE_WORKGROUP, database: env.WAREHOUSE_DATABASE };
  const client = makeRedshiftData();
  const tables = [dataset.name, posteriorName(dataset.name)];
  return makeEntry("Load", dataset.name, env, {}, async (event: LoadEvent, { ports }) => {
    if (!tables.includes(event.table))
      throw failure(
        "EventRefused",
        `This function is Load of ${tables.join(" and ")}, but the event is for the table ${JSON.stringify(event.table)}: send it to that data set's function.`,
      );
    return makeLoad({ ...ports, warehouse: makeWarehouse(client, warehouse, env.LAKE_BUCKET) })(event);
  });
}
