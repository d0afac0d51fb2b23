import type { PublishedTable } from "../dataset";
import { typeNames } from "../types";
import { tableColumns } from "./columns";
import { quoteName } from "./sql";

/**
 * The statement that creates the table in Redshift. Rows are distributed by the key's first column, so that all
 * rows of one subject, symbol or station lie on one slice and joins and windows over them stay local, and sorted
 * by the whole key, so that a range of time reads few blocks. The primary key is not enforced by Redshift: it
 * tells the planner what each run has checked.
 */
export function redshiftDdl(dataset: PublishedTable): string {
  const key = dataset.table.key.map(quoteName);
  const columns = tableColumns(dataset).map(
    ({ name, type, nullable }) =>
      `  ${quoteName(name)} ${typeNames(type).redshift}${nullable ? "" : " NOT NULL"}`,
  );
  return [
    `CREATE TABLE IF NOT EXISTS ${quoteName(dataset.name)} (`,
    [...columns, `  PRIMARY KEY (${key.join(", ")})`].join(",\n"),
    `)`,
    `DISTKEY (${key[0]})`,
    `SORTKEY (${key.join(", ")})`,
  ].join("\n");
}
