import { Command, Option } from "commander";
import { makeLocalPorts } from "../local/local-ports";
import { home, parseRows } from "./options";
import { printAnswer, type AnswerFlags } from "./print-answer";
import { makeProgress } from "./progress";
import { queryWarehouse } from "./query-warehouse";

interface Flags extends AnswerFlags {
  /** The workgroup; true where the environment names it. */
  readonly warehouse?: string | true;
  readonly database?: string;
}

/** `data-flow query "SQL"`: ask the published tables, stage and quarantine of the last run; or a deployed stack's warehouse. */
export function queryCommand(done: (code: number) => void): Command {
  return new Command("query")
    .description(
      "ask in SQL; tables: each published data set, stage_<dataset> of its last run, quarantine_<dataset> of its published runs, quarantine_<dataset>('<run>') of any run",
    )
    .argument("[sql]", "one statement, in DuckDB's dialect; of a warehouse, in Redshift's")
    .addOption(new Option("--json", "print one array of row objects").conflicts("csv"))
    .option("--csv", "print CSV (RFC 4180) with a header")
    .option("--limit <n>", "rows at most (default: all; of a table on a terminal 100)", parseRows)
    .option(
      "--warehouse [workgroup]",
      "ask this workgroup of Redshift Serverless, with your credentials of AWS (default: $DATA_FLOW_WAREHOUSE)",
    )
    .option(
      "--database <name>",
      "the warehouse's database (default: $DATA_FLOW_WAREHOUSE_DATABASE, else lake)",
    )
    .action(async (given: string | undefined, flags: Flags, command: Command) => {
      const { sql, workgroup } = words(given, flags, command);
      if (workgroup === undefined) await query(sql, flags);
      else await queryWarehouse(sql, { workgroup, database: flags.database }, flags);
      done(0);
    });
}

/** What is to be asked, and of which warehouse. In `--warehouse "select 1"` the text is the SQL, where the environment names the workgroup. */
function words(given: string | undefined, { warehouse, database }: Flags, command: Command) {
  const usual = process.env["DATA_FLOW_WAREHOUSE"] || undefined;
  if (warehouse === undefined && database !== undefined)
    command.error("error: --database is of a warehouse: add --warehouse");
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
