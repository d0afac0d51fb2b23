import type { Dataset } from "../dataset";
import { isColumnType, type ColumnType } from "../types";
import { below, repeated, type Has, type Report } from "./fault";
import { fillFaults } from "./fill-faults";
import { hint } from "./near";
import { nameFault } from "./name-faults";
import { renameFaults } from "./rename-faults";

const types: readonly ColumnType[] = ["string", "boolean", "int", "bigint", "double", "date", "timestamp"];

// What other systems call our types.
const synonyms: Readonly<Record<string, string>> = {
  text: "string",
  varchar: "string",
  bool: "boolean",
  integer: "int",
  long: "bigint",
  float: "double",
  number: "double",
  real: "double",
  numeric: "decimal(18,2)",
  datetime: "timestamp",
};

/** Faults of the stage and table columns, the key and the SQL. */
export function columnFaults(dataset: Dataset, has: Has, report: Report): void {
  if (has("stage")) {
    if (Object.keys(dataset.stage).length === 0) report("stage", "has no column; name at least one");
    for (const [name, column] of Object.entries(dataset.stage)) {
      const path = below("stage", name);
      nameFault(name, path, report);
      typeFault(column.type, path, report);
      if (column.nonFinite?.length && column.type !== "double")
        report(`${path}.nonFinite`, `is for doubles; this column is ${column.type}`);
    }
    renameFaults(dataset.stage, "stage", report);
  }
  if (!has("table")) return;
  const { columns, sql } = dataset.table;
  if (Object.keys(columns).length === 0) report("table.columns", "has no column; name at least one");
  for (const [name, column] of Object.entries(columns)) {
    const path = below("table.columns", name);
    nameFault(name, path, report);
    typeFault(column.type, path, report);
    if (column.description.trim() === "")
      report(`${path}.description`, "is empty; say what the column holds");
    // Glue takes 255 characters, unit and brackets included.
    const length = column.description.length + (column.unit?.length ?? 0) + 3;
    if (length > 255) report(`${path}.description`, `is ${length - 255} characters too long for the catalog`);
    if (/[\r\n]/.test(column.description))
      report(`${path}.description`, "holds a line break; write one line");
    if (column.unit?.trim() === "")
      report(`${path}.unit`, 'is empty; leave it out, or "1" for a bare number');
  }
  renameFaults(columns, "table.columns", report);
  keyFaults(dataset, report);
  if (has("stage")) fillFaults(dataset, report);
  if (has("stage") && dataset.table.mode === "upsert") mergeFaults(dataset, report);
  if (has("countBy") && !Object.hasOwn(columns, dataset.countBy ?? ""))
    report(
      "countBy",
      `"${dataset.countBy}" is not a column of the table ${hint(`${dataset.countBy}`, Object.keys(columns))}`,
    );
  if (sql.trim() === "") report("table.sql", "is empty; write a select from stage");
  else if (!/\bstage\b/i.test(sql)) report("table.sql", "does not read stage, the only table available");
  if (sql.includes(";")) report("table.sql", 'holds a ";"; write one select and no semicolon');
}

function typeFault(type: string, path: string, report: Report): void {
  if (isColumnType(type)) return;
  if (/^(decimal|numeric)\(/.test(type)) {
    const form = "decimal(precision,scale), precision 1 to 38, scale 0 to precision";
    report(`${path}.type`, `"${type}" is not a valid decimal (${form}, no blanks)`);
    return;
  }
  const synonym = synonyms[type.toLowerCase()];
  const advice = synonym ? `(did you mean "${synonym}"?)` : hint(type, [...types, "decimal(p,s)"]);
  report(`${path}.type`, `"${type}" is not a type ${advice}`);
}

function keyFaults({ table: { key, columns } }: Dataset, report: Report): void {
  if (key.length === 0) report("table.key", "is empty; name the columns that tell one row from every other");
  for (const [index, name] of repeated(key)) report(`table.key[${index}]`, `"${name}" is in the key twice`);
  key.forEach((name, index) => {
    const path = `table.key[${index}]`;
    const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
    if (!column)
      return report(path, `"${name}" is not a column of the table ${hint(name, Object.keys(columns))}`);
    if (column.nullable) report(path, `"${name}" is nullable; a key has no nulls`);
    if (column.type === "double") report(path, `"${name}" is a double; doubles cannot identify a row`);
  });
}

/** Rows are merged before the SQL runs, so an `upsert` needs its key columns in stage, as they are in the table. */
function mergeFaults({ stage, table: { key, columns } }: Dataset, report: Report): void {
  key.forEach((name, index) => {
    const path = `table.key[${index}]`;
    if (!Object.hasOwn(columns, name)) return;
    const staged = Object.hasOwn(stage, name) ? stage[name] : undefined;
    if (!staged)
      return report(
        path,
        `"${name}" is not a column of stage ${hint(name, Object.keys(stage))}; "upsert" merges stage rows by the key`,
      );
    const { type } = columns[name]!;
    if (staged.type !== type)
      report(
        path,
        `"${name}" is ${type}, in stage it is ${staged.type}; "upsert" needs the same type in both`,
      );
    if (staged.nullable)
      report(below("stage", name), `is nullable and in the key; "upsert" cannot merge nulls`);
  });
}
