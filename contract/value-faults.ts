/** Values that keep merged rows from becoming rows of today's contract: how many, with the first row as an example. */
import { waysForward } from "./base-faults";
import type { RecordedColumn, Resolution, ResolvedColumn } from "./identity";
import type { PlanColumn } from "./plan";

/** A fault: its name, and a sentence that says what to do. */
export interface ValueFault {
  readonly name: "ContractNarrows" | "ContractNeedsValue";
  readonly message: string;
}

/** Values that do not survive a change of type. `at` is the row of the first one, `value` its value. */
export const narrows = (
  { column, from }: ResolvedColumn & { readonly from: RecordedColumn },
  count: number,
  { key, at, value }: { readonly key: readonly string[]; readonly at: string; readonly value: string },
): ValueFault => ({
  name: "ContractNarrows",
  message:
    `${count === 1 ? "1 merged value" : `${count} merged values`} of ${column.name} (${from.type}) would not survive as ` +
    `${column.type}, such as ${value} at ${at}. ${waysForward(column, key, "such values")}`,
});

/** Merged rows that lack a required value. */
export const needsValue = (
  column: PlanColumn,
  resolution: Pick<Resolution, "columns" | "retired">,
  count: number,
  at: string,
): ValueFault => ({
  name: "ContractNeedsValue",
  message:
    `${column.name} is required, but ${count === 1 ? "1 merged row has" : `${count} merged rows have`} no value for it, such as the row with ${at}. ` +
    needsValueAdvice(column, resolution),
});

/** A column without recorded values may be a retired one of its type under another name. */
function needsValueAdvice(
  { name, type }: PlanColumn,
  { columns, retired }: Pick<Resolution, "columns" | "retired">,
): string {
  const advice = "ake it nullable, or give it a fill for such rows.";
  const isNew = columns.some(({ column, from }) => column.name === name && !from);
  const [former] = isNew ? retired.filter((each) => each.type === type) : [];
  return former
    ? `If it was called ${former.name}, write renamedFrom: ["${former.name}"]. Otherwise m${advice}`
    : `M${advice}`;
}

/** A key as the faults print it. */
export const keyText = (names: readonly string[], values: readonly string[]): string =>
  names.map((name, index) => `${name} = ${values[index]}`).join(", ");
