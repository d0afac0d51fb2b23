import type { Dataset } from "../contract/dataset";
import { plannedChanges, type PlannedOptions } from "../local/planned-changes";
import type { LocalPorts } from "../local/local-ports";
import { changeLines, countedChanges } from "./changes-text";

/**
 * Reports what a run would change because the contract differs from the published run's. Leaves unreadable state to the
 * run, which reports it.
 */
export async function tellChanges(
  dataset: Dataset,
  options: PlannedOptions,
  ports: LocalPorts,
  out: NodeJS.WritableStream,
): Promise<void> {
  const { published, changes } = await plannedChanges(dataset, ports, options).catch(() => ({
    published: null,
    changes: [],
  }));
  if (published === null || changes.length === 0) return;
  const heading = `${countedChanges(changes)} of the contract since run ${published.run}`;
  out.write(`${heading}:\n\n${changeLines(changes)}\n\n`);
}
