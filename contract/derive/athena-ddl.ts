import type { CatalogTable } from "../plan";

/**
 * The statement that creates the table in Athena or Spark over the files below `location`, a URI that ends in "/". It is for people
 * and other tools; the pipeline uses the catalog.
 */
export function athenaDdl(table: CatalogTable, location: string): string {
  const columns = table.columns.map(
    ({ name, type, comment }) => `  ${tick(name)} ${type} COMMENT ${hiveText(comment)}`,
  );
  const properties = Object.entries(table.parameters).map(
    ([key, value]) => `  ${hiveText(key)} = ${hiveText(value)}`,
  );
  return [
    `CREATE EXTERNAL TABLE IF NOT EXISTS ${tick(table.name)} (`,
    columns.join(",\n"),
    `)`,
    `COMMENT ${hiveText(table.description)}`,
    `STORED AS PARQUET`,
    `LOCATION ${hiveText(location)}`,
    `TBLPROPERTIES (`,
    properties.join(",\n"),
    `)`,
  ].join("\n");
}

const tick = (name: string) => `\`${name.replaceAll("`", "``")}\``;

// Hive's literals use backslash escapes. A line break would end a comment in the console.
const hiveText = (text: string) =>
  `'${text.replace(/\s+/g, " ").replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
