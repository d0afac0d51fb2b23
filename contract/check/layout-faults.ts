import type { Dataset, Layout } from "../dataset";
import { formatName, formatOf, placeKind } from "../formats";
import { below, repeated, type Report } from "./fault";
import { hint } from "./near";
import { nameFault } from "./name-faults";
import { writtenFaults } from "./written-faults";

/** Faults of the raw layouts. */
export function layoutFaults({ layouts, stage }: Dataset, report: Report): void {
  if (layouts.length === 0) report("layouts", "is empty; describe at least one form of the raw files");
  for (const [index, name] of repeated(layouts.map((layout) => layout.name)))
    report(`layouts[${index}].name`, `"${name}" is already the name of a layout; give each its own name`);
  sharedFiles(layouts, report);
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

/**
 * Reports a layout that shares its `files` with another, where the path must be enough to choose one: a format is known before the file
 * is read, and so is an encoding.
 */
function sharedFiles(layouts: readonly (Layout & { readonly encoding?: string })[], report: Report): void {
  layouts.forEach((layout, index) => {
    const others = layouts.filter((each, at) => at !== index && each.files === layout.files);
    const [first] = others;
    if (!first) return;
    const say = (what: string) =>
      report(
        `layouts[${index}].files`,
        `is also that of layout "${first.name}"; ${what} chosen by its files alone, so no other may match the same path`,
      );
    if (layout.encoding !== undefined) return say("a layout with an encoding is");
    // One of the two is enough: the later one, which would never be tried.
    if (layouts.indexOf(first) > index || first.encoding !== undefined) return;
    const { byFiles } = formatOf(layout);
    if (byFiles || formatName(first) !== formatName(layout))
      say(byFiles ? `a layout of format "${formatName(layout)}" is` : "a format is");
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
