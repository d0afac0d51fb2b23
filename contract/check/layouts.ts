import type { ChartPlace, CsvFiles, Dataset, FieldPlace, Layout, StageColumn } from "../dataset";
import { below, repeated, type Report } from "./fault";
import { hint } from "./near";
import { nameFault } from "./names";

/** Faults of the raw layouts. */
export function layoutFaults({ layouts, stage, convert }: Dataset, report: Report): void {
  if (convert === "spark" && layouts.some(({ format }) => format === "yahoo-chart"))
    report("convert", `is "spark", which reads CSV files only; "lambda" reads chart documents too`);
  if (layouts.length === 0) report("layouts", "is empty; describe at least one form of the raw files");
  for (const [index, name] of repeated(layouts.map((layout) => layout.name)))
    report(`layouts[${index}].name`, `"${name}" is the name of a layout before; give each its own`);
  layouts.forEach((layout, index) => {
    const path = `layouts[${index}]`;
    nameFault(layout.name, `${path}.name`, report);
    if (layout.format !== "yahoo-chart") recordFaults(layout, path, report);
    const groups = namedGroups(layout.files, `${path}.files`, report);
    for (const name of Object.keys(stage))
      if (!Object.hasOwn(layout.columns, name))
        report(`${path}.columns`, `does not say where "${name}" stands; each stage column needs a place`);
    for (const [name, place] of Object.entries<FieldPlace | ChartPlace>(layout.columns)) {
      const columnPath = below(`${path}.columns`, name);
      if (!Object.hasOwn(stage, name))
        report(columnPath, `"${name}" is no stage column ${hint(name, Object.keys(stage))}`);
      placeFault(place, layout, groups, columnPath, report);
      timeFault(place, Object.hasOwn(stage, name) ? stage[name] : undefined, columnPath, report);
    }
    sharedPlaces(layout, `${path}.columns`, report);
  });
}

function recordFaults(layout: CsvFiles, path: string, report: Report): void {
  delimiterFault(layout, path, report);
  const { header } = layout;
  if (header !== true && !(Number.isInteger(header.fields) && header.fields >= 1))
    report(`${path}.header.fields`, `${header.fields} is no number of fields; a whole number from 1`);
}

function delimiterFault({ delimiter }: CsvFiles, path: string, report: Report): void {
  const code = delimiter.codePointAt(0) ?? 0;
  if (delimiter.length !== 1 || code === 0 || code > 127)
    report(
      `${path}.delimiter`,
      `${JSON.stringify(delimiter)} is not one ASCII character (such as "," or "\\t")`,
    );
  else if (delimiter === '"' || delimiter === "\r" || delimiter === "\n")
    report(
      `${path}.delimiter`,
      `${JSON.stringify(delimiter)} means something else in a file; choose another`,
    );
}

/** Named groups of the pattern; nothing where it is no pattern. */
function namedGroups(files: string, path: string, report: Report): readonly string[] | undefined {
  try {
    new RegExp(files);
    // With an empty alternative it matches anything, and the match names every group.
    return Object.keys(new RegExp(`${files}|`).exec("")?.groups ?? {});
  } catch (error) {
    report(path, `is no regular expression: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

function placeFault(
  place: FieldPlace | ChartPlace,
  layout: Layout,
  groups: readonly string[] | undefined,
  path: string,
  report: Report,
): void {
  if ("text" in place || "chart" in place) return;
  if ("path" in place) {
    if (groups && !groups.includes(place.path))
      report(`${path}.path`, `"${place.path}" is no named group of "files" ${hint(place.path, groups)}`);
    return;
  }
  // The shape of documents has seen to it.
  if (layout.format === "yahoo-chart") return;
  const { header } = layout;
  if ("header" in place) {
    if (header !== true)
      report(`${path}.header`, "the layout has no header; give the field's number, counted from 0");
  } else if (header === true) {
    report(`${path}.field`, "the layout has a header; give the column's name in it, whatever its position");
  } else if (!(Number.isInteger(place.field) && place.field >= 0 && place.field < header.fields)) {
    report(`${path}.field`, `${place.field} is no field of ${header.fields}; 0 to ${header.fields - 1}`);
  }
}

function timeFault(
  place: FieldPlace | ChartPlace,
  column: StageColumn | undefined,
  path: string,
  report: Report,
): void {
  if (column && "time" in place && place.time && column.type !== "date")
    report(
      `${path}.time`,
      `is for dates; this column is ${column.type} (a timestamp is read with its time and offset as it is)`,
    );
}

function sharedPlaces(layout: Layout, path: string, report: Report): void {
  const places = Object.entries<FieldPlace | ChartPlace>(layout.columns)
    .filter(([, place]) => !("text" in place))
    .map(([name, place]) => ({
      name,
      place: JSON.stringify({ ...place, prefix: undefined, time: undefined }),
    }));
  for (const [index] of repeated(places.map(({ place }) => place))) {
    const { name, place } = places[index]!;
    const first = places.find((other) => other.place === place)!.name;
    report(below(path, name), `is read from the same place as "${first}"`);
  }
}
