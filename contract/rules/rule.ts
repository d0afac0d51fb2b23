/** What a kind of rule says of itself: one file a kind beside this one, all of them listed in index.ts. */
import type { Report } from "../check/fault";
import { hint } from "../check/near";
import type { ShapeOf } from "../check/shape-of";
import type { Dataset, Severity, TableColumn } from "../dataset";
import type { PlanRule, TransformPlan } from "../plan";

/** A table as the SQL of a rule needs it. */
export type RuledTable = Pick<TransformPlan, "columns" | "key">;

/** How far numbers of rows break a rule. */
export interface Broken {
  readonly violations: number;
  /** What an error says behind the rule's name, such as `100 rows before, 40 now`. */
  readonly how: string;
  /** What to do where the rows are right, such as `raise "max" of the rule`. @default change the rule */
  readonly remedy?: string;
}

/** The words of a kind: what a contract may say, what is wrong with it, how the data set's page puts it. */
interface KindWords<Rule> {
  /** The rule's properties, without `name`, `kind` and `severity`, which every rule has. */
  readonly shape: { readonly [Word in Exclude<keyof Rule, "kind">]: ShapeOf<Rule[Word]> };
  /** Reports what is wrong with a rule of this shape, by property. */
  faults(rule: Rule, dataset: Pick<Dataset, "stage" | "table">, report: Report): void;
  /** The rule as a phrase of Markdown. */
  inWords(rule: Rule, columns: Readonly<Record<string, TableColumn>>): string;
}

/** A condition of each row. All of a table's conditions are counted in one pass over it. */
export interface RowKind<Rule> extends KindWords<Rule> {
  /** A portable SQL expression over the table's columns, true for a row that breaks the rule. */
  violation(rule: Rule, table: RuledTable): string;
}

/** What only a separate query can count. */
export interface QueryKind<Rule> extends KindWords<Rule> {
  /** A portable SELECT from `result`, the table, and `stage`, its rows as the SQL saw them: one row, one number, the violations. */
  query(rule: Rule, table: RuledTable): string;
}

/** What follows from the number of rows alone. Publish judges it, since only Publish knows the table that is published. */
export interface CountsKind<Rule> extends KindWords<Rule> {
  /**
   * How the new table breaks the rule; undefined if it does not. `published` is undefined where no table is published that the
   * new one can be compared with.
   */
  counts(rule: Rule, now: number, published: number | undefined): Broken | undefined;
  /** Whether the rule lets a table without rows replace one with rows. @default false */
  mayBeEmpty?(rule: Rule): boolean;
}

/** A kind of rule, checked in one of three ways. */
export type RuleKind<Rule> = RowKind<Rule> | QueryKind<Rule> | CountsKind<Rule>;

/** A rule on the data set's page: its name in Markdown, its severity, what it says. */
export type PageRow = readonly [rule: string, severity: Severity, inWords: string];

/** Rules that follow from the table itself, without a word in the contract. */
export interface ImpliedKind {
  /** As the plan of such a table has them. */
  rules(table: RuledTable): readonly PlanRule[];
  /** Names that no rule of the contract may have. */
  names(table: RuledTable): readonly string[];
  page(table: RuledTable): readonly PageRow[];
}

/** Whether a rule's property names one of these columns; reports it if not. `where`: whose columns they are. */
export function namesColumn(
  property: string,
  name: string,
  columns: Readonly<Record<string, unknown>>,
  where: "the table" | "stage",
  report: Report,
): boolean {
  if (Object.hasOwn(columns, name)) return true;
  report(property, `"${name}" is not a column of ${where} ${hint(name, Object.keys(columns))}`);
  return false;
}
