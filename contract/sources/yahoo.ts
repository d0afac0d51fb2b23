/** Yahoo's chart API. */
import type { ShapeOf } from "../check/shape-of";
import { requestFaults, requestsInWords, symbolShapes, type SymbolRequests } from "./by-symbol";
import type { SourceKind } from "./source";

/** Daily prices of Yahoo Finance (chart API, version 8). */
export interface YahooSource extends SymbolRequests {
  readonly kind: "yahoo";
  /** What the operator must accept before using the source: one sentence. */
  readonly terms: string;
}

/** Yahoo's chart API. */
export const yahoo: SourceKind<YahooSource> = {
  shape: { fields: { kind: "text", terms: "text", ...symbolShapes } } satisfies ShapeOf<YahooSource>,
  faults: requestFaults,
  inWords: (source) => requestsInWords("Yahoo Finance, daily chart", source),
  terms: ({ terms }) => terms,
  formats: ["yahoo-chart"],
  byDay: () => true,
  lastDays: () => true,
  bySymbol: true,
};
