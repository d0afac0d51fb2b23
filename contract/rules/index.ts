/** Every kind of rule. To add one, write a file beside this one and its two lines here. */
import { change, type Change } from "./change";
import { covers, type Covers } from "./covers";
import { expression, type Expression } from "./expression";
import { key } from "./key";
import type { ImpliedKind, RuleKind } from "./rule";
import { milliseconds } from "./milliseconds";
import { notNull } from "./not-null";
import { range, type Range } from "./range";
import { rows, type Rows } from "./rows";

/** What a contract says of a rule, by kind, besides its name and severity. */
export type RuleWords<TableName extends string = string, StageName extends string = string> =
  Range<TableName> | Expression | Covers<TableName, StageName> | Rows | Change;

/** The kinds that a contract may name. */
export const ruleKinds: {
  readonly [Kind in RuleWords["kind"]]: RuleKind<Extract<RuleWords, { readonly kind: Kind }>>;
} = { range, expression, covers, rows, change };

/** The kinds that follow from the table, in the order of the data set's page and of the plan. */
export const impliedKinds: readonly ImpliedKind[] = [key, notNull, milliseconds];
