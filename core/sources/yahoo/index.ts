/** Yahoo's chart API, version 8. */
import type { YahooSource } from "../../../contract/sources";
import type { Ports } from "../../run/ports";
import type { Source, SourceContext } from "../source";
import { makeSymbolSource, type SymbolOptions } from "../symbols";

const path =
  "/v8/finance/chart/{symbol}?period1={from}&period2={to}&interval=1d&events=div%2Csplits%2CcapitalGains&includeAdjustedClose=true";

/** Makes the source of a data set's prices. Fails as `makeSymbolSource` does. */
export function makeYahooSource(
  source: YahooSource,
  ports: Pick<Ports, "fetch" | "clock">,
  context: SourceContext,
  options: SymbolOptions = {},
): Source {
  const { baseUrl = "https://query1.finance.yahoo.com" } = options;
  return makeSymbolSource(`${baseUrl.replace(/\/+$/, "")}${path}`, source, ports, context, options);
}
