/**
 * The SQL that loads one run of a table into Redshift, which is PostgreSQL's too but for COPY. Two batches of the Data API, since
 * a batch cannot branch: the first asks what is there, the second is one transaction and replaces the table.
 */
import type { PlanColumn } from "../plan";
import { typeNames } from "../types";
import { redshiftTable, redshiftTemporaryTable } from "./redshift-ddl";
import { quoteName, quoteText } from "./sql-literals";

/** Statements that one batch of the Data API may have (BatchExecuteStatement, `Sqls`). */
const longestBatch = 40;

/** What a statement of the transaction is for; `number` and `rows` fail unless what they assert is true. */
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

/** What is loaded, into what. */
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
  /** URI of the COPY manifest, null where no file has a row. */
  readonly manifest: string | null;
  /** When the load began; ISO 8601, UTC. The same load is the same text, whenever it is sent. */
  readonly startedAt: string;
}

/**
 * Name of the table that records a table's loads. One for each: its owner is the database user who loads the table, so that
 * nobody else's rights are needed, and one table's lock holds up no other. No data set's name begins with "_".
 */
export const loadsTable = (table: string) => `_runs_${table}`;

/** The whole run before it takes the old one's place; a name that no contract can have. */
const incoming = "_incoming";

/**
 * Makes the record of loads where there is none, and asks for what the table holds: the loaded number (null before the first
 * load), then a row for each column (`storedColumn`), none where there is no table.
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
 * The transaction, or nothing where the contract got more columns at once than fit one batch. LOCK is the first statement: it takes no
 * snapshot, so all that follows sees what the load before it left (Redshift's guide, "Isolation levels": a snapshot is
 * taken by the first SELECT, COPY, DELETE, INSERT or CREATE TABLE). A table that is not there yet is created without IF NOT EXISTS,
 * which fails when others made it meanwhile, so a new table needs no look at the numbers: whoever dropped a table gets it back. Numbers
 * from its own on are struck from the record, since the table holds none of them: they would stop every load to come.
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
    // COPY of Parquet goes by position and takes no list of columns, and ADD COLUMN adds at the end: so by way of a table of
    // just the file's columns (Redshift's guide, "COPY from columnar data formats").
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
    // Once, so that an administrator who takes it back is not overruled every night.
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

/** A column that the warehouse's table has: its name, and its type as `typeNames` spells it for Redshift. */
export interface StoredColumn {
  readonly name: string;
  readonly type: string;
}

/** A row of `loadQuestion`'s last statement. */
export function storedColumn(row: readonly unknown[]): StoredColumn {
  const [name, type, length, precision, scale] = row.map(String);
  return { name: name!, type: storedType(type!, length!, precision!, scale!) };
}

// The words of the SQL standard, which information_schema uses.
function storedType(type: string, length: string, precision: string, scale: string): string {
  if (type === "character varying") return `varchar(${length})`;
  if (type === "numeric") return `numeric(${precision},${scale})`;
  return type === "timestamp without time zone" ? "timestamp" : type;
}

/** The columns whose type is no longer what the warehouse's table has, for which there is no ALTER TABLE. */
export const changedTypes = (columns: readonly PlanColumn[], stored: readonly StoredColumn[]) =>
  columns.flatMap(({ name, type }) => {
    const wanted = typeNames(type).redshift;
    const found = stored.find((column) => column.name === name);
    return found && found.type !== wanted ? [{ name, found: found.type, wanted }] : [];
  });
