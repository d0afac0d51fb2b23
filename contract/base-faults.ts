/** What keeps an `upsert` run from merging into the published run's rows, judged by the contract alone. */
import { resolveColumns, type RecordedColumns } from "./identity";
import type { PlanColumn, TransformPlan } from "./plan";
import { typeChange } from "./retype";

/** The merged rows of a run, as its documents describe them. */
export interface DescribedBase {
  readonly columns: RecordedColumns;
  /** The key of the merge, by the names of `columns`. */
  readonly key: readonly string[];
}

/** A fault: its name, and a sentence that says what to do. */
export interface BaseFault {
  readonly name: "KeyChanged" | "ContractAmbiguous" | "ContractNarrows";
  readonly message: string;
}

/** What to do about a type that merged values cannot change to. */
export function waysForward(column: PlanColumn, key: readonly string[], values: string): string {
  const { name, nullable, fill } = column;
  // Rows are merged by the key: if its values were lost, all rows would become one.
  if (key.includes(name)) return `It is part of the key, by which rows are merged: put the old type back.`;
  if (nullable || fill !== undefined)
    return (
      `Put the old type back, give the new one to a column of another name, or run with --allow-loss ${name}, ` +
      `which makes ${values} ${nullable ? "null" : "the column's fill"}.`
    );
  // Under another name, too, the merged rows have no value for it.
  return (
    `Put the old type back; or give the column, which is required, a fill, and then give it another name or run with ` +
    `--allow-loss ${name}, which makes ${values} the fill.`
  );
}

/** The faults of a plan over a base, without looking at values. `glue/identity.py` finds the same. */
export function baseFaults(
  plan: Pick<TransformPlan, "stage" | "key">,
  base: DescribedBase,
  allowLoss: readonly string[] = [],
): BaseFault[] {
  const { columns, contradictions } = resolveColumns(plan.stage, base.columns, allowLoss);
  const faults: BaseFault[] = [];
  const before = new Map(columns.map(({ column, from }) => [column.name, from?.name]));
  const kept = plan.key.map((name) => before.get(name));
  if (kept.length !== base.key.length || base.key.some((name) => !kept.includes(name))) {
    const [today, then] = [plan.key, base.key].map((names) => names.join(", "));
    faults.push({
      name: "KeyChanged",
      message:
        `the key is ${today}, but the published rows were merged by ${then}. Put that key back (if you renamed a key column, give ` +
        `its old name in renamedFrom), or describe rows with another key as a new data set.`,
    });
  }
  for (const { column, candidates } of contradictions) {
    const [first, ...others] = candidates as [string, ...string[]];
    faults.push({
      name: "ContractAmbiguous",
      message:
        first === column
          ? `the merged rows hold both ${column} and ${others.join(", ")}, but renamedFrom says that they are one column. ` +
            `Remove renamedFrom to keep the values of ${column}` +
            (plan.key.includes(column)
              ? "."
              : `, or run with --allow-loss ${column} to replace them with those of ${others.join(", ")}.`)
          : `${candidates.join(" and ")} were both called ${column} before. Say in its renamedFrom which of them it is.`,
    });
  }
  for (const { column, from } of columns) {
    if (!from || typeChange(from.type, column.type) !== "never" || allowLoss.includes(column.name)) continue;
    faults.push({
      name: "ContractNarrows",
      message:
        `the merged values of ${column.name} are of type ${from.type}, and none of them can become ${column.type}. ` +
        waysForward(column, plan.key, "those values"),
    });
  }
  return faults;
}
