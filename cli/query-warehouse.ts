import { printAnswer, type AnswerFlags } from "./print-answer";
import { counted } from "./words";

/** Where to ask. */
interface Place {
  readonly workgroup: string;
  readonly database: string | undefined;
}

/** Asks a deployed stack's warehouse, with the credentials of whoever calls, and prints the answer. */
export async function queryWarehouse(
  sql: string,
  { workgroup, database = process.env["DATA_FLOW_WAREHOUSE_DATABASE"] || "lake" }: Place,
  flags: AnswerFlags,
): Promise<void> {
  // Not loaded by those who ask their own laptop.
  const { askWarehouse, openWarehouse } = await import("../handlers/aws/ask-warehouse.js");
  const { columns, chunks, touched } = await askWarehouse(openWarehouse({ workgroup, database }), sql);
  if (touched === undefined || flags.json || flags.csv)
    return printAnswer({ columns: distinct(columns), chunks }, flags);
  process.stdout.write(touched < 0 ? "  done\n" : `  done: ${counted(touched, "row")}\n`);
}

/** Names made unique, as a JSON object needs them: `n`, `n_1`. */
function distinct(columns: readonly { readonly name: string }[]): { readonly name: string }[] {
  const taken = new Set<string>();
  return columns.map(({ name }) => {
    let unique = name;
    for (let n = 1; taken.has(unique); n++) unique = `${name}_${n}`;
    taken.add(unique);
    return { name: unique };
  });
}
