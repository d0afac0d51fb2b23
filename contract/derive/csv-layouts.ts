import type { Dataset, FieldPlace } from "../dataset";
import type { CsvColumn, CsvLayout } from "../plan";

/** How the raw files of each layout are read, every default written out. */
export function csvLayouts(dataset: Dataset): CsvLayout[] {
  return dataset.layouts.map(({ name, files, delimiter, quoting, header, columns }) => ({
    name,
    files,
    delimiter,
    quoting,
    header: header === true,
    fields: header === true ? 0 : header.fields,
    columns: Object.entries(dataset.stage).map(
      ([
        column,
        { type, nullable = false, nulls = type === "string" ? [] : [""], nonFinite = [] },
      ]): CsvColumn => ({
        name: column,
        type,
        nullable,
        from: withoutPrefix(columns[column]!),
        prefix: columns[column]!.prefix ?? "",
        nulls,
        nonFinite,
      }),
    ),
  }));
}

function withoutPrefix(place: FieldPlace): CsvColumn["from"] {
  if ("header" in place) return { header: place.header };
  if ("field" in place) return { field: place.field };
  return { path: place.path };
}
