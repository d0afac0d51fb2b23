import { codeList } from "../markdown";
import type { ImpliedKind, RuledTable } from "./rule";

/** The name of the rule that a column has no nulls. */
export const notNullRule = (column: string) => `not_null_${column}`;

/** The columns that may not be null; `key_not_null` covers those of the key. */
const required = ({ columns, key }: RuledTable) =>
  columns.filter(({ name, nullable }) => !nullable && !key.includes(name)).map(({ name }) => name);

/** A required column has no nulls. */
export const notNull: ImpliedKind = {
  rules: (table) =>
    required(table).map((column) => ({
      name: notNullRule(column),
      severity: "error",
      kind: "row",
      violation: `${column} is null`,
    })),
  // For every column: one that is nullable today may be required tomorrow.
  names: ({ columns }) => columns.map(({ name }) => notNullRule(name)),
  page(table) {
    const columns = required(table);
    return columns.length ? [["`not_null_<column>`", "error", `${codeList(columns)}: never null`]] : [];
  },
};
