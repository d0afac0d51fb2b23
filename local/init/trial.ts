/** Converts what was looked at, to see what the readers say of the types that were found. */
import type { Plan } from "../../contract/plan";
import { attemptId } from "../../core/run/attempt";
import type { Manifest, PartReport } from "../../core/run/documents";
import type { Log } from "../../core/run/ports";
import { makeConvertThreads, partsAtOnce } from "../convert-threads";
import type { DirectoryStore } from "../directory-store";
import type { LocalPorts } from "../local-ports";

/** Converts all parts, as a run does. */
export async function convertParts(
  store: DirectoryStore,
  { clock }: LocalPorts,
  plan: Plan,
  raw: Pick<Manifest, "files" | "parts">,
): Promise<PartReport[]> {
  const threads = makeConvertThreads(store.home);
  const log: Log = { progress: () => undefined, warn: () => undefined };
  const manifest = { dataset: plan.dataset, run: "look", ...raw } as unknown as Manifest;
  const attempt = attemptId(clock);
  try {
    const reports: PartReport[] = [];
    const waiting = [...raw.parts.entries()];
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [number, part] = next;
        reports.push(await threads.convertPart({ store, clock, log }, plan, manifest, part, number, attempt));
      }
    };
    await Promise.all(Array.from({ length: partsAtOnce() }, work));
    return reports;
  } finally {
    await threads.close();
  }
}
