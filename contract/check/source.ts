import { isSafeAddress } from "../address";
import { isBySymbol, type Source } from "../dataset";
import { repeated, type Report } from "./fault";

/** Faults of where the raw data comes from. */
export function sourceFaults(source: Source, report: Report): void {
  if (!isBySymbol(source)) {
    // They become parts of an address.
    for (const property of ["owner", "dataset"] as const)
      if (!/^[A-Za-z0-9_-]+$/.test(source[property]))
        report(`source.${property}`, "is not as in https://www.kaggle.com/datasets/<owner>/<dataset>");
    return;
  }
  const { symbols, lookback, maxFailedRatio, terms } = source;
  if (symbols.length === 0) report("source.symbols", "is empty; name at least one");
  symbols.forEach((symbol, index) => {
    const fault = symbolFault(symbol);
    if (fault) report(`source.symbols[${index}]`, fault);
  });
  for (const [index, symbol] of repeated(symbols))
    report(`source.symbols[${index}]`, `"${symbol}" stands there already`);
  if (!(Number.isSafeInteger(lookback) && lookback >= 1))
    report("source.lookback", `${lookback} is no number of days; a whole number from 1`);
  if (!(maxFailedRatio >= 0 && maxFailedRatio <= 1))
    report("source.maxFailedRatio", `${maxFailedRatio} is no share; 0 (none) to 1 (all)`);
  if (terms?.trim() === "") report("source.terms", "is empty; write what is to be accepted");
  if (source.kind === "http") urlFault(source.url, report);
}

/** What is wrong with a symbol, if anything: it becomes part of an address and of a file's name. */
export function symbolFault(symbol: string): string | undefined {
  if (/^[A-Za-z0-9^][A-Za-z0-9.^=&_-]{0,39}$/.test(symbol)) return undefined;
  return `${JSON.stringify(symbol)} is no symbol; letters, digits and . ^ = & _ -, 40 at most`;
}

function urlFault(url: string, report: Report): void {
  const missing = ["{symbol}", "{from}", "{to}"].filter((name) => !url.includes(name));
  if (missing.length > 0) report("source.url", `lacks ${missing.join(" and ")}`);
  if (!/^https?:\/\/[^/]/.test(url) || !URL.canParse(url)) report("source.url", "is no address (https://…)");
  else if (!isSafeAddress(url))
    report("source.url", "goes over http://, where anybody on the way can change prices; write https://");
}
