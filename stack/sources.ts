/** What a stack says of the sources of its data sets. */
import type { Dataset } from "../contract/dataset";
import { isBySymbol, termsOf } from "../contract/sources";
import { symbolFault } from "../contract/sources/by-symbol";
import type { Report } from "./parse";

/** What the settings are checked against: the data sets that there are, by name. */
export type Known = Readonly<Record<string, Pick<Dataset, "source" | "warehouse">>>;

/** A data set that the stack names and does not deploy. */
export interface LeftOut {
  readonly name: string;
  /** What the source asks for. */
  readonly terms: string;
}

/** Whose terms are accepted must be data sets that there are. */
export function checkTerms(accepted: readonly string[], known: Known, report: Report): void {
  for (const name of accepted)
    if (!Object.hasOwn(known, name))
      report("acceptedTerms", `"${name}"`, `names of datasets/index.ts (${Object.keys(known).join(", ")})`);
}

/** Those whose source is not free to use, and of which nobody said that he may: they would fail, or worse, every morning. */
export const withoutTerms = (
  wanted: readonly string[],
  accepted: readonly string[],
  known: Known,
): readonly LeftOut[] =>
  wanted.flatMap((name) => {
    const terms = Object.hasOwn(known, name) ? termsOf(known[name]!) : undefined;
    return terms === undefined || accepted.includes(name) ? [] : [{ name, terms }];
  });

/** Symbols beside the contract's, which go where they are asked for. */
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
      // They stand in one environment variable; a function's may have 4 kB together.
      if (list.join(",").length > 3000)
        report(at, `${list.length} symbols`, "fewer; 3,000 characters in all");
    }
  }
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === "string");
