/** Whether the SQL finds the columns that it names, and selects those of the table. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { nearest } from "../../contract/check/near";
import type { TransformPlan } from "../../contract/plan";

/** What keeps the SQL and its rules from being executed over the tables `stage` and `result` of the connection. */
export async function bindingFaults(connection: DuckDBConnection, plan: TransformPlan): Promise<string[]> {
  const bound = await bind(connection, plan.sql);
  const faults =
    "fault" in bound ? [`table.sql: ${bound.fault}`] : notSelected(plan.columns, new Set(bound.columns));
  for (const { name, violation, query } of plan.rules) {
    const sql = violation === undefined ? query : `select ${violation} from result`;
    const rule = sql === undefined ? undefined : await bind(connection, sql);
    if (rule && "fault" in rule) faults.push(`rule ${name}: ${rule.fault}`);
  }
  return faults;
}

/** Both engines compare names without case. */
function notSelected(columns: TransformPlan["columns"], selected: ReadonlySet<string>): string[] {
  const declared = columns.map(({ name }) => name.toLowerCase());
  const others = [...selected].filter((name) => !declared.includes(name));
  return columns
    .filter(({ name }) => !selected.has(name.toLowerCase()))
    .map(({ name }) => {
      const near = nearest(name, others);
      const hint = near === undefined ? "" : ` (it selects ${near}: did you mean "${name}"?)`;
      return `table.columns.${name}: the SQL does not select it${hint}`;
    });
}

/** The columns of a SELECT in lower case, or why DuckDB cannot bind it. */
async function bind(
  connection: DuckDBConnection,
  sql: string,
): Promise<{ readonly columns: readonly string[] } | { readonly fault: string }> {
  try {
    const statement = await connection.prepare(sql);
    const columns = Array.from({ length: statement.columnCount }, (_, at) =>
      statement.columnName(at).toLowerCase(),
    );
    statement.destroySync();
    return { columns };
  } catch (error) {
    // What follows repeats the SQL.
    const [message = ""] = (error as Error).message.split("\n\nLINE ");
    return { fault: message.replace(/^\w+ Error: /, "").replaceAll("\n", " ") };
  }
}
