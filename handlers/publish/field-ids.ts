/** Checks the field ids of a run's files against those of the published table. */
import { isDeepStrictEqual } from "node:util";
import { giveFieldIds } from "../../contract/field-ids";
import type { PlanColumn } from "../../contract/plan";
import { publishedFields } from "../../core/run/described-run";
import type { Publication } from "../../core/run/documents";
import type { ObjectStore } from "../../core/run/ports";

/**
 * True if Transform would give a publication the same fields on pointer `number`, 0 for none; `columns` are the plan's. Files of an
 * older version, which have no ids, may only follow a table that never had any.
 */
export async function followFieldIds(
  store: Pick<ObjectStore, "get">,
  { dataset, identity, highestFieldId }: Publication,
  columns: readonly PlanColumn[],
  number: number,
): Promise<boolean> {
  const published = await publishedFields(store, dataset, number);
  if (!identity || highestFieldId === undefined) return published.highestFieldId === 0;
  return isDeepStrictEqual({ columns: identity.table, highestFieldId }, giveFieldIds(columns, published));
}
