import { chartFields } from "../chart";
import type { ChartPlace, Dataset, FieldPlace, Layout } from "../dataset";
import type { CsvColumn, CsvLayout } from "../plan";

/** How the raw files of each layout are read, every default written out. */
export function csvLayouts(dataset: Pick<Dataset, "layouts" | "stage">): CsvLayout[] {
  return dataset.layouts.map((layout) => ({
    ...recordsOf(layout),
    columns: Object.entries(dataset.stage).map(
      ([
        column,
        { type, nullable = false, nulls = type === "string" ? [] : [""], nonFinite = [] },
      ]): CsvColumn => {
        const place: FieldPlace | ChartPlace = layout.columns[column]!;
        return {
          name: column,
          type,
          nullable,
          from: placeAlone(place),
          prefix: "prefix" in place ? (place.prefix ?? "") : "",
          ...("time" in place && place.time ? { time: place.time } : {}),
          nulls,
          nonFinite,
        };
      },
    ),
  }));
}

function recordsOf(layout: Layout): Omit<CsvLayout, "columns"> {
  const { name, files } = layout;
  if (layout.format === "yahoo-chart") {
    const rendered = {
      delimiter: ",",
      quoting: "rfc4180",
      header: false,
      fields: chartFields.length,
    } as const;
    return { format: "yahoo-chart", name, files, ...rendered };
  }
  const { delimiter, quoting, header } = layout;
  const named = header === true;
  return { name, files, delimiter, quoting, header: named, fields: named ? 0 : header.fields };
}

function placeAlone(place: FieldPlace | ChartPlace): CsvColumn["from"] {
  if ("chart" in place) return { field: chartFields.indexOf(place.chart) };
  if ("header" in place) return { header: place.header };
  if ("field" in place) return { field: place.field };
  if ("text" in place) return { text: place.text };
  return { path: place.path };
}
