/** What sources that answer for one symbol at a time have in common. */
import { repeated, type Report } from "../check/fault";

/** What to ask a source that answers for one symbol at a time. */
export interface SymbolRequests {
  /** Symbols as the source spells them, such as `^N225`. A stack's configuration may add more. */
  readonly symbols: readonly string[];
  /** Days before a run's date to fetch again each time. A run always fetches what is newer than the table. */
  readonly lookback: number;
  /** Share of the symbols, 0 to 1, that may fail before the run fails. */
  readonly maxFailedRatio: number;
}

/** The shapes of the properties of `SymbolRequests`. */
export const symbolShapes = {
  symbols: { list: "text" },
  lookback: "number",
  maxFailedRatio: "number",
} as const;

/** Faults of these requests. */
export function requestFaults(
  { symbols, lookback, maxFailedRatio, terms }: SymbolRequests & { readonly terms?: string },
  report: Report,
): void {
  if (symbols.length === 0) report("source.symbols", "is empty; name at least one");
  symbols.forEach((symbol, index) => {
    const fault = symbolFault(symbol);
    if (fault) report(`source.symbols[${index}]`, fault);
  });
  for (const [index, symbol] of repeated(symbols))
    report(`source.symbols[${index}]`, `"${symbol}" is listed twice`);
  if (!(Number.isSafeInteger(lookback) && lookback >= 1))
    report("source.lookback", `${lookback} is not a number of days; give a whole number from 1`);
  if (!(maxFailedRatio >= 0 && maxFailedRatio <= 1))
    report(
      "source.maxFailedRatio",
      `${maxFailedRatio} is not a ratio; give a number from 0 (none) to 1 (all)`,
    );
  if (terms?.trim() === "") report("source.terms", "is empty; write what the user must accept");
}

/** What is wrong with a symbol, if anything. A symbol becomes part of an address and of a file name. */
export function symbolFault(symbol: string): string | undefined {
  if (/^[A-Za-z0-9^][A-Za-z0-9.^=&_-]{0,39}$/.test(symbol)) return undefined;
  return `${JSON.stringify(symbol)} is not a symbol; use at most 40 letters, digits and . ^ = & _ -`;
}

/** How the data set's page describes such a source. */
export function requestsInWords(
  from: string,
  { symbols, lookback, terms }: SymbolRequests & { readonly terms?: string },
): string {
  const list = symbols.map((symbol) => `\`${symbol}\``).join(", ");
  return [
    `${from}; symbols ${list}, the last ${lookback} days of each, or all days if the source restated them`,
    ...(terms === undefined ? [] : [`- Terms, which you must accept first: ${terms}`]),
  ].join("\n");
}
