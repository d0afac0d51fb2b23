import { Command, Option } from "commander";
import { makeLocalPorts } from "../local/local-ports";
import { home, parseRows } from "./options";
import { printAnswer, type AnswerFlags } from "./print-answer";
import { makeProgress } from "./progress";
import { queryWarehouse } from "./query-warehouse";

interface Flags extends AnswerFlags {
  /** The workgroup; true if the environment names it. */
  readonly warehouse?: string | true;
  readonly database?: string;
}

/** `data-flow query "SQL"`: queries the published tables, stage and quarantine of the last run; or a deployed stack's warehouse. */
export function queryCommand(done: (code: number) => void): Command {
  return new Command("query")
    .description(
      "run SQL over the published tables (<dataset>), the last run's rows before the transform (stage_<dataset>) and bad rows (quarantine_<dataset> for the published runs, quarantine_<dataset>('<run>') for any run)",
    )
    .argument("[sql]", "one statement, in DuckDB's dialect (with --warehouse in Redshift's)")
    .addOption(new Option("--json", "print one array of row objects").conflicts("csv"))
    .option("--csv", "print CSV (RFC 4180) with a header")
    .option("--limit <n>", "maximum number of rows (default: all; 100 for a table on a terminal)", parseRows)
    .option(
      "--warehouse [workgroup]",
      "query this Redshift Serverless workgroup, with your AWS credentials (default: $DATA_FLOW_WAREHOUSE)",
    )
    .option(
      "--database <name>",
      "database in the warehouse (default: $DATA_FLOW_WAREHOUSE_DATABASE, or lake)",
    )
    .action(async (given: string | undefined, flags: Flags, command: Command) => {
      const { sql, workgroup } = words(given, flags, command);
      if (workgroup === undefined) await query(sql, flags);
      else await queryWarehouse(sql, { workgroup, database: flags.database }, flags);
      done(0);
    });
}

/**
 * The SQL, and the warehouse to send it to. In `--warehouse "select 1"` the string is the SQL if the environment names
 * the workgroup.
 */
function words(given: string | undefined, { warehouse, database }: Flags, command: Command) {
  const usual = process.env["DATA_FLOW_WAREHOUSE"] || undefined;
  if (warehouse === undefined && database !== undefined) command.error("error: --database needs --warehouse");
  const swallowed = given === undefined && typeof warehouse === "string" && usual !== undefined;
  const sql = swallowed ? warehouse : given;
  if (sql === undefined) {
    const took =
      typeof warehouse === "string"
        ? `: --warehouse took ${JSON.stringify(warehouse)} for the workgroup; write --warehouse <workgroup> "<sql>", or set DATA_FLOW_WAREHOUSE to the workgroup`
        : "";
    return command.error(`error: missing required argument 'sql'${took}`);
  }
  if (warehouse === undefined) return { sql };
  const workgroup = typeof warehouse === "string" && !swallowed ? warehouse : usual;
  if (workgroup === undefined)
    return command.error("error: name the workgroup: --warehouse <workgroup>, or set DATA_FLOW_WAREHOUSE");
  return { sql, workgroup };
}

async function query(sql: string, flags: AnswerFlags): Promise<void> {
  const ports = makeLocalPorts({ home: home(), log: makeProgress(process.stderr) });
  const { openQuery } = await import("../local/query.js");
  const database = await openQuery(ports, sql);
  try {
    await printAnswer(await database.stream(sql), flags);
  } finally {
    database.close();
  }
}
