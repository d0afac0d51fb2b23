/** Any server that answers like Yahoo's chart API, at the contract's address. */
import type { ChartApiSource } from "../../../contract/sources";
import type { Ports } from "../../run/ports";
import type { Source, SourceContext } from "../source";
import { makeSymbolSource, type SymbolOptions } from "../symbols";

/** Makes the source of an address. Fails as `makeSymbolSource` does. */
export function makeChartApiSource(
  source: ChartApiSource,
  ports: Pick<Ports, "fetch" | "clock">,
  context: SourceContext,
  options: SymbolOptions = {},
): Source {
  const { baseUrl } = options;
  // Do not use URL here: it would encode the braces.
  const address =
    baseUrl === undefined ? source.url : source.url.replace(/^https?:\/\/[^/]*/, baseUrl.replace(/\/+$/, ""));
  return makeSymbolSource(address, source, ports, context, options);
}
