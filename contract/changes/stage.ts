/** Changes of the columns between the source and the SQL: what happens to merged values and to values yet to come. */
import { baseFaults, type DescribedBase } from "../base-faults";
import { resolveColumns, unrecorded, type RecordedColumn, type ResolvedColumn } from "../identity";
import type { Plan, PlanColumn, PlanLayout } from "../plan";
import { typeChange } from "../retype";
import type { Change } from "./effects";
import type { PublishedState } from "./index";
import { same } from "./same";

/** Changes of the columns of an `upsert` whose rows are merged into `base`. */
export function mergedColumnChanges(
  { plan: published, mergedRows }: PublishedState,
  base: DescribedBase,
  plan: Plan,
  allowLoss: readonly string[],
): Change[] {
  const { transform: before } = published;
  const { transform } = plan;
  const { columns, retired, dropped } = resolveColumns(transform.stage, base.columns, allowLoss);
  const rows = mergedRows === undefined ? "merged rows" : `${mergedRows} merged rows`;
  const known = new Set(base.columns.retired.map(({ name }) => name));
  const faults = baseFaults(transform, base, allowLoss);
  return [
    ...faults.map(({ name, message }): Change => ({ effect: "refused", what: name, how: message })),
    ...columns.flatMap(({ column, from }) => {
      if (!from)
        return added(column, rows, mergedRows === 0).map((change) => ({
          ...change,
          how: renamedTold(column, retired, published, plan) + change.how,
        }));
      const former = before.stage.find(({ name }) => name === from.name);
      return [
        ...found(column, from, known.has(from.name)),
        ...retyped(column, from, allowLoss.includes(column.name)),
        ...required(column, former),
      ];
    }),
    ...retired
      .filter(({ name }) => !known.has(name))
      .map(({ name }): Change => ({
        effect: "compatible",
        what: stage(name),
        how: "retired: its merged values are kept, and come back with its name",
      })),
    ...dropped.map(({ name }): Change => ({
      effect: "loss",
      what: stage(name),
      how: "dropped with its merged values (--allow-loss)",
    })),
  ];
}

const stage = (name: string) => `stage column ${name}`;

function added(column: PlanColumn, rows: string, empty: boolean): Change[] {
  const { name, type, nullable, fill } = column;
  const what = stage(name);
  if (fill !== undefined)
    return [{ effect: "compatible", what, how: `added, ${type}: ${rows} get the fill "${fill}"` }];
  if (nullable) return [{ effect: "compatible", what, how: `added, ${type}: null in ${rows}` }];
  if (empty) return [{ effect: "compatible", what, how: `added, ${type}` }];
  const how =
    `added, ${type} and required: ${rows} have no value for it. A run that does not deliver all of them again fails ` +
    `(ContractNeedsValue); make it nullable, or give it a fill`;
  return [{ effect: "checked at the run", what, how }];
}

/** Asks whether a new column is a retired one: of the same type, and read from the same place. Empty if none is. */
function renamedTold(
  { name, type }: PlanColumn,
  retired: readonly RecordedColumn[],
  before: Plan,
  after: Plan,
): string {
  const former = retired.find(
    (each) => each.type === type && isReadFromTheSamePlace(each.name, before, name, after),
  );
  return former ? `renamed from ${former.name}? Then write renamedFrom: ["${former.name}"]. Otherwise: ` : "";
}

/** True if a layout of both plans reads the two columns from one place. */
const isReadFromTheSamePlace = (then: string, before: Plan, now: string, after: Plan) =>
  after.layouts.some((layout) => {
    const was = before.layouts.find(({ name }) => name === layout.name);
    const [old, today] = [columnOf(was, then), columnOf(layout, now)];
    return old !== undefined && today !== undefined && same(old.from, today.from);
  });

const columnOf = (layout: PlanLayout | undefined, column: string) =>
  layout?.columns.find(({ name }) => name === column);

/** A column that takes over values from another name, or from a retired column. */
function found({ name }: PlanColumn, from: RecordedColumn, wasRetired: boolean): Change[] {
  const what = stage(name);
  const renamed = from.name === name ? "" : `renamed from ${from.name}`;
  if (wasRetired) {
    const values = renamed
      ? `${renamed}, which was retired: its merged values are back`
      : "back, with its merged values";
    return [{ effect: "compatible", what, how: values }];
  }
  return renamed ? [{ effect: "compatible", what, how: `${renamed}: takes over its merged values` }] : [];
}

function retyped(
  { name, type, fill = "null" }: PlanColumn,
  from: RecordedColumn,
  mayLose: boolean,
): Change[] {
  if (from.type === type) return [];
  const what = stage(name);
  const change = typeChange(from.type, type);
  const how = `${from.type} becomes ${type}`;
  if (change === "exact") return [{ effect: "rebuild", what, how: `${how}: every merged value survives` }];
  if (mayLose) {
    const lost = change === "never" ? "its merged values" : "merged values that do not survive";
    return [{ effect: "loss", what, how: `${how}: ${lost} become ${fill} (--allow-loss)` }];
  }
  // A fault of the base; `baseFaults` has reported it.
  if (change === "never") return [];
  const checked = `${how}: a run fails while a merged value would not survive (ContractNarrows), and records that do not fit are quarantined`;
  return [{ effect: "checked at the run", what, how: checked }];
}

/** `former` is the column in the published run's plan; a retired column may lack values. */
function required(
  { name, nullable, fill }: PlanColumn,
  former: Pick<PlanColumn, "nullable"> = { nullable: true },
): Change[] {
  if (former.nullable === nullable) return [];
  const what = stage(name);
  if (nullable) return [{ effect: "compatible", what, how: "may be null now" }];
  if (fill !== undefined)
    return [
      { effect: "rebuild", what, how: `required now: merged rows without a value get the fill "${fill}"` },
    ];
  const how = "required now: a run fails while a merged row has no value for it (ContractNeedsValue)";
  return [{ effect: "checked at the run", what, how }];
}

/** Changes of columns that every run reads again. */
export function stageColumnChanges({ transform: before }: Plan, { transform }: Plan): Change[] {
  const { columns, retired } = resolveColumns(transform.stage, unrecorded(before.stage));
  return [
    ...columns.flatMap((column) => readAnew(column, before.stage)),
    ...retired.map(({ name }): Change => ({
      effect: "compatible",
      what: stage(name),
      how: "no longer read",
    })),
  ];
}

function readAnew({ column, from }: ResolvedColumn, before: readonly PlanColumn[]): Change[] {
  const { name, type, nullable } = column;
  const what = stage(name);
  if (!from) return [{ effect: "compatible", what, how: `added, ${type}` }];
  const misfits = "records that do not fit are quarantined";
  const changes: Change[] = [];
  if (from.name !== name) changes.push({ effect: "compatible", what, how: `renamed from ${from.name}` });
  if (from.type !== type)
    changes.push({ effect: "checked at the run", what, how: `${from.type} becomes ${type}: ${misfits}` });
  const former = before.find((each) => each.name === from.name);
  if (former && former.nullable !== nullable)
    changes.push(
      nullable
        ? { effect: "compatible", what, how: "may be null now" }
        : { effect: "checked at the run", what, how: `required now: ${misfits}` },
    );
  return changes;
}
