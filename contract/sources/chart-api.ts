/** Any server that answers like Yahoo's chart API, at an address that the contract gives. */
import { isSafeAddress } from "../address";
import type { Report } from "../check/fault";
import type { ShapeOf } from "../check/shape-of";
import { requestFaults, requestsInWords, symbolShapes, type SymbolRequests } from "./by-symbol";
import type { SourceKind } from "./source";

/** Any other source that answers like Yahoo's chart API, one document per symbol. */
export interface ChartApiSource extends SymbolRequests {
  readonly kind: "chart-api";
  /** Address with `{symbol}`, `{from}` and `{to}` (seconds since 1970, `to` exclusive). Do not put a secret in it. */
  readonly url: string;
  /** See `YahooSource`. @default free to use */
  readonly terms?: string;
}

/** Answers at the contract's address. */
export const chartApi: SourceKind<ChartApiSource> = {
  shape: {
    fields: { kind: "text", url: "text", ...symbolShapes },
    optional: { terms: "text" },
  } satisfies ShapeOf<ChartApiSource>,
  faults(source, report) {
    requestFaults(source, report);
    urlFault(source.url, report);
  },
  inWords: (source) => requestsInWords(`\`${source.url}\``, source),
  terms: ({ terms }) => terms,
  formats: ["yahoo-chart"],
  byDay: () => true,
  lastDays: () => true,
  bySymbol: true,
};

function urlFault(url: string, report: Report): void {
  const missing = ["{symbol}", "{from}", "{to}"].filter((name) => !url.includes(name));
  if (missing.length > 0) report("source.url", `lacks ${missing.join(" and ")}`);
  if (!/^https?:\/\/[^/]/.test(url) || !URL.canParse(url)) report("source.url", "is not a URL (https://…)");
  else if (!isSafeAddress(url))
    report("source.url", "goes over http://, where anybody on the way can change prices; write https://");
}
