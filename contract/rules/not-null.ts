import { codeList } from "../markdown";
import type { ImpliedKind, RuledTable } from "./rule";

const nameOf = (column: string) => `not_null_${column}`;

/** The columns that may not be null; those of the key are `key_not_null`'s. */
const required = ({ columns, key }: RuledTable) =>
  columns.filter(({ name, nullable }) => !nullable && !key.includes(name)).map(({ name }) => name);

/** No null in a required column. */
export const notNull: ImpliedKind = {
  rules: (table) =>
    required(table).map((column) => ({
      name: nameOf(column),
      severity: "error",
      kind: "row",
      violation: `${column} is null`,
    })),
  // Of every column: one that is nullable today may be required tomorrow.
  names: ({ columns }) => columns.map(({ name }) => nameOf(name)),
  page(table) {
    const columns = required(table);
    return columns.length ? [["`not_null_<column>`", "error", `${codeList(columns)}: never null`]] : [];
  },
};
