/** Load: brings the warehouse's table to the current pointer. It never waits: it returns how long to wait before the next call. */
import type { AnalysisPlan } from "../../contract/analysis-plan";
import {
  type StoredColumn,
  changedTypes,
  loadQuestion,
  loadTransaction,
  loadsTable,
  storedColumn,
} from "../../contract/derive/redshift-load";
import { loadManifestKey, planKey } from "../../contract/keys";
import type { Plan, PlanColumn } from "../../contract/plan";
import type { Pointer } from "../../core/run/documents";
import { failure } from "../../core/run/failure";
import type { ObjectStore, Ports, Warehouse, WarehouseProgress, WarehouseValue } from "../../core/run/ports";
import { canonicalJson, currentPointer, readJson, readPointer } from "../../core/run/state";
import type { LoadAnswer, LoadEvent, Running } from "./load-answer";
import { isPassing, isRefuted, loadFailure } from "./load-failures";
import { sha256 } from "../ingest/hash";

export type { LoadAnswer, LoadEvent } from "./load-answer";

/** The ports that Load uses. */
export type LoadPorts = Pick<Ports, "store" | "clock"> & { readonly warehouse: Warehouse };

/** Longest time of a load, in milliseconds: COPY reads with addresses that are signed for an hour. */
const longest = 3_600_000;
/** How often to start a load. Other loads at work at the same moment have ended by the last try. */
const mostTries = 3;
const longestWait = 30;

/**
 * Makes the handler. Each call checks what the last one sent and sends what comes next, until the answer's status is not "running".
 * You may repeat a call. Fails with `NothingPublished`, `ColumnTypeChanged`, `TooManyNewColumns`, `WarehouseAhead`,
 * `LoadRowsDiffer`, `LoadDenied`, `LoadFailed`, `LoadContended`, or `LoadTimedOut` after an hour. A failed load has changed
 * nothing, unless the message of `LoadTimedOut` says that it is still at work.
 */
export function makeLoad(ports: LoadPorts): (event: LoadEvent) => Promise<LoadAnswer> {
  const { clock, warehouse } = ports;
  return async (event) => {
    const { table, load } = event;
    if (load.status === "begin") {
      const { number } = await published(ports, table);
      return ask(warehouse, event, { number, since: clock.now().toISOString(), tries: 1 });
    }
    if (load.status !== "running") return load;
    const progress = await warehouse.describe(load.statement);
    if (progress.status === "running") return goOn(ports, event, load);
    if (progress.status === "failed") return failed(ports, event, load, progress);
    return finished(ports, event, load);
  };
}

async function published({ store }: LoadPorts, table: string): Promise<Pointer> {
  const pointer = await currentPointer(store, table);
  if (pointer) return pointer;
  throw failure(
    "NothingPublished",
    `${table}: no run is published, so there is nothing to load. Run the data set first.`,
  );
}

/** Sends the question. */
async function ask(
  warehouse: Warehouse,
  { table, run }: LoadEvent,
  { number, since, tries }: Pick<Running, "number" | "since" | "tries">,
): Promise<Running> {
  const token = loadToken(table, "question", run, tries);
  const statement = await warehouse.execute(loadQuestion(table), token);
  return { status: "running", wait: tries, what: "question", statement, steps: [], number, since, tries };
}

/** Handles a finished statement: the question, or the whole transaction. */
async function finished(ports: LoadPorts, event: LoadEvent, load: Running): Promise<LoadAnswer> {
  if (load.what === "question") return replace(ports, event, load);
  const { rows } = await readPointer(ports.store, event.table, load.number);
  return { status: "loaded", number: load.number, rows: rows.published };
}

/** Handles the question's answer: sends the transaction, unless the warehouse already has the run. */
async function replace(ports: LoadPorts, event: LoadEvent, load: Running): Promise<LoadAnswer> {
  const { store, warehouse } = ports;
  const { table } = event;
  const { loaded, stored } = await holding(warehouse, load.statement);
  // Read after the question: then this store already has a pointer for every number that was loaded.
  const pointer = await published(ports, table);
  const { number, run, attempt, date, rows } = pointer;
  if (stored.length > 0 && loaded === number) return { status: "unchanged", number, rows: rows.published };
  if (stored.length > 0 && loaded > number)
    throw failure(
      "WarehouseAhead",
      `${table}: the warehouse holds number ${loaded}, but the store has published only ${number}: the table was loaded from another store, or pointers are missing. Put the pointers back, or drop the table in the warehouse; the next run then loads it again.`,
    );
  const columns = await runColumns(ports, pointer);
  refuseChanged(table, columns, stored);
  const statements = loadTransaction({
    ...{ table, columns, number, run, attempt, date },
    stored: stored.map(({ name }) => name),
    rows: rows.published,
    manifest: await writeManifest(store, pointer, warehouse.root),
    startedAt: load.since,
  });
  if (!statements)
    throw failure(
      "TooManyNewColumns",
      `${table}: since the last load the contract has gained more columns than one transaction can add. Drop the table in the warehouse; the next run then loads it again.`,
    );
  const token = loadToken(table, number, "transaction", event.run, load.tries);
  const statement = await warehouse.execute(
    statements.map(({ sql }) => sql),
    token,
  );
  const steps = statements.map(({ step }) => step);
  return { ...load, wait: 1, what: "transaction", statement, steps, number };
}

/** The question's answer: the loaded number, 0 for none, and the columns of the table. */
async function holding(warehouse: Warehouse, id: string) {
  const read = async (statement: number) => {
    const all: (readonly WarehouseValue[])[] = [];
    for await (const { rows } of warehouse.rows(id, statement)) all.push(...rows);
    return all;
  };
  const [number] = await read(2);
  return { loaded: Number(number?.[0] ?? 0), stored: (await read(3)).map(storedColumn) };
}

/** The columns of a run's files, by that run's plan: today's contract may have others. */
async function runColumns({ store }: LoadPorts, { dataset, run }: Pointer): Promise<readonly PlanColumn[]> {
  const plan = await readJson<Plan | AnalysisPlan>(store, planKey(dataset, run));
  return "transform" in plan ? plan.transform.columns : plan.table.columns;
}

function refuseChanged(table: string, columns: readonly PlanColumn[], stored: readonly StoredColumn[]): void {
  const changed = changedTypes(columns, stored);
  if (changed.length === 0) return;
  const which = changed.map(({ name, found, wanted }) => `"${name}" is ${found} there and ${wanted} here`);
  throw failure(
    "ColumnTypeChanged",
    `${table}: column types differ from the warehouse's table (${which.join("; ")}), and Redshift cannot change a column's type. ` +
      `As an administrator of the database, run DROP TABLE "${table}" (drop its views first), then start a run, which loads the table again.`,
  );
}

/** Still running: waits longer, or gives up. */
async function goOn(ports: LoadPorts, event: LoadEvent, load: Running): Promise<LoadAnswer> {
  const { clock, warehouse } = ports;
  const { table } = event;
  const { statement, since } = load;
  if (clock.now().getTime() - Date.parse(since) < longest)
    return { ...load, wait: Math.min(longestWait, load.wait * 2) };
  await warehouse.cancel(statement);
  // It may have ended before the cancel arrived.
  const { status, error } = await warehouse.describe(statement);
  if (status === "finished") return finished(ports, event, load);
  const outcome =
    status === "failed"
      ? `cancelled: ${error}); the table is as it was`
      : `to be cancelled, but still at work); "${loadsTable(table)}" tells what the table holds when it has ended`;
  throw failure(
    "LoadTimedOut",
    `${table}: the warehouse did not finish within an hour (statement ${statement}, ${outcome}. Look in its console for the reason (a lock, a queue, a usage limit), then start a run, which loads the published table.`,
  );
}

/** Handles a failure: superseded by another load, to be started again, or final. */
async function failed(
  { store, warehouse }: LoadPorts,
  event: LoadEvent,
  load: Running,
  progress: WarehouseProgress,
): Promise<LoadAnswer> {
  const { table } = event;
  const { number, steps, tries } = load;
  const { published: rows } = (await readPointer(store, table, number)).rows;
  if (isRefuted("number", progress, steps)) return { status: "superseded", number, rows };
  if (!isPassing(progress)) throw loadFailure(table, load, progress, rows);
  if (tries < mostTries) return ask(warehouse, event, { ...load, tries: tries + 1 });
  throw failure(
    "LoadContended",
    `${table}: another transaction held the table on all ${mostTries} attempts, or another database user owns it (${progress.error}). The load changed nothing; run again.`,
  );
}

/**
 * The token of what is sent to the warehouse. It is the same if Lambda repeats a call, so that nothing runs twice. Each execution
 * and each of its tries has another token, so that a failed statement can be sent again. The Data API takes 64 characters and keeps
 * them for 8 hours.
 */
export const loadToken = (...parts: readonly (string | number)[]): string => sha256(JSON.stringify(parts));

/**
 * Writes the manifest of a pointer's files, unless it exists, and returns its URI; null if no file has a row, because COPY fails if
 * it finds none. For Parquet, COPY needs each file's size (Redshift's guide, "Using a manifest to specify data files").
 */
export async function writeManifest(
  store: Pick<ObjectStore, "create">,
  { dataset, run, attempt, files }: Pointer,
  root: string,
): Promise<string | null> {
  const entries = files
    .filter(({ rows }) => rows > 0)
    .map(({ key, size }) => ({ url: root + key, mandatory: true, meta: { content_length: size } }));
  if (entries.length === 0) return null;
  const key = loadManifestKey(dataset, run, attempt);
  // Without the checksum that the program's documents have, because COPY reads it.
  await store.create(key, Buffer.from(canonicalJson({ entries })));
  return root + key;
}
