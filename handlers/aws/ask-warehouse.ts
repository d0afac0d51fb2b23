/** Runs one SQL statement of a user in the warehouse and waits for its end. */
import { randomUUID } from "node:crypto";
import { systemClock } from "../../core/run/clock";
import { failure } from "../../core/run/failure";
import type { Clock, Warehouse, WarehouseRows, WarehouseValue } from "../../core/run/ports";
import { makeRedshiftData, makeWarehouse, type WarehouseAddress } from "./redshift-warehouse";

/** The answer. Its rows come page by page; for a statement without rows it says how many rows it touched, -1 if unknown. */
export interface WarehouseAnswer {
  readonly columns: WarehouseRows["columns"];
  readonly chunks: AsyncIterable<readonly (readonly WarehouseValue[])[]>;
  readonly touched?: number;
}

const firstWait = 200;
const longestWait = 2_000;

/** Opens the warehouse with the credentials of the environment; it does not know the store. */
export const openWarehouse = (address: WarehouseAddress): Warehouse =>
  makeWarehouse(makeRedshiftData(), address, "");

/** How to wait for a statement. */
export interface Waiting {
  readonly clock?: Pick<Clock, "sleep">;
  /** Cancels the statement, which would otherwise go on, and cost money, after you stopped waiting. */
  readonly stop?: AbortSignal;
}

/**
 * Sends the statement and waits for its end, polling ever more rarely. Fails with `QueryFailed` and Redshift's message, with
 * `QueryCancelled` or `QueryNotCancelled` if you stop it, or as `makeWarehouse` does. JSON rounds integers beyond 2^53: cast them
 * to a string.
 */
export async function askWarehouse(
  warehouse: Warehouse,
  sql: string,
  { clock = systemClock, stop }: Waiting = {},
): Promise<WarehouseAnswer> {
  const stopped = new Promise<void>((resolve) => {
    stop?.addEventListener("abort", () => resolve(), { once: true });
  });
  const id = await warehouse.execute([sql], randomUUID());
  let progress = await warehouse.describe(id);
  for (let wait = firstWait; progress.status === "running"; wait = Math.min(longestWait, wait * 1.5)) {
    await Promise.race([clock.sleep(wait), stopped]);
    if (stop?.aborted) throw await cancelled(warehouse, id);
    progress = await warehouse.describe(id);
  }
  if (progress.status === "failed")
    throw failure("QueryFailed", `The statement failed: ${progress.error ?? "the warehouse gave no reason"}`);
  if (!progress.answers) return { columns: [], chunks: none(), touched: progress.rows[0] ?? -1 };
  const pages = warehouse.rows(id)[Symbol.asyncIterator]();
  const first = await pages.next();
  async function* chunks() {
    for (let page = first; !page.done; page = await pages.next()) yield page.value.rows;
  }
  return { columns: first.done ? [] : first.value.columns, chunks: chunks() };
}

/** Cancels a statement; returns the failure that says what came of it. */
async function cancelled(warehouse: Warehouse, id: string): Promise<Error> {
  try {
    await warehouse.cancel(id);
    return failure("QueryCancelled", `The statement ${id} is cancelled.`);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return failure(
      "QueryNotCancelled",
      `The statement ${id} is still running, and you pay for it: ${said}`,
      error,
    );
  }
}

async function* none(): AsyncGenerator<never> {}
