/**
 * Sequences of random changes of a contract over an `upsert`, and the plain model that says what must come of them: what each key
 * holds, by the identity of its columns. No name is ever given to a second identity, so the model needs none of the rules by which
 * the program finds a column under its names.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { ColumnType } from "../../contract/types";

/** A value as the model keeps it: numbers in hundredths. */
export type Value = number | string | boolean | null;

const types = ["int", "bigint", "double", "decimal(9,2)", "decimal(9,0)", "string", "boolean"] as const;
export type Type = (typeof types)[number] & ColumnType;

/** A column of a contract, and what it is whatever its name. */
export interface Column {
  readonly identity: number;
  readonly name: string;
  readonly type: Type;
  readonly nullable: boolean;
  readonly renamedFrom: readonly string[];
  readonly fill?: Value;
}

/** A contract: its columns, the key first. */
export type Contract = readonly Column[];

/** What a key holds: the time of its row, and the value of each identity that has one. */
export interface Held {
  readonly asOf: number;
  readonly values: ReadonlyMap<number, Value>;
}

/** The merged rows: what each key holds, and the type of each identity and its name in the store. */
interface Model {
  readonly rows: ReadonlyMap<number, Held>;
  readonly types: ReadonlyMap<number, Type>;
  readonly names: ReadonlyMap<number, string>;
}

/** One change and one delivery, as numbers from which `Sequence` chooses. */
export interface Step {
  readonly change: (typeof changes)[number];
  readonly delivery: (typeof deliveries)[number];
  readonly choice: number;
  readonly more: number;
  readonly allow: boolean;
}

const changes = [
  "none",
  "drop",
  "back",
  "back with another type",
  "rename",
  "rename twice",
  "forget former names",
  "revert",
  "run an older contract",
  "retype",
  "require",
  "require with fill",
  "relax",
  "add",
  "drop for good",
] as const;
const deliveries = ["some", "late", "all", "nothing"] as const;

export const steps = (length = 40) =>
  fc.array(
    fc.record<Step>({
      change: fc.constantFrom(...changes),
      delivery: fc.constantFrom(...deliveries),
      choice: fc.nat(1000),
      more: fc.nat(1000),
      allow: fc.nat(3).map((number) => number === 0),
    }),
    { minLength: length, maxLength: length },
  );

const keys = [1, 2, 3, 4, 5, 6, 7];
const first: Contract = [
  { identity: 0, name: "k", type: "int", nullable: false, renamedFrom: [] },
  { identity: 1, name: "a", type: "decimal(9,2)", nullable: true, renamedFrom: [] },
  { identity: 2, name: "b", type: "string", nullable: true, renamedFrom: [] },
  { identity: 3, name: "c", type: "int", nullable: false, renamedFrom: [] },
  { identity: 4, name: "d", type: "double", nullable: true, renamedFrom: [] },
  { identity: 5, name: "e", type: "boolean", nullable: true, renamedFrom: [] },
];

/** What is run: over which contract, with which rows, and what may be lost. */
export interface Run {
  readonly number: number;
  readonly contract: Contract;
  readonly rows: ReadonlyMap<number, Held>;
  readonly allowLoss: readonly string[];
}

/** Where a sequence is run. */
export interface World {
  /** Runs and answers the name of its fault, or the table: its columns as strings, in the order of the key. */
  run(
    run: Run,
  ): Promise<{ readonly fault: string } | { readonly table: readonly (readonly (string | null)[])[] }>;
  /** Makes of the last run one of the earlier version, which recorded no identity. */
  forget(): Promise<void>;
}

/** Runs a sequence and compares after each run the table with the model, and at the end every value that was ever merged. */
export async function runSequence(world: World, sequence: readonly Step[], older: boolean): Promise<void> {
  let contract = first;
  const history: Contract[] = [first];
  let model: Model = { rows: new Map(), types: new Map(), names: new Map() };
  let names = 0;
  const fresh = () => `n${++names}`;

  const runOnce = async (number: number, today: Contract, step: Step, allowLoss: readonly string[]) => {
    const rows = rowsOf(today, step, number);
    const expected = mergedBy(model, today, rows, new Set(allowLoss));
    const answer = await world.run({ number, contract: today, rows, allowLoss });
    const wanted = typeof expected === "string" ? { fault: expected } : { table: tableOf(expected, today) };
    assert.deepEqual(answer, wanted, `run ${number}: ${step.change}, ${step.delivery}`);
    if (typeof expected === "string") return false;
    model = expected;
    return true;
  };

  await runOnce(0, first, { change: "none", delivery: "all", choice: 0, more: 0, allow: false }, []);
  if (older) await world.forget();
  for (const [index, step] of sequence.entries()) {
    const changed = changedBy(step, contract, history, model, fresh);
    const ran = await runOnce(index + 1, changed, step, allowed(step, changed, model, contract));
    // A contract that was refused is taken back; an older one's run was a late one.
    if (ran && step.change !== "run an older contract") contract = changed;
    if (ran) history.push(changed);
  }
  const all = [...model.types].map(([identity, type]): Column => {
    const known = history.flat().findLast((column) => column.identity === identity)!;
    return { ...plain(known), type, nullable: identity !== 0, renamedFrom: [] };
  });
  const quiet: Step = { change: "back", delivery: "nothing", choice: 0, more: 0, allow: false };
  assert.ok(
    await runOnce(
      sequence.length + 1,
      all.sort((a, b) => a.identity - b.identity),
      quiet,
      [],
    ),
  );
}

/** The contract after a step's change; the same where the change is not possible. */
function changedBy(
  { change, choice, more }: Step,
  contract: Contract,
  history: readonly Contract[],
  model: Model,
  fresh: () => string,
): Contract {
  const [key, ...others] = contract as [Column, ...Column[]];
  const chosen = others[choice % Math.max(1, others.length)];
  const replaced = (column: Column) =>
    contract.map((each) => (each.identity === column.identity ? column : each));
  const older = history[choice % history.length]!;
  const type = types[more % types.length]!;
  const known = history.flat();
  const gone = [...model.types.keys()].filter((each) => contract.every(({ identity }) => identity !== each));
  const lost = gone[choice % Math.max(1, gone.length)];
  const back = known.findLast(({ identity }) => identity === lost);
  switch (change) {
    case "none":
    case "drop for good":
      return contract;
    case "drop":
      return chosen && others.length > 1 ? contract.filter((each) => each !== chosen) : contract;
    case "back":
      return back
        ? [...contract, { ...plain(back), type: model.types.get(back.identity)!, nullable: true }]
        : contract;
    case "back with another type":
      return back ? [...contract, { ...plain(back), type, nullable: true }] : contract;
    case "rename":
    case "rename twice": {
      const column = more % 5 === 0 ? key : (chosen ?? key);
      const former = [column.name, ...column.renamedFrom];
      const between = change === "rename twice" ? [fresh()] : [];
      return replaced({ ...column, name: fresh(), renamedFrom: [...between, ...former] });
    }
    case "forget former names":
      return contract.map((column) => ({ ...column, renamedFrom: [] }));
    case "revert":
    case "run an older contract":
      return older;
    case "retype":
      return chosen ? replaced({ ...plain(chosen), type }) : contract;
    case "require":
      return chosen ? replaced({ ...chosen, nullable: false }) : contract;
    case "require with fill":
      return chosen ? replaced({ ...chosen, nullable: false, fill: valueOf(chosen.type, more) }) : contract;
    case "relax":
      return chosen ? replaced({ ...plain(chosen), nullable: true }) : contract;
    case "add": {
      const identity = 1 + Math.max(...known.map((column) => column.identity));
      const fill = more % 2 ? { nullable: false, fill: valueOf(type, choice) } : { nullable: true };
      return identity < 12
        ? [...contract, { identity, name: fresh(), type, renamedFrom: [], ...fill }]
        : contract;
    }
  }
}

/** Without its fill, which is of the type that it has. */
const plain = ({ identity, name, type, nullable, renamedFrom }: Column): Column => ({
  identity,
  name,
  type,
  nullable,
  renamedFrom,
});

/** The names of `allowLoss`: every column outside the key, now and then; or a retired one that is dropped for good. */
function allowed(step: Step, today: Contract, model: Model, before: Contract): string[] {
  if (step.change === "drop for good") {
    const gone = [...model.types.keys()].filter((each) => today.every(({ identity }) => identity !== each));
    const identity = gone[step.choice % Math.max(1, gone.length)];
    return identity === undefined ? [] : [model.names.get(identity)!];
  }
  return step.allow && today !== before ? today.slice(1).map(({ name }) => name) : [];
}

/** What a run's merge must come to, or the name of the fault that it must have. */
function mergedBy(
  { rows, types: before, names }: Model,
  today: Contract,
  delivered: ReadonlyMap<number, Held>,
  allowLoss: ReadonlySet<string>,
): Model | "ContractNarrows" | "ContractNeedsValue" {
  const given = new Set(today.map(({ identity }) => identity));
  const dropped = (identity: number) => allowLoss.has(names.get(identity)!);
  const kept = [...before].filter(([identity]) => !given.has(identity) && !dropped(identity));
  const base = new Map<number, Held>();
  for (const [key, held] of rows) {
    const values = new Map(kept.map(([identity]) => [identity, held.values.get(identity) ?? null]));
    for (const { identity, name, type, nullable, fill } of today) {
      const from = before.get(identity);
      if (from !== undefined && classOf(from, type) === "never" && !allowLoss.has(name))
        return "ContractNarrows";
      const value = held.values.get(identity) ?? null;
      const now = from === undefined || value === null ? null : survivor(value, from, type);
      if (value !== null && now === null && !allowLoss.has(name)) return "ContractNarrows";
      values.set(identity, now ?? (nullable ? null : (fill ?? null)));
    }
    base.set(key, { asOf: held.asOf, values });
  }
  const merged = new Map(base);
  for (const [key, held] of delivered) {
    const old = base.get(key);
    if (old && old.asOf > held.asOf) continue;
    // What this run's contract does not name stays what it was.
    const values = new Map([
      ...kept.map(([identity]) => [identity, old?.values.get(identity) ?? null] as const),
      ...held.values,
    ]);
    merged.set(key, { asOf: held.asOf, values });
  }
  if (rows.size > 0)
    for (const { values } of merged.values())
      if (today.some(({ identity, nullable }) => !nullable && (values.get(identity) ?? null) === null))
        return "ContractNeedsValue";
  return {
    rows: merged,
    types: new Map([...kept, ...today.map(({ identity, type }) => [identity, type] as const)]),
    names: new Map([...names, ...today.map(({ identity, name }) => [identity, name] as const)]),
  };
}

const isNumber = (type: Type) => type !== "string" && type !== "boolean";

/** Whether any value of one type can be one of another. */
const classOf = (from: Type, to: Type): "ever" | "never" => {
  if (from === to || (isNumber(from) && isNumber(to))) return "ever";
  const pair = `${from} ${to}`;
  const known = [
    "int string",
    "bigint string",
    "boolean string",
    "string int",
    "string bigint",
    "string boolean",
  ];
  return known.includes(pair) ? "ever" : "never";
};

/** A value as one of another type, null where it is none. */
function survivor(value: Value, from: Type, to: Type): Value {
  if (from === to) return value;
  if (typeof value === "number" && isNumber(to)) return fits(value, to) ? value : null;
  if (classOf(from, to) === "never") return null;
  if (typeof value === "string") {
    if (to === "boolean") return value === "true" ? true : value === "false" ? false : null;
    return String(Number(value)) === value && fits(Number(value) * 100, to) ? Number(value) * 100 : null;
  }
  return textOf(value, from);
}

function fits(hundredths: number, type: Type): boolean {
  const whole = hundredths % 100 === 0;
  if (type === "double") return true;
  if (type === "decimal(9,2)") return Math.abs(hundredths) < 1e9;
  if (type === "decimal(9,0)") return whole && Math.abs(hundredths) < 1e11;
  return whole && (type === "bigint" || Math.abs(hundredths) <= 2147483647_00);
}

/** A value of a type, chosen by a number: small and large ones, and strings that are numbers. */
function valueOf(type: Type, choice: number): Value {
  const numbers = [
    0, 100, -700, 125, 250, 300, 99_999_999_900, 300_000_000_000, 999_999_975, 2_147_483_647_00,
  ];
  const strings = ["x", "7", "007", "", "true", "false", "3000000000", "-5"];
  if (type === "string") return strings[choice % strings.length]!;
  if (type === "boolean") return choice % 2 === 0;
  const fitting = numbers.filter((number) => fits(number, type));
  return fitting[choice % fitting.length]!;
}

/** A value as DuckDB prints it. */
export function textOf(value: Value, type: Type): string | null {
  if (typeof value !== "number") return value === null ? null : String(value);
  if (type === "decimal(9,2)") return (value / 100).toFixed(2);
  const text = String(value / 100);
  return type === "double" && Number.isInteger(value / 100) ? `${text}.0` : text;
}

const tableOf = ({ rows }: Model, today: Contract) =>
  [...rows]
    .sort(([a], [b]) => a - b)
    .map(([key, { values }]) =>
      today.map(({ identity, type }) =>
        identity === 0 ? String(key) : textOf(values.get(identity) ?? null, type),
      ),
    );

/** What a run delivers: rows of some keys, fetched now or before all others. */
function rowsOf(today: Contract, { delivery, choice, more }: Step, number: number): Map<number, Held> {
  const wanted =
    delivery === "nothing" ? [] : keys.filter((key) => delivery === "all" || (key * 7 + choice) % 3 === 0);
  const asOf = delivery === "late" ? -number : number;
  return new Map(
    wanted.map((key) => {
      const values = today.map(({ identity, type, nullable }): [number, Value] => {
        const seed = key * 13 + identity * 5 + more;
        if (identity === 0) return [0, key * 100];
        return [identity, nullable && seed % 4 === 0 ? null : valueOf(type, seed)];
      });
      return [key, { asOf, values: new Map(values) }];
    }),
  );
}
