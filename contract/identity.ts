/**
 * Which column is which when a contract changes: whose values a contract's column takes over. Pure. `glue/identity.py` decides the
 * same for Spark; test/contract/identity.json tests both.
 */
import type { PlanColumn } from "./plan";
import type { ColumnType } from "./types";

/** A column as a run recorded it. */
export interface RecordedColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** Its former names, newest first. */
  readonly formerly: readonly string[];
  /** Its id in the published files (field-ids.ts). Columns of merged rows have none, and columns of older versions. */
  readonly fieldId?: number;
}

/** The columns that a run recorded, without the program's housekeeping columns. */
export interface RecordedColumns {
  /** Those that the run's plan named. */
  readonly named: readonly RecordedColumn[];
  /** Columns that the run's plan did not name. Only merged rows have any. */
  readonly retired: readonly RecordedColumn[];
}

/** A contract's column, and the recorded column whose values it takes over; `undefined` if the column is new. */
export interface ResolvedColumn {
  readonly column: PlanColumn;
  readonly from: RecordedColumn | undefined;
}

/** A column that could take the values of several recorded ones, whose names `candidates` lists. */
export interface Contradiction {
  readonly column: string;
  readonly candidates: readonly string[];
}

/** The result for every column. */
export interface Resolution {
  /** The contract's columns in their order, without the program's housekeeping columns. */
  readonly columns: readonly ResolvedColumn[];
  /** Recorded columns that the contract does not name, by name. */
  readonly retired: readonly RecordedColumn[];
  /** Recorded columns that `allowLoss` drops, by name. */
  readonly dropped: readonly RecordedColumn[];
  readonly contradictions: readonly Contradiction[];
}

/**
 * A column finds its values under its current name; else under the first name of its `renamedFrom` that is recorded; else in a
 * column that once had its name or one of its `renamedFrom`. Each recorded column is found once. A column of `allowLoss` that the
 * contract does not name is dropped, and so is one that stands in the way of a rename.
 */
export function resolveColumns(
  wanted: readonly PlanColumn[],
  { named, retired }: RecordedColumns,
  allowLoss: readonly string[] = [],
): Resolution {
  const columns = wanted.filter(({ name }) => !name.startsWith("_"));
  const recorded = [...named, ...retired];
  const left = new Map(recorded.map((column) => [column.name, column]));
  const found = new Map<string, RecordedColumn>();
  const contradictions: Contradiction[] = [];
  const take = (name: string, from: RecordedColumn) => {
    found.set(name, from);
    left.delete(from.name);
  };
  for (const { name, renamedFrom = [] } of columns) {
    const own = left.get(name);
    if (!own) continue;
    // Two recorded columns that the contract calls one. After the rename the old name may belong to another column.
    const other = renamedFrom.find((former) => left.has(former) && !own.formerly.includes(former));
    if (other !== undefined && allowLoss.includes(name)) continue;
    if (other !== undefined) contradictions.push({ column: name, candidates: [name, other] });
    take(name, own);
  }
  const free = () => columns.filter(({ name }) => !found.has(name));
  for (const { name, renamedFrom = [] } of free()) {
    const former = renamedFrom.find((each) => left.has(each));
    if (former !== undefined) take(name, left.get(former)!);
  }
  const bearers = (former: string) =>
    [...left.values()].filter(
      (column) => column.formerly.includes(former) && !allowLoss.includes(column.name),
    );
  const wishes = free().flatMap(({ name, renamedFrom = [] }) =>
    [name, ...renamedFrom].map((former, rank) => ({ name, former, rank })),
  );
  // If two columns were once one, the column with the later name gets the values.
  const age = (former: string) =>
    Math.min(...bearers(former).map((column) => column.formerly.indexOf(former)));
  const byAge = wishes.map((wish) => ({ ...wish, age: age(wish.former) }));
  for (const { name, former } of byAge.sort((a, b) => a.rank - b.rank || a.age - b.age)) {
    const [from, ...rest] = bearers(former);
    if (!from || found.has(name)) continue;
    if (rest.length > 0)
      contradictions.push({ column: name, candidates: bearers(former).map((each) => each.name) });
    take(name, from);
  }

  const surplus = [...left.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    columns: columns.map((column) => ({ column, from: found.get(column.name) })),
    retired: surplus.filter(({ name }) => !allowLoss.includes(name)),
    dropped: surplus.filter(({ name }) => allowLoss.includes(name)),
    contradictions,
  };
}

/** A resolved column, as the run's report records it. */
export function recordedAs({ column, from }: ResolvedColumn): RecordedColumn {
  const { name, type, renamedFrom = [] } = column;
  const names = [...renamedFrom, ...(from ? [from.name, ...from.formerly] : [])];
  return { name, type, formerly: [...new Set(names)].filter((former) => former !== name) };
}

/** The columns of a plan without recorded identities: earlier versions recorded none. */
export function unrecorded(columns: readonly PlanColumn[]): RecordedColumns {
  const named = columns.filter(({ name }) => !name.startsWith("_"));
  return { named: named.map((column) => recordedAs({ column, from: undefined })), retired: [] };
}
