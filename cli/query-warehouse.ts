import { whenInterrupted } from "./interruption";
import { printAnswer, type AnswerFlags } from "./print-answer";
import { counted } from "./words";

/** Where to send the query. */
interface Place {
  readonly workgroup: string;
  readonly database: string | undefined;
}

/** Queries a deployed stack's warehouse with the caller's credentials, and prints the answer. */
export async function queryWarehouse(
  sql: string,
  { workgroup, database = process.env["DATA_FLOW_WAREHOUSE_DATABASE"] || "lake" }: Place,
  flags: AnswerFlags,
): Promise<void> {
  // Not loaded for queries of the laptop's own store.
  const { askWarehouse, openWarehouse } = await import("../handlers/aws/ask-warehouse.js");
  const warehouse = openWarehouse({ workgroup, database });
  const { columns, chunks, touched } = await interruptible((stop) => askWarehouse(warehouse, sql, { stop }));
  if (touched === undefined || flags.json || flags.csv)
    return printAnswer({ columns: distinct(columns), chunks }, flags);
  process.stdout.write(touched < 0 ? "  done\n" : `  done: ${counted(touched, "row")}\n`);
}

/** Does work that a signal stops cleanly, and reports how it ended. */
async function interruptible<T>(act: (stop: AbortSignal) => Promise<T>): Promise<T> {
  const stopping = new AbortController();
  const done = act(stopping.signal);
  const back = whenInterrupted(() => {
    stopping.abort();
    return done.then(() => "The statement had already ended.");
  });
  try {
    const answer = await done;
    if (!stopping.signal.aborted) return answer;
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
  } finally {
    back();
  }
  // The signal's handler reports the outcome, and ends the process.
  return new Promise(() => undefined);
}

/** Column names made unique, as a JSON object requires: `n`, `n_1`. */
function distinct(columns: readonly { readonly name: string }[]): { readonly name: string }[] {
  const taken = new Set<string>();
  return columns.map(({ name }) => {
    let unique = name;
    for (let n = 1; taken.has(unique); n++) unique = `${name}_${n}`;
    taken.add(unique);
    return { name: unique };
  });
}
