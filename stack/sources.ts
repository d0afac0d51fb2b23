/** What a stack says of the sources of its data sets. */
import { symbolFault } from "../contract/check/source";
import { isBySymbol, termsOf, type Dataset } from "../contract/dataset";
import type { Report } from "./parse";

/** What the settings are checked against: the data sets that there are, by name. */
export type Known = Readonly<Record<string, Pick<Dataset, "source">>>;

/** Of a source that is not free to use, its data set is deployed only once somebody says that he may. */
export function checkTerms(
  wanted: readonly string[],
  accepted: readonly string[],
  known: Known,
  report: Report,
): void {
  for (const name of accepted)
    if (!Object.hasOwn(known, name))
      report("acceptedTerms", `"${name}"`, `names of datasets/index.ts (${Object.keys(known).join(", ")})`);
  for (const name of wanted) {
    const terms = Object.hasOwn(known, name) ? termsOf(known[name]!) : undefined;
    if (terms !== undefined && !accepted.includes(name))
      report(
        "datasets",
        `"${name}"`,
        `acceptedTerms: ["${name}"] too, if you have read this and it is so: ${terms}`,
      );
  }
}

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
      report(at, `"${name}"`, "a data set that the stack deploys and that is fetched by symbol");
      continue;
    }
    if (!isTexts(list)) report(at, JSON.stringify(list), "a list of texts");
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
