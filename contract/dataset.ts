/** What a data set is: the words of the contract. `defineDataset` (define.ts) checks them. */
import type { Layout, Sample } from "./formats";
import type { ReturnsAnalysis } from "./returns";
import type { RuleWords } from "./rules";
import type { Source } from "./sources";
import type { ColumnType, Value } from "./types";

export type {
  ChartFiles,
  ChartPlace,
  ColumnSample,
  CsvFiles,
  FieldPlace,
  FixedFiles,
  FixedPlace,
  JsonLinesFiles,
  JsonPlace,
  Layout,
  Sample,
  SampleColumn,
  SampleSeries,
  SeriesSample,
  ValueForm,
  Written,
} from "./formats";
export type {
  ChartApiSource,
  FilesSource,
  KaggleSource,
  LocalSource,
  RequestValue,
  Source,
  SymbolRequests,
  YahooSource,
} from "./sources";

/** A column between raw and table: a string of the raw data, read as a typed value. */
export interface StageColumn {
  readonly type: ColumnType;
  /** @default false */
  readonly nullable?: boolean;
  /** Strings that mean "no value". @default [""]; for a string column [] */
  readonly nulls?: readonly string[];
  /** Non-finite values that a double column accepts, such as "NaN". @default [] */
  readonly nonFinite?: readonly ("NaN" | "Infinity" | "-Infinity")[];
  /** Former names of the column, newest first. Its values are found under them. @default [] */
  readonly renamedFrom?: readonly string[];
  /**
   * For a required column of an `upsert`: the value for rows that were merged before the column existed. Write dates, timestamps,
   * and decimals with many digits as strings. @default such rows fail the run (`ContractNeedsValue`)
   */
  readonly fill?: string | number | boolean;
}

/** A column of the published table. */
export interface TableColumn {
  readonly type: ColumnType;
  /** @default false */
  readonly nullable?: boolean;
  /** Unit of measure: "1" for a bare number, undefined if a unit makes no sense. */
  readonly unit?: string;
  readonly description: string;
  /** Former names of the column, newest first. Under a new name it keeps its field id in the published files. @default [] */
  readonly renamedFrom?: readonly string[];
}

/** `error` stops the run before it publishes; `warn` is only reported. */
export type Severity = "error" | "warn";

/** A statement about the table that a run checks before it publishes. The key is checked without a rule. */
export type Rule<TableName extends string = string, StageName extends string = string> = {
  readonly name: string;
  /** @default "error" */
  readonly severity?: Severity;
} & RuleWords<TableName, StageName>;

/** A data set, described once, as plain JSON-like data. */
export interface Dataset<
  Stage extends Readonly<Record<string, StageColumn>> = Readonly<Record<string, StageColumn>>,
  Table extends Readonly<Record<string, TableColumn>> = Readonly<Record<string, TableColumn>>,
> {
  /** Lower-case letters, digits, underscores. It names the table, the prefixes and the state machine. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly licence: { readonly name: string; readonly url: string };
  readonly citation: string;
  readonly source: Source;
  readonly layouts: readonly Layout<NoInfer<keyof Stage & string>>[];
  readonly stage: Stage;
  readonly table: {
    readonly columns: Table;
    readonly key: readonly NoInfer<keyof Table & string>[];
    /**
     * `replace`: each run publishes a complete snapshot. `upsert`: each run's rows are merged by key into the rows of earlier runs;
     * the SQL sees the merged rows, and each key column must also be a stage column.
     */
    readonly mode: "replace" | "upsert";
    /** The part of Spark's dialect that DuckDB shares. It selects from `stage` and casts no strings. */
    readonly sql: string;
  };
  readonly rules: readonly Rule<NoInfer<keyof Table & string>, NoInfer<keyof Stage & string>>[];
  /** Share of the records, 0 to 1, that may be quarantined before the run fails. */
  readonly maxBadRatio: number;
  /** Days after which a superseded or unpublished run is removed. */
  readonly retention: `${number} days`;
  readonly schedule: { readonly expression: `cron(${string})`; readonly timeZone: string };
  /** Who converts raw to stage: Lambda, part by part, or one Spark job if the data is too big for Lambda. */
  readonly convert: "lambda" | "spark";
  /** How `data-flow run` makes up data if you give it none. Without it, it fetches from the source unless you pass `--archive`. */
  readonly sample?: Sample;
  /** Column that `data-flow run` groups by in its bar chart of the published rows. */
  readonly countBy?: NoInfer<keyof Table & string>;
  /** Analyses the table's daily log returns after each run, into a second table (docs/analysis.md). */
  readonly analysis?: ReturnsAnalysis<NoInfer<keyof Table & string>>;
  /** True to load the table into the stack's warehouse, if the stack has one. @default false */
  readonly warehouse?: boolean;
}

/** A published table: a data set's, or one derived from it. */
export interface PublishedTable extends Pick<
  Dataset,
  "name" | "title" | "description" | "licence" | "citation" | "retention" | "warehouse"
> {
  readonly table: {
    readonly columns: Readonly<Record<string, TableColumn>>;
    readonly key: readonly string[];
  };
}

/** A row of a data set's table: `Row<typeof mhealth>`. */
export type Row<D extends Dataset> = {
  readonly [K in keyof D["table"]["columns"]]:
    | Value<D["table"]["columns"][K]["type"]>
    | (D["table"]["columns"][K] extends { readonly nullable: true } ? null : never);
};
