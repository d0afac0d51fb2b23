/** The quarantined records of the kept runs, by run. */
import { partReportKey, partReports } from "../contract/keys";
import type { PartReport, WrittenFile } from "../core/run/documents";
import { knownHistory, pointersSince, type PointerFacts } from "../core/run/history";
import { retention } from "../core/run/retention";
import { currentPointer, findJson } from "../core/run/state";
import type { LocalPorts } from "./local-ports";

type Store = Pick<LocalPorts, "store" | "clock">;

/** The number of a run's quarantined records. */
export interface QuarantinedRun {
  readonly run: string;
  readonly records: number;
}

/** Numbers of a run's converted parts. */
export async function convertedParts(
  { store }: Pick<LocalPorts, "store">,
  dataset: string,
  run: string,
): Promise<number[]> {
  const numbers: number[] = [];
  for await (const name of store.names(partReports(dataset, run))) {
    const number = /^(\d+)\.json$/.exec(name)?.[1];
    if (number !== undefined) numbers.push(Number(number));
  }
  return numbers;
}

/** Files of a run's quarantined records, as its parts reported them. */
export async function quarantinedFiles(ports: Store, dataset: string, run: string): Promise<WrittenFile[]> {
  const files: WrittenFile[] = [];
  for (const number of await convertedParts(ports, dataset, run)) {
    const report = await findJson<PartReport>(ports.store, partReportKey(dataset, run, number));
    if (report?.quarantined) files.push(report.quarantined);
  }
  return files;
}

/** Names of the runs with quarantined records, the latest date first. */
export async function runsWithQuarantine({ store }: Store, dataset: string): Promise<string[]> {
  const runs: string[] = [];
  for await (const name of store.names(`quarantine/${dataset}/`))
    if (name.endsWith("/")) runs.push(name.slice(0, -1));
  return runs.reverse();
}

/** The pointers of kept runs, as far as they are known. */
async function keptPointers({ store, clock }: Store, dataset: string): Promise<PointerFacts[]> {
  const current = await currentPointer(store, dataset);
  if (!current) return [];
  const cutoff = clock.now().getTime() - (await retention(store, dataset, [current.run], Infinity));
  const known = await knownHistory(store, dataset);
  return [...(await pointersSince(store, dataset, cutoff, known)).values()];
}

/** The runs whose rows make up the published table: the current one for `replace`, all kept ones for `upsert`. */
export async function runsOfTable(ports: Store, dataset: string): Promise<ReadonlySet<string>> {
  const current = await currentPointer(ports.store, dataset);
  if (!current || current.merged === null) return new Set(current ? [current.run] : []);
  return new Set((await keptPointers(ports, dataset)).map(({ run }) => run));
}

/** The kept runs with quarantined records, published or not, and the number of records in each. */
export async function quarantinedRuns(ports: Store, dataset: string): Promise<QuarantinedRun[]> {
  const runs = await runsWithQuarantine(ports, dataset);
  if (runs.length === 0) return [];
  const pointers = await keptPointers(ports, dataset);
  const published = new Map(pointers.map(({ run, quarantined }) => [run, quarantined]));
  const counted: QuarantinedRun[] = [];
  for (const run of runs) {
    const records =
      published.get(run) ??
      (await quarantinedFiles(ports, dataset, run)).reduce((sum, { rows }) => sum + rows, 0);
    if (records > 0) counted.push({ run, records });
  }
  return counted;
}
