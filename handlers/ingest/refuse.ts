/** What Ingest does not begin with. */
import { isBySymbol, type Dataset } from "../../contract/dataset";
import type { Plan } from "../../contract/plan";
import type { Pointer } from "../documents";
import { failure } from "../failure";
import type { RunInput } from "./input";

/** The first day of the span that is filled, where one is given. */
export function spanOf(
  { source }: Pick<Dataset, "source">,
  { from }: RunInput,
  date: string,
): { from?: string } {
  if (from === undefined) return {};
  if (!isBySymbol(source))
    throw failure(
      "InvalidInput",
      `"from" is for sources that are asked for days; this one is ${source.kind}.`,
    );
  if (from > date) throw failure("InvalidInput", `"from" is ${from}, after the date ${date}: swap them.`);
  return { from };
}

/** Spark's script reads CSV files; a contract says so, a run may ask for it all the same. */
export function refuseDocuments({ dataset, convert, layouts }: Plan): void {
  if (convert === "lambda" || layouts.every(({ format }) => format === undefined)) return;
  throw failure(
    "InvalidInput",
    `"convert" is "spark", which reads no chart documents, as ${dataset} has them.`,
  );
}

/** An `upsert` merges into what is published: a table that was published without merged rows would be gone. */
export function refuseLostBase(
  { dataset, transform }: Plan,
  pointer: Pointer | undefined,
  force: boolean,
): void {
  if (transform.mode !== "upsert" || !pointer || pointer.merged || force) return;
  throw failure(
    "NoBase",
    `${dataset} is an upsert now, and run ${pointer.run} published its table as a replace, without rows to merge into. ` +
      `--force begins anew with this run's rows alone; the old table's files stay for the days of retention.`,
  );
}
