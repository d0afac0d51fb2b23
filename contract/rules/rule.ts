/** The interface of a kind of rule. Each kind has one file beside this one; index.ts lists them all. */
import type { Report } from "../check/fault";
import { hint } from "../check/near";
import type { ShapeOf } from "../check/shape-of";
import type { Dataset, Severity, TableColumn } from "../dataset";
import type { PlanRule, TransformPlan } from "../plan";

/** What a rule's SQL needs to know of a table. */
export type RuledTable = Pick<TransformPlan, "columns" | "key">;

/** How row counts break a rule. */
export interface Broken {
  readonly violations: number;
  /** How it is broken: the error shows this after the rule's name, such as `100 rows before, 40 now`. */
  readonly how: string;
  /** What to do if the rows are right, such as `raise "max" of the rule`. @default change the rule */
  readonly remedy?: string;
}

/** The words of a kind: what a contract may say, what is wrong with it, how the data set's page describes it. */
interface KindWords<Rule> {
  /** The rule's properties, without `name`, `kind` and `severity`, which every rule has. */
  readonly shape: { readonly [Word in Exclude<keyof Rule, "kind">]: ShapeOf<Rule[Word]> };
  /** Reports what is wrong with a rule of this shape, by property. */
  faults(rule: Rule, dataset: Pick<Dataset, "stage" | "table">, report: Report): void;
  /** The rule as a phrase of Markdown. */
  inWords(rule: Rule, columns: Readonly<Record<string, TableColumn>>): string;
}

/** A condition on each row. The engine counts all conditions of a table in one pass. */
export interface RowKind<Rule> extends KindWords<Rule> {
  /** A portable SQL expression over the table's columns, true for a row that breaks the rule. */
  violation(rule: Rule, table: RuledTable): string;
}

/** A rule that needs a separate query to count its violations. */
export interface QueryKind<Rule> extends KindWords<Rule> {
  /**
   * A portable SELECT from `result` (the table) and `stage` (the rows that the SQL saw). It returns the number of violations, as
   * one row of one column.
   */
  query(rule: Rule, table: RuledTable): string;
}

/** A rule about the number of rows alone. Publish judges it, because only Publish knows the published table. */
export interface CountsKind<Rule> extends KindWords<Rule> {
  /**
   * How the new table breaks the rule; undefined if it does not. `published` is undefined if there is no published table to compare
   * with.
   */
  counts(rule: Rule, now: number, published: number | undefined): Broken | undefined;
  /** True if the rule lets an empty table replace one with rows. @default false */
  mayBeEmpty?(rule: Rule): boolean;
}

/** A kind of rule, checked in one of three ways. */
export type RuleKind<Rule> = RowKind<Rule> | QueryKind<Rule> | CountsKind<Rule>;

/** A rule on the data set's page: its name in Markdown, its severity, its description. */
export type PageRow = readonly [rule: string, severity: Severity, inWords: string];

/** Rules that follow from the table itself; the contract does not mention them. */
export interface ImpliedKind {
  /** The rules in the plan of such a table. */
  rules(table: RuledTable): readonly PlanRule[];
  /** Names that the contract's rules may not use. */
  names(table: RuledTable): readonly string[];
  page(table: RuledTable): readonly PageRow[];
}

/** True if a rule's property names one of these columns; reports it if not. `where`: whose columns they are. */
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
