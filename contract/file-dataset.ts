/** The short form of a data set: its table holds the columns of its files as they are, so each column is described once. */
import type { Dataset, StageColumn, TableColumn } from "./dataset";
import { datasetFaults, invalidDataset } from "./define";
import { isPlain } from "./check/plain";
import type { Layout } from "./formats";

/** The words of a layout besides its name and its columns. */
type FileLayout = Layout extends infer Each
  ? Each extends Layout
    ? Omit<Each, "name" | "columns">
    : never
  : never;

/** Where a column of any format is in its files. */
type FilePlace = Layout extends infer Each ? (Each extends Layout ? Each["columns"][string] : never) : never;

/** A column of the files and of the table: where it is, its type, and what the table says about it. */
export type FileColumn = FilePlace &
  StageColumn &
  Pick<TableColumn, "unit"> & {
    /** @default where the column is in its files */
    readonly description?: string;
  };

/** A data set whose table holds the columns of its files. */
export interface FileDataset<
  Columns extends Readonly<Record<string, FileColumn>>,
  Key extends FileKey<Columns>,
>
  extends
    Pick<Dataset, "name" | "title" | "description" | "licence" | "citation" | "source" | "schedule">,
    Partial<Pick<Dataset, "rules" | "maxBadRatio" | "retention" | "convert" | "warehouse">> {
  readonly layout: FileLayout;
  readonly columns: Columns;
  /**
   * `"record"`: no columns identify a row, so the table gets two more, `record_file` and `record_row`: the file, and the number of the
   * record in it.
   */
  readonly key: Key;
  /** @default "replace" */
  readonly mode?: "replace" | "upsert";
}

/** The key of a `FileDataset`. */
type FileKey<Columns> = readonly (keyof Columns & string)[] | "record";

const recordColumns = {
  record_file: { type: "string", description: "File that holds the record" },
  record_row: { type: "bigint", description: "Number of the record in its file, from 0" },
} as const;

type StageOf<Columns> = {
  readonly [Name in keyof Columns]: StageColumn &
    Pick<Columns[Name], keyof Columns[Name] & keyof StageColumn>;
};

type TableOf<Columns, Key> = {
  readonly [Name in keyof Columns]: TableColumn &
    Pick<Columns[Name], keyof Columns[Name] & ("type" | "nullable")>;
} & (Key extends "record" ? typeof recordColumns : unknown);

/**
 * Checks the short form of a data set and returns the whole: one layout, a stage column and a table column for each column, and the SQL
 * that selects them. If the table needs SQL of its own, write the whole with `defineDataset`. Throws as `defineDataset` does.
 */
export function defineFileDataset<
  const Columns extends Readonly<Record<string, FileColumn>>,
  const Key extends FileKey<Columns>,
>(described: FileDataset<Columns, Key>): Dataset<StageOf<Columns>, TableOf<Columns, Key>> {
  const dataset = wholeDataset(described);
  const faults = datasetFaults(dataset).map(({ path, message }) => ({ path: shortPath(path), message }));
  const found = new Map(faults.map((fault) => [`${fault.path}: ${fault.message}`, fault]));
  if (found.size > 0) throw invalidDataset(String(described?.name), [...found.values()]);
  return dataset as unknown as Dataset<StageOf<Columns>, TableOf<Columns, Key>>;
}

type Columns = Readonly<Record<string, FileColumn>>;

/** The whole data set, unchecked. */
function wholeDataset(described: FileDataset<Columns, FileKey<Columns>>): object {
  if (!isPlain(described)) return described;
  const { layout, columns, key, mode = "replace", ...others } = described;
  const parts = Object.entries(isPlain(columns) ? columns : {}).map(
    ([name, column]) => [name, split(column)] as const,
  );
  const of = <Part>(take: (part: ReturnType<typeof split>) => Part) =>
    Object.fromEntries(parts.map(([name, part]) => [name, take(part)]));
  const byRecord = key === "record";
  const selected = [
    ...parts.map(([name]) => name),
    ...(byRecord ? ["_file as record_file", "_row as record_row"] : []),
  ];
  return {
    rules: [],
    maxBadRatio: 0,
    retention: "30 days",
    convert: "lambda",
    ...others,
    layouts: [{ name: "file", ...layout, columns: of(({ place }) => place) }],
    stage: of(({ stage }) => stage),
    table: {
      columns: { ...of(({ table }) => table), ...(byRecord ? recordColumns : {}) },
      key: byRecord ? Object.keys(recordColumns) : key,
      mode,
      sql: `select ${selected.join(", ")} from stage`,
    },
  };
}

/** A column's place, its words in stage, and its words in the table. */
function split(column: FileColumn) {
  const { type, nullable, nulls, nonFinite, renamedFrom, fill, unit, description, ...place } = column;
  const given = <Words extends object>(words: Words) =>
    Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined));
  return {
    place,
    stage: given({ type, nullable, nulls, nonFinite, renamedFrom, fill }),
    table: given({ type, nullable, renamedFrom, unit, description: description ?? described(place) }),
  };
}

/** Where a column is, for its description in the table. */
function described(place: object): string {
  const [[word, value] = ["column", ""]] = Object.entries(place);
  const text = (typeof value === "string" ? value : JSON.stringify(value)).replace(/\s+/g, " ").trim();
  return word === "header" && text !== "" ? text.slice(0, 200) : `${word} ${text}`.trim().slice(0, 200);
}

/** The path of a fault of the whole, in the short form. */
const shortPath = (path: string): string =>
  path
    .replace(/^(layouts\[0\]\.columns|stage|table\.columns)(?=[.[]|$)/, "columns")
    .replace(/^layouts\[0\]/, "layout")
    .replace(/^table\.(?=key|mode)/, "");
