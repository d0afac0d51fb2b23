/** How the source's files are read. */
import type { Plan, PlanLayout, ReadColumn } from "../plan";
import type { Change } from "./effects";
import { same, sameOrder } from "./same";

/** Changes of the layouts. Rows that are already merged stay as they were read. */
export function layoutChanges({ layouts: before }: Plan, { layouts, transform: { mode } }: Plan): Change[] {
  const effect: Change["effect"] = mode === "upsert" ? "compatible" : "rebuild";
  const whose =
    mode === "upsert"
      ? "new files are read with it; merged rows stay as they are"
      : "files are read the new way";
  const former = new Map(before.map((layout) => [layout.name, layout]));
  const changed = layouts.flatMap((layout): Change[] => {
    const was = former.get(layout.name);
    const what = `layout ${layout.name}`;
    if (!was) return [{ effect: "compatible", what, how: "added" }];
    const parts = differences(was, layout);
    const nulls = nullChanges(was, layout).map(({ text, fewer }): Change => ({
      effect: fewer ? "checked at the run" : effect,
      what,
      how: fewer ? `${text}; records that do not fit are quarantined` : `${text}: ${whose}`,
    }));
    return [
      ...(parts.length > 0 ? [{ effect, what, how: `${parts.join(", ")} changed: ${whose}` }] : []),
      ...nulls,
    ];
  });
  const removed = before
    .filter(({ name }) => layouts.every((layout) => layout.name !== name))
    .map(({ name }): Change => ({
      effect: "checked at the run",
      what: `layout ${name}`,
      how: "removed: files that match no other layout are skipped or refused",
    }));
  const reordered: Change[] = sameOrder(before, layouts)
    ? []
    : [{ effect, what: "layouts", how: "in another order: a file uses the first that matches" }];
  return [...changed, ...removed, ...reordered];
}

type Properties = Readonly<Record<string, unknown>>;

/** What is read differently, in the words of the contract. stage.ts reports a column's type and nulls. */
function differences(before: PlanLayout, after: PlanLayout): string[] {
  const [was, is] = [propertiesOf(before), propertiesOf(after)];
  const parts = Object.keys({ ...was, ...is }).filter((part) => !same(was[part], is[part]));
  const columns = after.columns.filter((column) => {
    const former = before.columns.find(({ name }) => name === column.name);
    return former && !same(reading(former), reading(column));
  });
  return [...parts, ...columns.map(({ name }) => `reading of ${name}`)];
}

/** Each column's other strings for null. With fewer, a record may be quarantined. */
const nullChanges = (before: PlanLayout, after: PlanLayout) =>
  after.columns.flatMap(({ name, nulls }) => {
    const former = before.columns.find((column) => column.name === name);
    if (!former) return [];
    const beyond = (all: readonly string[], others: readonly string[], verb: string) => {
      const texts = all.filter((text) => !others.includes(text)).map((text) => JSON.stringify(text));
      return texts.length > 0 ? [`${texts.join(", ")} ${verb}`] : [];
    };
    const [removed, added] = [beyond(former.nulls, nulls, "removed"), beyond(nulls, former.nulls, "added")];
    const parts = [...removed, ...added];
    return parts.length > 0
      ? [{ text: `nulls of ${name}: ${parts.join(", ")}`, fewer: removed.length > 0 }]
      : [];
  });

/** A layout's format-specific properties: all but its name and its columns. */
const propertiesOf = ({ name: _name, columns: _columns, format, ...own }: PlanLayout): Properties => ({
  format,
  ...own,
});

const reading = ({ from, prefix, time, form, nonFinite }: ReadColumn) => ({
  from,
  prefix,
  time,
  form,
  nonFinite,
});
