/** The published table: its columns, its key, its SQL, and whether the warehouse loads it. */
import { changedTypes } from "../derive/redshift-load";
import { resolveColumns, type ResolvedColumn } from "../identity";
import type { Plan, PlanColumn } from "../plan";
import { digitsOf } from "../retype";
import { decimalOf, typeNames, type ColumnType } from "../types";
import type { Change } from "./effects";
import type { PublishedState } from "./index";
import { sameOrder } from "./same";

/** Changes of the table and its SQL. */
export function tableChanges(
  { plan: { transform: before }, base, table }: PublishedState,
  plan: Plan,
): Change[] {
  const { transform } = plan;
  const { columns, retired } = resolveColumns(transform.columns, { named: table, retired: [] });
  const key = transform.key.join(", ");
  const merging = base && transform.mode === "upsert";
  return [
    ...(before.sql === transform.sql
      ? []
      : [{ effect: "rebuild" as const, what: "sql", how: `every row is computed with the new one` }]),
    // For merged rows, `baseFaults` compares the key.
    ...(merging || before.key.join(", ") === key
      ? []
      : [
          {
            effect: "checked at the run" as const,
            what: "key",
            how: `${before.key.join(", ")} becomes ${key}`,
          },
        ]),
    ...columns.flatMap((column) => columnChanges(column, before.columns)),
    ...retired.map(({ name }): Change => ({
      effect: "rebuild",
      what: table_(name),
      how: "removed: queries that name it fail",
    })),
    ...order(before.columns, transform.columns),
    ...warehouseChanges(before, transform),
  ];
}

const table_ = (name: string) => `table column ${name}`;

function columnChanges({ column, from }: ResolvedColumn, before: readonly PlanColumn[]): Change[] {
  const { name, type, nullable } = column;
  const what = table_(name);
  if (!from) return [{ effect: "compatible", what, how: `added, ${type}` }];
  const changes: Change[] = [];
  if (from.name !== name)
    changes.push({
      effect: "rebuild",
      what,
      how: `renamed from ${from.name}: queries that name ${from.name} fail`,
    });
  if (from.type !== type) changes.push(retyped(what, from.type, type));
  const former = before.find((each) => each.name === from.name);
  if (former && former.nullable !== nullable)
    changes.push(
      nullable
        ? { effect: "compatible", what, how: "may be null now" }
        : { effect: "checked at the run", what, how: `required now (not_null_${name})` },
    );
  return changes;
}

/** Both engines round a value to the type's decimals, and fail on one that is out of its range. */
function retyped(what: string, from: ColumnType, to: ColumnType): Change {
  const how = `${from} becomes ${to}: the SQL's values are cast to it${rounding(from, to)}`;
  if (fitsOnceRounded(from, to)) return { effect: "rebuild", what, how };
  const fails = `${how}; a run fails while one of them does not fit (TransformFailed)`;
  return { effect: "checked at the run", what, how: fails };
}

function rounding(from: ColumnType, to: ColumnType): string {
  const [given, wanted] = [digitsOf(from, 1), digitsOf(to, 0)];
  if (!given || !wanted || wanted === "any") return "";
  if (given !== "any" && given.fraction <= wanted.fraction) return "";
  return wanted.fraction === 0
    ? ", rounded to whole numbers"
    : `, rounded to ${wanted.fraction} ${wanted.fraction === 1 ? "decimal" : "decimals"}`;
}

/** Whether every value of a type is within the range of another one. */
function fitsOnceRounded(from: ColumnType, to: ColumnType): boolean {
  const [given, wanted] = [digitsOf(from, 1), digitsOf(to, 0)];
  // A string need not be the other type's value.
  if (!given) return from !== "string";
  if (!wanted || wanted === "any") return true;
  if (given === "any") return false;
  // 999.99 needs a fourth digit once it is rounded. An integer has room for it.
  const carry = decimalOf(to) && given.fraction > wanted.fraction ? 1 : 0;
  return given.whole + carry <= wanted.whole;
}

/** Reports columns that are the same but in another order. */
function order(before: readonly PlanColumn[], after: readonly PlanColumn[]): Change[] {
  if (sameOrder(before, after)) return [];
  return [{ effect: "rebuild", what: "table columns", how: "in another order" }];
}

/** Redshift loads only tables whose files are compressed with snappy. */
function warehouseChanges(before: Plan["transform"], after: Plan["transform"]): Change[] {
  const loads = ({ compression }: Plan["transform"]) => compression === "snappy";
  const what = "warehouse";
  if (loads(before) !== loads(after)) {
    const how = loads(after) ? "the table is loaded from now on" : "the table is no longer loaded";
    return [{ effect: "rebuild", what, how: `${how}; its files are compressed for that` }];
  }
  if (!loads(after)) return [];
  const stored = before.columns.map(({ name, type }) => ({ name, type: typeNames(type).redshift }));
  return changedTypes(after.columns, stored).map(({ name, found, wanted }) => ({
    effect: "refused",
    what,
    how: `${name} is ${found} there and ${wanted} here: a load fails (ColumnTypeChanged) until its table is dropped`,
  }));
}
