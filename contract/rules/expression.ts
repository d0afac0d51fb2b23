import type { RowKind } from "./rule";

/** A boolean SQL expression that is true for each row; null counts as broken. */
export interface Expression {
  readonly kind: "expression";
  readonly sql: string;
}

export const expression: RowKind<Expression> = {
  shape: { sql: "text" },

  faults({ sql }, _dataset, report) {
    if (sql.trim() === "") report("sql", "is empty; write a condition that is true for each row");
    if (/;|--/.test(sql)) report("sql", 'holds ";" or "--"; write one condition and no comment');
  },

  inWords: ({ sql }) => `true for each row: \`${sql}\``,

  violation: ({ sql }) => `not coalesce((${sql.trim()}), false)`,
};
