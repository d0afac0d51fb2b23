import type { Dataset, Layout } from "../dataset";
import { formatOf, placeKind } from "../formats";
import { encodingsAlone } from "../formats/encoding";
import { below, repeated, type Report } from "./fault";
import { hint } from "./near";
import { nameFault } from "./name-faults";
import { writtenFaults } from "./written-faults";

/** Faults of the raw layouts. */
export function layoutFaults({ layouts, stage }: Dataset, report: Report): void {
  if (layouts.length === 0) report("layouts", "is empty; describe at least one form of the raw files");
  for (const [index, name] of repeated(layouts.map((layout) => layout.name)))
    report(`layouts[${index}].name`, `"${name}" is already the name of a layout; give each its own name`);
  encodingsAlone(layouts, report);
  layouts.forEach((layout, index) => {
    const path = `layouts[${index}]`;
    nameFault(layout.name, `${path}.name`, report);
    formatOf(layout).faults?.(layout, path, report);
    const groups = namedGroups(layout.files, `${path}.files`, report);
    for (const name of Object.keys(stage))
      if (!Object.hasOwn(layout.columns, name))
        report(`${path}.columns`, `lacks a place for "${name}"; each stage column needs one`);
    const reportOnce = once(report);
    for (const [name, place] of Object.entries<object>(layout.columns)) {
      const columnPath = below(`${path}.columns`, name);
      if (!Object.hasOwn(stage, name))
        report(columnPath, `"${name}" is not a stage column ${hint(name, Object.keys(stage))}`);
      const column = Object.hasOwn(stage, name) ? stage[name] : undefined;
      placeKind(layout, place).faults?.(place, layout, groups, columnPath, report, column);
      if (column) writtenFaults(layout, place, column, path, columnPath, reportOnce);
    }
    sharedPlaces(layout, `${path}.columns`, report);
  });
}

/** Named groups of the pattern; undefined if it is not a valid pattern. */
function namedGroups(files: string, path: string, report: Report): readonly string[] | undefined {
  try {
    new RegExp(files);
    // The empty alternative makes it match anything, and the match lists every group.
    return Object.keys(new RegExp(`${files}|`).exec("")?.groups ?? {});
  } catch (error) {
    report(path, `is not a regular expression: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** Reports each fault once: every column of a layout has those of its `values`. */
function once(report: Report): Report {
  const seen = new Set<string>();
  return (path, message) => {
    const fault = `${path} ${message}`;
    if (!seen.has(fault)) report(path, message);
    seen.add(fault);
  };
}

function sharedPlaces(layout: Layout, path: string, report: Report): void {
  const places = Object.entries<object>(layout.columns)
    .filter(([, place]) => !("text" in place))
    .map(([name, place]) => ({
      name,
      place: JSON.stringify({ ...placeKind(layout, place).from(place as never), optional: undefined }),
    }));
  for (const [index] of repeated(places.map(({ place }) => place))) {
    const { name, place } = places[index]!;
    const first = places.find((other) => other.place === place)!.name;
    report(below(path, name), `is read from the same place as "${first}"`);
  }
}
