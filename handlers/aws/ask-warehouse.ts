/** One statement of a person, asked of the warehouse to its end. */
import { randomUUID } from "node:crypto";
import { systemClock } from "../../core/run/clock";
import { failure } from "../../core/run/failure";
import type { Clock, Warehouse, WarehouseRows, WarehouseValue } from "../../core/run/ports";
import { makeRedshiftData, makeWarehouse, type WarehouseAddress } from "./redshift-warehouse";

/** The answer, its rows page by page; of a statement without rows, how many rows it touched, -1 where it does not say. */
export interface WarehouseAnswer {
  readonly columns: WarehouseRows["columns"];
  readonly chunks: AsyncIterable<readonly (readonly WarehouseValue[])[]>;
  readonly touched?: number;
}

const firstWait = 200;
const longestWait = 2_000;

/** Opens the warehouse with the credentials of the environment; of its store nothing is known. */
export const openWarehouse = (address: WarehouseAddress): Warehouse =>
  makeWarehouse(makeRedshiftData(), address, "");

/** How a statement is waited for. */
export interface Waiting {
  readonly clock?: Pick<Clock, "sleep">;
  /** Cancels the statement, which would go on, and be paid for, without whoever asked it. */
  readonly stop?: AbortSignal;
}

/**
 * Sends the statement and waits for its end, asking ever more rarely. Fails with `QueryFailed` and Redshift's message, with
 * `QueryCancelled` or `QueryNotCancelled` where it is stopped, or as `makeWarehouse` says. A whole number beyond 2^53 is rounded on
 * its way through JSON: cast it to a text.
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

/** Cancels a statement; the failure that says what came of it. */
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
