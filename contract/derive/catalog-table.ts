import type { PublishedTable, TableColumn } from "../dataset";
import type { CatalogTable } from "../plan";
import { typeNames } from "../types";
import { compressionOf } from "./compression";

/** The table in the Glue Data Catalog: types in Glue's spelling, comments "description (unit)". */
export function catalogTable(dataset: PublishedTable): CatalogTable {
  return {
    name: dataset.name,
    description: dataset.description,
    columns: Object.entries(dataset.table.columns).map(([name, column]) => ({
      name,
      type: typeNames(column.type).glue,
      comment: columnComment(column),
    })),
    parameters: {
      classification: "parquet",
      "parquet.compression": compressionOf(dataset).toUpperCase(),
      title: dataset.title,
      key: dataset.table.key.join(","),
      licence: dataset.licence.name,
      citation: dataset.citation,
    },
  };
}

/** "description (unit)"; the unit "1" of bare numbers is left out. */
export const columnComment = ({ description, unit }: TableColumn) =>
  unit === undefined || unit === "1" ? description : `${description} (${unit})`;
