/** How the source's files are read. */
import type { CsvColumn, CsvLayout, Plan } from "../plan";
import type { Change } from "./change";
import { same, sameOrder } from "./same";

/** Changes of the layouts. Rows that are merged already stay as they were read. */
export function layoutChanges({ layouts: before }: Plan, { layouts, transform: { mode } }: Plan): Change[] {
  const effect = mode === "upsert" ? "compatible" : "rebuild";
  const whose =
    mode === "upsert"
      ? "files that come are read by it; merged rows stay as they are"
      : "files are read by it";
  const former = new Map(before.map((layout) => [layout.name, layout]));
  const changed = layouts.flatMap((layout): Change[] => {
    const was = former.get(layout.name);
    const what = `layout ${layout.name}`;
    if (!was) return [{ effect: "compatible", what, how: "added" }];
    const parts = differences(was, layout);
    return parts.length > 0 ? [{ effect, what, how: `${parts.join(", ")} changed: ${whose}` }] : [];
  });
  const removed = before
    .filter(({ name }) => layouts.every((layout) => layout.name !== name))
    .map(({ name }): Change => ({
      effect: "checked at the run",
      what: `layout ${name}`,
      how: "removed: files that no other layout fits are left out or refused",
    }));
  const reordered: Change[] = sameOrder(before, layouts)
    ? []
    : [{ effect, what: "layouts", how: "in another order: a file takes the first that fits" }];
  return [...changed, ...removed, ...reordered];
}

/** What is read otherwise, in the words of the contract. A column's type and its nulls are said of the stage column. */
function differences(before: CsvLayout, after: CsvLayout): string[] {
  const parts = (["format", "files", "delimiter", "quoting", "header", "fields"] as const).filter(
    (part) => !same(before[part], after[part]),
  );
  const columns = after.columns.filter((column) => {
    const was = before.columns.find(({ name }) => name === column.name);
    return was && !same(reading(was), reading(column));
  });
  return [...parts, ...columns.map(({ name }) => `reading of ${name}`)];
}

const reading = ({ from, prefix, time, nulls, nonFinite }: CsvColumn) => ({
  from,
  prefix,
  time,
  nulls,
  nonFinite,
});
