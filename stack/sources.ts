/** A stack's settings for the sources of its data sets. */
import type { Dataset } from "../contract/dataset";
import { isBySymbol, termsOf } from "../contract/sources";
import { symbolFault } from "../contract/sources/by-symbol";
import type { Report } from "./parse";

/** What the settings are checked against: the existing data sets, by name. */
export type Known = Readonly<Record<string, Pick<Dataset, "source" | "warehouse">>>;

/** A data set that the stack names but does not deploy. */
export interface LeftOut {
  readonly name: string;
  /** What the source requires. */
  readonly terms: string;
}

/** The data sets whose terms are accepted must exist. */
export function checkTerms(accepted: readonly string[], known: Known, report: Report): void {
  for (const name of accepted)
    if (!Object.hasOwn(known, name))
      report("acceptedTerms", `"${name}"`, `names of datasets/index.ts (${Object.keys(known).join(", ")})`);
}

/** Data sets whose source has terms that you have not accepted: deployed, they would at best fail every morning. */
export const withoutTerms = (
  wanted: readonly string[],
  accepted: readonly string[],
  known: Known,
): readonly LeftOut[] =>
  wanted.flatMap((name) => {
    const terms = Object.hasOwn(known, name) ? termsOf(known[name]!) : undefined;
    return terms === undefined || accepted.includes(name) ? [] : [{ name, terms }];
  });

/** Symbols to fetch besides the contract's, for data sets that are asked by symbol. */
export function checkSymbols(
  symbols: Readonly<Record<string, unknown>>,
  wanted: readonly string[],
  known: Known,
  report: Report,
): void {
  for (const [name, list] of Object.entries(symbols)) {
    const at = `symbols.${name}`;
    if (!wanted.includes(name) || !Object.hasOwn(known, name) || !isBySymbol(known[name]!.source)) {
      report(at, `"${name}"`, "a deployed data set that is fetched by symbol");
      continue;
    }
    if (!isTexts(list)) report(at, JSON.stringify(list), "a list of strings");
    else {
      for (const symbol of list) {
        const fault = symbolFault(symbol);
        if (fault) report(at, `"${symbol}"`, `another; ${fault}`);
      }
      // They share one environment variable; all variables of a function together may have 4 kB.
      if (list.join(",").length > 3000)
        report(at, `${list.length} symbols`, "fewer; 3,000 characters in all");
    }
  }
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === "string");
