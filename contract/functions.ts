/**
 * The functions that a transform's SQL may use: those that give the same value in Spark and in DuckDB, tried one by
 * one over edge values by the conformance suite. `docs/sql.md` is made of this list.
 */
import { general, operators } from "./functions/general";
import { numbers } from "./functions/numbers";
import { entries, type PortableFunction } from "./functions/row";
import { aggregates, windows } from "./functions/sets";
import { texts } from "./functions/texts";
import { times } from "./functions/times";

export type { ArgumentClass, PortableFunction } from "./functions/row";

/** The whole list. */
export const portableFunctions: readonly PortableFunction[] = [
  ...operators.map(entries("operator")),
  ...[...general, ...numbers, ...texts, ...times].map(entries("scalar")),
  ...aggregates.map(entries("aggregate")),
  ...windows.map(entries("window")),
];

/** The statements that make DuckDB behave as Spark does where a function of the list differs. */
export const duckdbMacros: readonly string[] = portableFunctions.flatMap(({ name, duckdb }) =>
  duckdb === undefined ? [] : [`create or replace temp macro ${name}${duckdb}`],
);
