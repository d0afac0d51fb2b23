/** What a query can ask: one view per published table, and two per data set for its last run. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { tableSource } from "../contract/derive/posterior-table";
import { quoteName, quoteText } from "../contract/derive/sql";
import { partReportKey, planKey, publicationKey, runs } from "../contract/keys";
import { quarantineColumns, type Plan, type PlanColumn } from "../contract/plan";
import { typeNames } from "../contract/types";
import type { PartReport, Publication } from "../handlers/documents";
import { fileFaults } from "../handlers/publish/files";
import { isFailure } from "../handlers/failure";
import { findJson } from "../handlers/state";
import { catalogTables } from "./catalog";
import type { LocalPorts } from "./ports";
import { lastRun } from "./runs";

/** The views that were made, the files they read, and why the others could not be made. */
export interface Views {
  readonly names: readonly string[];
  /** Names of the published tables among them. */
  readonly published: readonly string[];
  /** Absolute paths. */
  readonly files: readonly string[];
  readonly broken: ReadonlyMap<string, string>;
}

/** Makes `<dataset>` from the catalog, `stage_<dataset>` and `quarantine_<dataset>` from the last run. */
export async function createViews(connection: DuckDBConnection, ports: LocalPorts): Promise<Views> {
  const names: string[] = [];
  const published: string[] = [];
  const files: string[] = [];
  const broken = new Map<string, string>();

  const create = async (name: string, selected: readonly string[], paths: readonly string[]) => {
    const list = paths.map(quoteText).join(", ");
    const from = paths.length ? `from read_parquet([${list}], hive_partitioning = false)` : "where false";
    try {
      await connection.run(`create view ${quoteName(name)} as select ${selected.join(", ")} ${from}`);
      names.push(name);
      files.push(...paths);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const dataset = tableSource(name.replace(/^(stage|quarantine)_/, ""));
      broken.set(name, `${why.trimEnd()}; run ${dataset} again with --force`);
    }
  };

  /** What is damaged fails for those who ask for it, and for nobody else. */
  const unlessDamaged = async (names: readonly string[], make: () => Promise<void>) => {
    await make().catch((error: unknown) => {
      if (!isFailure(error, "StateDamaged") && !isFailure(error, "KeyRefused")) throw error;
      for (const name of names) broken.set(name, error.message.replace(/\.$/, ""));
    });
  };

  const publishedView = async (name: string) => {
    published.push(name);
    const found = await ports.catalog.get(name);
    if (!found) return;
    const { table, location } = found.entry;
    const paths: string[] = [];
    for await (const { key } of ports.store.list(location)) {
      if (key.endsWith(".parquet")) paths.push(ports.store.path(key));
    }
    const columns = table.columns.map((column) => quoteName(column.name));
    const faults = paths.length ? await damage(ports, location) : [`there is no file under ${location}`];
    if (faults.length === 0) await create(name, columns, paths);
    else
      broken.set(
        name,
        `its files are damaged (${faults.slice(0, 3).join("; ")}); run ${tableSource(name)} again with --force`,
      );
  };

  const lastRunViews = async (dataset: string, parts: ReadonlyMap<string, readonly number[]>) => {
    const run = await lastRun(ports.store, dataset, (each) => Promise.resolve(parts.has(each)));
    const plan = run === undefined ? undefined : await findJson<Plan>(ports.store, planKey(dataset, run));
    if (run === undefined || !plan) return;
    const staged: string[] = [];
    const quarantined: string[] = [];
    for (const number of parts.get(run) ?? []) {
      const report = await findJson<PartReport>(ports.store, partReportKey(dataset, run, number));
      if (report?.staged) staged.push(ports.store.path(report.staged.key));
      if (report?.quarantined) quarantined.push(ports.store.path(report.quarantined.key));
    }
    await create(`stage_${dataset}`, typed(plan.transform.stage, staged), staged);
    await create(`quarantine_${dataset}`, typed(quarantineColumns, quarantined), quarantined);
  };

  for (const name of await catalogTables(ports.store)) await unlessDamaged([name], () => publishedView(name));
  for (const [dataset, parts] of await reportedParts(ports))
    await unlessDamaged([`stage_${dataset}`, `quarantine_${dataset}`], () => lastRunViews(dataset, parts));
  return { names, published, files, broken };
}

/** What is wrong with a published table's files, by what its run says it wrote under the location. */
async function damage({ store }: LocalPorts, location: string): Promise<string[]> {
  const [, dataset = "", run = "", attempt = ""] = location.split("/");
  const publication = await findJson<Publication>(store, publicationKey(dataset, run, attempt));
  return publication ? fileFaults(store, publication.files, location) : [];
}

const typed = (columns: readonly PlanColumn[], paths: readonly string[]) =>
  columns.map(({ name, type }) => {
    const value = paths.length ? quoteName(name) : "null";
    return `cast(${value} as ${typeNames(type).duckdb}) as ${quoteName(name)}`;
  });

/** Per data set and run the numbers of the parts that have a report. */
async function reportedParts({ store }: LocalPorts): Promise<Map<string, Map<string, number[]>>> {
  const datasets = new Map<string, Map<string, number[]>>();
  for await (const { key } of store.list("state/")) {
    const [, dataset = "", , run = "", number] =
      /^state\/([^/]+)\/(runs)\/([^/]+)\/parts\/(\d+)\.json$/.exec(key) ?? [];
    if (number === undefined || !key.startsWith(runs(dataset))) continue;
    const found = datasets.get(dataset) ?? new Map<string, number[]>();
    found.set(run, [...(found.get(run) ?? []), Number(number)]);
    datasets.set(dataset, found);
  }
  return datasets;
}
