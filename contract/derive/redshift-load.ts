/**
 * The SQL that loads one run of a table into Redshift. All but COPY is PostgreSQL too. There are two batches of the Data API,
 * because a batch cannot branch: the first asks what the warehouse holds; the second is one transaction that replaces the table.
 */
import type { PlanColumn } from "../plan";
import { typeNames } from "../types";
import { redshiftTable, redshiftTemporaryTable } from "./redshift-ddl";
import { quoteName, quoteText } from "./sql-literals";

/** How many statements one batch of the Data API may have (BatchExecuteStatement, `Sqls`). */
const longestBatch = 40;

/** What a statement of the transaction is for. `number` and `rows` are assertions: they fail if untrue. */
export type LoadStep =
  | "lock"
  | "create"
  | "strike"
  | "number"
  | "incoming"
  | "copy"
  | "rows"
  | "add"
  | "delete"
  | "insert"
  | "record"
  | "drop"
  | "grant";

/** One statement, and what it is for. */
export interface LoadStatement {
  readonly step: LoadStep;
  readonly sql: string;
}

/** What to load, and into which table. */
export interface Load {
  readonly table: string;
  /** Columns of the run's files, in their order. */
  readonly columns: readonly PlanColumn[];
  /** Names of the columns of the warehouse's table; empty if the table does not exist. */
  readonly stored: readonly string[];
  /** Number of the pointer. */
  readonly number: number;
  readonly run: string;
  readonly attempt: string;
  /** Logical date, YYYY-MM-DD. */
  readonly date: string;
  readonly rows: number;
  /** URI of the COPY manifest; null if no file has a row. */
  readonly manifest: string | null;
  /** When the load began; ISO 8601, UTC. Sending the same load again produces the same SQL. */
  readonly startedAt: string;
}

/**
 * Name of the table that records a table's loads. Each table has one: the database user who loads the table owns it, so that no
 * other user's rights are needed and no lock holds up another table. No data set's name begins with "_".
 */
export const loadsTable = (table: string) => `_runs_${table}`;

/** Holds the whole new run before it replaces the old one. No contract can have this name. */
const incoming = "_incoming";

/**
 * Creates the record of loads if it is missing, and asks what the table holds: first the loaded number (null before the first
 * load), then one row per column (`storedColumn`), or no rows if the table does not exist.
 */
export const loadQuestion = (table: string): readonly string[] => [
  [
    `CREATE TABLE IF NOT EXISTS ${quoteName(loadsTable(table))} (`,
    `  "number" bigint,`,
    `  "run" varchar(256),`,
    `  "attempt" varchar(256),`,
    `  "date" date,`,
    `  "rows" bigint,`,
    `  "started_at" timestamp`,
    `)`,
  ].join("\n"),
  `SELECT max("number") FROM ${quoteName(loadsTable(table))}`,
  [
    `SELECT column_name, data_type, character_maximum_length, numeric_precision, numeric_scale`,
    `FROM information_schema.columns`,
    `WHERE table_schema = 'public' AND table_name = ${quoteText(table)}`,
    `ORDER BY ordinal_position`,
  ].join("\n"),
];

/**
 * The transaction; undefined if the contract gained more columns at once than fit one batch. LOCK comes first because it takes no
 * snapshot: all that follows sees what the previous load left (Redshift's guide, "Isolation levels": the first SELECT, COPY,
 * DELETE, INSERT or CREATE TABLE takes the snapshot). A missing table is created without IF NOT EXISTS, which fails if another load
 * created it meanwhile, so a new table needs no check of the numbers: if you drop a table, the next load restores it. The load
 * deletes its number and all later ones from the record: the table holds none of them, and they would stop every later load.
 */
export function loadTransaction(load: Load): readonly LoadStatement[] | undefined {
  const { table, columns, stored, number, rows, manifest } = load;
  const runs = quoteName(loadsTable(table));
  const later = `${runs} WHERE "number" >= ${number}`;
  const name = quoteName(table);
  const names = columns.map((column) => quoteName(column.name)).join(", ");
  const isNew = stored.length === 0;
  const added = isNew ? [] : columns.filter((column) => !stored.includes(column.name));

  const statements: LoadStatement[] = [
    { step: "lock", sql: `LOCK TABLE ${runs}` },
    ...(isNew
      ? [
          { step: "create" as const, sql: redshiftTable(table, columns) },
          { step: "strike" as const, sql: `DELETE FROM ${later}` },
        ]
      : [{ step: "number" as const, sql: assertion(`count(*) = 0`, later) }]),
    { step: "incoming", sql: redshiftTemporaryTable(incoming, columns) },
    // COPY of Parquet goes by position and takes no list of columns, and ADD COLUMN adds at the end. So load into a table of just
    // the file's columns first (Redshift's guide, "COPY from columnar data formats").
    ...(manifest === null ? [] : [{ step: "copy" as const, sql: copyStatement(manifest) }]),
    { step: "rows", sql: assertion(`count(*) = ${rows}`, quoteName(incoming)) },
    ...added.map(({ name: column, type }) => ({
      step: "add" as const,
      sql: `ALTER TABLE ${name} ADD COLUMN ${quoteName(column)} ${typeNames(type).redshift}`,
    })),
    // TRUNCATE would commit.
    ...(isNew ? [] : [{ step: "delete" as const, sql: `DELETE FROM ${name}` }]),
    {
      step: "insert",
      sql: `INSERT INTO ${name} (${names})\nSELECT ${names} FROM ${quoteName(incoming)}`,
    },
    { step: "record", sql: recordStatement(load) },
    { step: "drop", sql: `DROP TABLE ${quoteName(incoming)}` },
    // Only once, so that the next load does not undo an administrator's REVOKE.
    ...(isNew ? [{ step: "grant" as const, sql: `GRANT SELECT ON ${runs}, ${name} TO PUBLIC` }] : []),
  ];
  return statements.length > longestBatch ? undefined : statements;
}

/** A statement that divides by zero unless the condition is true. */
const assertion = (condition: string, from: string) =>
  `SELECT 1 / CASE WHEN ${condition} THEN 1 ELSE 0 END FROM ${from}`;

const copyStatement = (manifest: string) =>
  `COPY ${quoteName(incoming)}\nFROM ${quoteText(manifest)}\nIAM_ROLE default FORMAT AS PARQUET MANIFEST`;

function recordStatement({ table, number, run, attempt, date, rows, startedAt }: Load): string {
  const timestamp = startedAt.replace("T", " ").replace("Z", "");
  const values = [number, quoteText(run), quoteText(attempt), quoteText(date), rows, quoteText(timestamp)];
  return (
    `INSERT INTO ${quoteName(loadsTable(table))} ("number", "run", "attempt", "date", "rows", "started_at")\n` +
    `VALUES (${values.join(", ")})`
  );
}

/** A column of the warehouse's table: its name, and its type as `typeNames` spells it for Redshift. */
export interface StoredColumn {
  readonly name: string;
  readonly type: string;
}

/** A row of `loadQuestion`'s last statement. */
export function storedColumn(row: readonly unknown[]): StoredColumn {
  const [name, type, length, precision, scale] = row.map(String);
  return { name: name!, type: storedType(type!, length!, precision!, scale!) };
}

// Takes the type names of the SQL standard, which information_schema uses.
function storedType(type: string, length: string, precision: string, scale: string): string {
  if (type === "character varying") return `varchar(${length})`;
  if (type === "numeric") return `numeric(${precision},${scale})`;
  return type === "timestamp without time zone" ? "timestamp" : type;
}

/** The columns whose type differs from the warehouse's table. ALTER TABLE cannot change these. */
export const changedTypes = (columns: readonly PlanColumn[], stored: readonly StoredColumn[]) =>
  columns.flatMap(({ name, type }) => {
    const wanted = typeNames(type).redshift;
    const found = stored.find((column) => column.name === name);
    return found && found.type !== wanted ? [{ name, found: found.type, wanted }] : [];
  });
