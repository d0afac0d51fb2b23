/** Whom damage affects, and how to repair it. */
import { tableSource } from "../../contract/derive/posterior-table";
import { published } from "../../contract/keys";

/** Where damage was found. */
export interface Place {
  readonly key: string;
  readonly table: string;
  readonly run: string | null;
  /** True if readers use it now: it belongs to the published run, the last pointer or the last entry of the catalog. */
  readonly current: boolean;
}

/** One or two sentences. */
export function adviceFor({ key, table, run, current }: Place): string {
  const dataset = tableSource(table);
  const again = `run ${dataset} again with --force`;
  const [zone = "", , folder] = key.split("/");
  switch (zone) {
    case "catalog":
      return current
        ? `The table ${table} cannot be queried until you run ${dataset} again.`
        : "Nothing reads this version of the catalog entry any more: you may remove it.";
    case "raw":
      return `No table shows it: it is the raw data of run ${run}. Put it back, or ${again}.`;
    case "stage":
    case "quarantine":
      return `${zone}_${dataset} shows it while run ${run} is the last one. Put it back, or ${again}.`;
    case "base":
      return current
        ? `The next run of ${dataset} refuses to merge into it. Put it back; or remove the last pointer under ${published(table)} ` +
            `and run ${dataset} again, which then merges into the rows of the previous pointer.`
        : `Nothing reads it unless the table goes back to run ${run}; it is removed with its run.`;
    case "processed":
      return current
        ? `The table ${table} shows it. Put it back, or ${again}.`
        : `The table ${table} does not show it; it is removed with its run.`;
    default:
  }
  if (folder === "history.json") return `It is a cache for runs of ${dataset}: the next run writes it again.`;
  if (folder === "published")
    return current
      ? `It says which run the table ${table} shows. Put it back; or remove it and run ${dataset} again: the run then builds on ` +
          `the previous pointer.`
      : `The table ${table} does not depend on it, but no run removes old files while it is unreadable. Put it back, or remove it.`;
  return current
    ? `It belongs to the published run of ${table}. Put it back, or ${again}.`
    : `The table ${table} does not depend on it; it is removed with its run, or when you run ${dataset} again.`;
}
