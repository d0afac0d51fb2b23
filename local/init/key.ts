/** Finds the columns that identify a row, among the rows that were converted. */
import { quoteName, quoteText } from "../../contract/derive/sql-literals";
import type { ColumnType } from "../../contract/types";
import type { DirectoryStore } from "../directory-store";
import { openDatabase } from "../duckdb-connection";

/** A required column of stage. */
export interface KeyColumn {
  readonly name: string;
  readonly type: ColumnType;
}

const mostColumns = 4;
/** Columns from which combinations are made. */
const mostCandidates = 12;
const firstRows = 20_000;

/**
 * The smallest combination of columns, at most four, that is unique in the rows of Parquet files in a store; undefined if there is none.
 * Takes ids, dates and strings, and integers that are named like a part of a key; never measures. `days`: columns that tell days apart.
 * If there are any, the rows are those of one day, and the combination gets one of them.
 */
export async function findKey(
  store: DirectoryStore,
  files: readonly string[],
  columns: readonly KeyColumn[],
  days: readonly string[] = [],
): Promise<readonly string[] | undefined> {
  const ranked = rankedColumns(columns);
  if (files.length === 0 || ranked.length === 0) return undefined;
  const { connection, close } = await openDatabase(store);
  const rows = `read_parquet([${files.map((key) => quoteText(store.path(key))).join(", ")}], hive_partitioning = false)`;
  const ask = async (expressions: readonly string[], from: string) =>
    (await connection.runAndReadAll(`select ${expressions.join(", ")} from ${from}`))
      .getRows()[0]!
      .map(Number);
  const different = (names: readonly string[]) => {
    const list = names.map(quoteName).join(", ");
    return `count(distinct ${names.length === 1 ? list : `(${list})`})`;
  };
  try {
    const names = ranked.map(({ name }) => quoteName(name)).join(", ");
    await connection.run(`create temp table beginning as select ${names} from ${rows} limit ${firstRows}`);
    const [all = 0, ...spreads] = await ask(
      ["count(*)", ...ranked.map(({ name }) => different([name]))],
      "beginning",
    );
    const isUnique = async (of: readonly string[]) => {
      const [first] = await ask([different(of)], "beginning");
      if (first !== all) return false;
      if (all < firstRows) return true;
      const [total, distinct] = await ask(["count(*)", different(of)], rows);
      return total === distinct;
    };
    const counted = ranked.map(({ name }, index) => ({ name, spread: spreads[index]! }));
    // The day of a file has the fewest values in it.
    const [day] = counted
      .filter(({ name }) => days.includes(name))
      .sort((one, other) => one.spread - other.spread);
    const withDay = (of: readonly string[]) => {
      const isDated = !day || of.some((name) => days.includes(name));
      const names = isDated ? of : [...of, day.name];
      return columns.flatMap(({ name }) => (names.includes(name) ? [name] : []));
    };
    for (const { name, spread } of counted)
      if (spread === all && (await isUnique([name]))) return withDay([name]);
    // A column that is the same in all rows tells none apart.
    const useful = counted.filter(({ spread }) => spread > 1).slice(0, mostCandidates);
    for (let size = 2; size <= mostColumns; size++)
      for (const combination of combinations(useful, size)) {
        if (combination.reduce((product, { spread }) => product * spread, 1) < all) continue;
        const of = combination.map(({ name }) => name);
        if (await isUnique(of)) return withDay(of);
      }
    return undefined;
  } finally {
    close();
  }
}

const idName = /(^|_)(id|ids|key|code|uuid|guid|nr|no|number|symbol|ticker|isin|iso|name)_?$/;
const partName =
  /(^|_)(year|quarter|month|week|day|hour|minute|second|period|season|round|subject|person|station|sensor|device|user|customer|country|region|row|rank|index|line|seq|sequence|position|level|group|batch|version|epoch|step|frame|trial)_?$/;

/** The columns that may be part of a key: ids before dates before strings before numbers; else in the order of the table. */
function rankedColumns(columns: readonly KeyColumn[]): KeyColumn[] {
  const ranks = columns.flatMap((column, index) => {
    const rank = rankOf(column, index);
    return rank === undefined ? [] : [{ column, rank }];
  });
  return ranks.sort((one, other) => one.rank - other.rank).map(({ column }) => column);
}

function rankOf({ name, type }: KeyColumn, index: number): number | undefined {
  if (type === "double" || type === "boolean") return undefined;
  const whole = type === "int" || type === "bigint" || /,0\)$/.test(type);
  if (type !== "string" && type !== "date" && type !== "timestamp" && !whole) return undefined;
  if (idName.test(name)) return 0;
  if (type === "date" || type === "timestamp") return 1;
  if (type === "string") return 2;
  return index === 0 || partName.test(name) ? 3 : undefined;
}

function* combinations<T>(items: readonly T[], size: number, from = 0): Generator<readonly T[]> {
  if (size === 0) yield [];
  else
    for (let at = from; at <= items.length - size; at++)
      for (const rest of combinations(items, size - 1, at + 1)) yield [items[at]!, ...rest];
}
