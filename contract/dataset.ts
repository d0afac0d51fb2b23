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
  Layout,
  Sample,
  SampleColumn,
  SampleSeries,
  SeriesSample,
  Written,
} from "./formats";
export type { HttpSource, KaggleSource, Source, SymbolRequests, YahooSource } from "./sources";

/** A column between raw and table: a text of the raw data read as a typed value. */
export interface StageColumn {
  readonly type: ColumnType;
  /** @default false */
  readonly nullable?: boolean;
  /** Texts that mean "no value". @default [""], for a string none */
  readonly nulls?: readonly string[];
  /** Texts of a double that are no finite number and yet wanted, e.g. "NaN". @default none */
  readonly nonFinite?: readonly ("NaN" | "Infinity" | "-Infinity")[];
  /** Names that the column had before, newest first: its values are found under them. @default none */
  readonly renamedFrom?: readonly string[];
  /**
   * Of a required column of an `upsert`: the value of rows that were merged before the column existed. Dates, timestamps, and decimals
   * of many digits as strings. @default such rows fail the run (`ContractNeedsValue`)
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
  /** Names that the column had before, newest first. @default none */
  readonly renamedFrom?: readonly string[];
}

/** `error` stops the run before publishing; `warn` is reported. */
export type Severity = "error" | "warn";

/** A statement about the table that a run checks before it publishes. The key is checked without a rule. */
export type Rule<TableName extends string = string, StageName extends string = string> = {
  readonly name: string;
  /** @default "error" */
  readonly severity?: Severity;
} & RuleWords<TableName, StageName>;

/** A data set, described once. Plain JSON-like data. */
export interface Dataset<
  Stage extends Readonly<Record<string, StageColumn>> = Readonly<Record<string, StageColumn>>,
  Table extends Readonly<Record<string, TableColumn>> = Readonly<Record<string, TableColumn>>,
> {
  /** Lower-case letters, digits, underscores; names the table, the prefixes and the state machine. */
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
     * `replace`: each run publishes a complete snapshot. `upsert`: each run's rows are merged into those of the
     * runs before, by key; the SQL sees the merged rows, and each key column is a stage column too.
     */
    readonly mode: "replace" | "upsert";
    /** Spark's dialect within what DuckDB shares; selects from `stage`; casts no text. */
    readonly sql: string;
  };
  readonly rules: readonly Rule<NoInfer<keyof Table & string>, NoInfer<keyof Stage & string>>[];
  /** Share of the records, 0 to 1, that may be quarantined before the run fails. */
  readonly maxBadRatio: number;
  /** Days after which a superseded or never published run is removed. */
  readonly retention: `${number} days`;
  readonly schedule: { readonly expression: `cron(${string})`; readonly timeZone: string };
  /** Who converts raw to stage: Lambda, part by part, or one Spark job for what is too big for that. */
  readonly convert: "lambda" | "spark";
  /** How `data-flow run` makes up data when it is given none; without it that run asks for `--archive` or `--live`. */
  readonly sample?: Sample;
  /** Column by whose values `data-flow run` counts the published rows in a bar chart. */
  readonly countBy?: NoInfer<keyof Table & string>;
  /** Daily log returns of the table, analysed after each run into a table of their own (docs/analysis.md). */
  readonly analysis?: ReturnsAnalysis<NoInfer<keyof Table & string>>;
  /** Whether the table is loaded into the stack's warehouse, where the stack has one. @default false */
  readonly warehouse?: boolean;
}

/** A published table: that of a data set, or one derived from it. */
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
