/** The views that a query can use: one per published table, and per data set its staged and its quarantined records. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { tableSource } from "../contract/derive/posterior-table";
import { quoteName, quoteText } from "../contract/derive/sql-literals";
import { partReportKey, planKey, publicationKey } from "../contract/keys";
import { quarantineColumns, type Plan, type PlanColumn } from "../contract/plan";
import { typeNames } from "../contract/types";
import type { PartReport, Publication } from "../core/run/documents";
import { fileFaults } from "../handlers/publish/files";
import { isFailure } from "../core/run/failure";
import { findJson } from "../core/run/state";
import { catalogTables } from "./catalog";
import type { LocalPorts } from "./local-ports";
import { convertedParts, quarantinedFiles, runsOfTable, runsWithQuarantine } from "./quarantine";
import { lastRun } from "./runs";

/** The created views, the files they read, and why others could not be created. */
export interface Views {
  readonly names: readonly string[];
  /** Those that are published tables. */
  readonly published: readonly string[];
  /** Absolute paths. */
  readonly files: readonly string[];
  readonly broken: ReadonlyMap<string, string>;
}

/**
 * Creates `<dataset>` from the catalog, `stage_<dataset>` from the last run, `quarantine_<dataset>` from the runs that
 * make up the table, and the table function `quarantine_<dataset>(run)` for any kept run. Every kept run has its own
 * files of quarantined records, so they are skipped if `sql` is known and cannot refer to them.
 */
export async function createViews(
  connection: DuckDBConnection,
  ports: LocalPorts,
  sql?: string,
): Promise<Views> {
  const names: string[] = [];
  const published: string[] = [];
  const files: string[] = [];
  const broken = new Map<string, string>();

  const create = async (name: string, select: string, paths: readonly string[]) => {
    try {
      await connection.run(`create view ${quoteName(name)} as ${select}`);
      names.push(name);
      files.push(...paths);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const dataset = tableSource(name.replace(/^(stage|quarantine)_/, ""));
      broken.set(name, `${why.trimEnd()}; run ${dataset} again with --force`);
    }
  };

  /** A damaged document fails only the queries that use it. */
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
    if (faults.length === 0) await create(name, selectFrom(columns, paths), paths);
    else
      broken.set(
        name,
        `its files are damaged (${faults.slice(0, 3).join("; ")}); run ${tableSource(name)} again with --force`,
      );
  };

  const stageView = async (dataset: string, run: string) => {
    const plan = await findJson<Plan>(ports.store, planKey(dataset, run));
    if (!plan) return;
    const staged: string[] = [];
    for (const number of await convertedParts(ports, dataset, run)) {
      const report = await findJson<PartReport>(ports.store, partReportKey(dataset, run, number));
      if (report?.staged) staged.push(ports.store.path(report.staged.key));
    }
    const columns = typed(plan.transform.stage, staged);
    await create(`stage_${dataset}`, selectFrom(columns, staged), staged);
  };

  const quarantineViews = async (dataset: string) => {
    const name = `quarantine_${dataset}`;
    if (!meansQuarantine(sql)) return void names.push(name);
    const ofTable = await runsOfTable(ports, dataset);
    const all = new Map<string, string>();
    for (const run of await runsWithQuarantine(ports, dataset))
      for (const { key } of await quarantinedFiles(ports, dataset, run)) all.set(ports.store.path(key), run);
    const shown = [...all].filter(([, run]) => ofTable.has(run));
    await create(
      name,
      quarantined(shown),
      shown.map(([path]) => path),
    );
    await connection.run(
      `create macro ${quoteName(name)}(the_run) as table select * from (${quarantined([...all])}) where _run = the_run`,
    );
    files.push(...all.keys());
  };

  for (const name of await catalogTables(ports.store)) await unlessDamaged([name], () => publishedView(name));
  for (const dataset of await datasetsIn(ports)) {
    const converted = async (run: string) => (await convertedParts(ports, dataset, run)).length > 0;
    const run = await lastRun(ports.store, dataset, converted);
    if (run === undefined) continue;
    await unlessDamaged([`stage_${dataset}`], () => stageView(dataset, run));
    await unlessDamaged([`quarantine_${dataset}`], () => quarantineViews(dataset));
  }
  return { names, published, files, broken };
}

/** What is wrong with a published table's files, compared with what its run reported under the location. */
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

/** Whether SQL may refer to quarantined records, or list what exists. */
const meansQuarantine = (sql: string | undefined) =>
  sql === undefined || /quarantine|\b(show|describe|summarize)\b|information_schema|duckdb_/i.test(sql);

const selectFrom = (columns: readonly string[], paths: readonly string[]) =>
  `select ${columns.join(", ")} ${paths.length ? `from ${parquet(paths)}` : "where false"}`;

const parquet = (paths: readonly string[], options = "") =>
  `read_parquet([${paths.map(quoteText).join(", ")}], hive_partitioning = false${options})`;

/** The quarantined records in files, each with its run. */
function quarantined(files: readonly (readonly [path: string, run: string])[]): string {
  const paths = files.map(([path]) => path);
  const columns = typed(quarantineColumns, paths).join(", ");
  if (paths.length === 0) return `select cast(null as varchar) as _run, ${columns} where false`;
  const runs = files.map(([path, run]) => `(${quoteText(path)}, ${quoteText(run)})`).join(", ");
  return (
    `select files.run as _run, ${columns} from ${parquet(paths, ", filename = true")} as records ` +
    `join (values ${runs}) as files(path, run) on records.filename = files.path`
  );
}

/** Names of the data sets that have state in the store. */
async function datasetsIn({ store }: LocalPorts): Promise<string[]> {
  const datasets: string[] = [];
  for await (const name of store.names("state/")) if (name.endsWith("/")) datasets.push(name.slice(0, -1));
  return datasets;
}
