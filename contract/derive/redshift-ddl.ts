import type { PublishedTable } from "../dataset";
import type { PlanColumn } from "../plan";
import { typeNames } from "../types";
import { tableColumns } from "./plan-columns";
import { quoteName } from "./sql-literals";

/** A table's columns as Redshift declares them, in their order. */
const columnList = (columns: readonly PlanColumn[]) =>
  columns.map(({ name, type }) => `  ${quoteName(name)} ${typeNames(type).redshift}`).join(",\n");

/**
 * The statement that creates a table of these columns in Redshift. It fails if the table exists. It has no constraints, for two
 * reasons: Publish has checked the rows, and Redshift trusts a key without enforcing it; a table also outlives its contract: a
 * column that leaves the contract or the key gets nulls from then on, and NOT NULL can never be dropped. Redshift chooses
 * distribution and sort order (AUTO, the default).
 */
export const redshiftTable = (table: string, columns: readonly PlanColumn[]): string =>
  `CREATE TABLE ${quoteName(table)} (\n${columnList(columns)}\n)`;

/** A temporary table, visible only to the session that creates it. */
export const redshiftTemporaryTable = (table: string, columns: readonly PlanColumn[]): string =>
  `CREATE TEMPORARY TABLE ${quoteName(table)} (\n${columnList(columns)}\n)`;

/** The statement that creates a published table by today's contract (`redshiftTable`). */
export const redshiftDdl = (dataset: PublishedTable): string =>
  redshiftTable(dataset.name, tableColumns(dataset));
