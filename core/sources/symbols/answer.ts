/** What an answer to a request for one symbol means. */
import type { Fetched } from "../../formats/yahoo-chart/bars";
import { maxDocumentBytes, rendered, type Rendered } from "../../formats/yahoo-chart/render";
import { chartError, parsed } from "../../formats/yahoo-chart/document";
import { bytesOf, type Exchange } from "../exchange";
import { askingToWait, retryAfter } from "../../run/retry-after";
import { excerpt, place, sourceFailure, type SourceFailure } from "../source-failures";

/** A readable document, with its content. */
export interface Answer {
  readonly document: Buffer;
  readonly status: number;
  readonly url: string;
  /** When it arrived; ISO 8601, UTC. */
  readonly at: string;
  readonly bars: Rendered;
}

/** Enough for an error, and to recognise a page. */
const firstBytes = 64 * 1024;

/** How many years a source allows at once, if an error refuses a request for asking for more; undefined for any other error. */
export const allowedYears = (error: unknown): number | undefined =>
  error instanceof Error && "allowedYears" in error && typeof error.allowedYears === "number"
    ? error.allowedYears
    : undefined;

/** Reads an answer. Fails with one of `sourceFailures`. An error in the document counts, whatever the status. */
export async function answerOf(
  exchange: Exchange,
  symbol: string,
  wanted: Omit<Fetched, "fetchedAt">,
  now: Date,
): Promise<Answer> {
  const { status, request } = exchange;
  const url = place(request.url);
  // One byte more than allowed, to tell the longest document from one that is too long.
  const document = await bytesOf(exchange, maxDocumentBytes + 1);
  const text = document.subarray(0, firstBytes).toString("utf8");
  const failed = (name: SourceFailure, what: string) => sourceFailure(name, `${symbol}: ${url} ${what}`);
  const tooLong = (error: Error, said: string) => {
    const years = /\bonly (\d{1,3}) years?\b/i.exec(said)?.[1];
    return years === undefined ? error : Object.assign(error, { allowedYears: Number(years) });
  };
  if (document.length > maxDocumentBytes)
    throw failed("SourceUnexpected", `answered more than ${maxDocumentBytes} bytes; ask for fewer days`);
  if (status !== 200) {
    const wait = retryAfter(exchange.headers, now);
    const whole = chartError(parsed(text))?.description ?? text;
    const said = excerpt(whole);
    const asking = wait === undefined ? said : `${said} (Retry-After: ${Math.ceil(wait / 1000)} s)`.trim();
    throw askingToWait(tooLong(failed(...meaning(status, asking)), whole), wait);
  }
  if (/^\s*</.test(text))
    throw failed("SourceUnavailable", `answered a page, "${excerpt(text)}"; try again later`);

  const at = now.toISOString();
  const answer = document.length > firstBytes ? undefined : parsed(text);
  const error = answer === undefined ? undefined : chartError(answer);
  if (error)
    throw tooLong(failed(...errorMeaning(error.code, excerpt(error.description))), error.description);
  const bars = rendered(document, { fetchedAt: at, ...wanted });
  if (typeof bars === "string")
    throw failed("SourceUnexpected", `answered what ${excerpt(bars)}; look at it`);
  if (bars.symbol.toUpperCase() !== symbol.toUpperCase())
    throw failed(
      "SourceRenamed",
      `answered the chart of another symbol, ${excerpt(bars.symbol)}; if that is what ${symbol} is called now, put it in the place ` +
        `of ${symbol} among the symbols, and its whole history is fetched`,
    );
  if (!bars.isPriced)
    throw failed(
      "SourceEmpty",
      "answered without a price on any of the days that were asked for; check whether the symbol is still traded",
    );
  return { document, status, url, at, bars };
}

function errorMeaning(code: string, said: string): [SourceFailure, string] {
  if (/not found/i.test(code)) return meaning(404, said);
  if (/unauthorized/i.test(code)) return meaning(401, said);
  if (/too many/i.test(code)) return meaning(429, said);
  return ["SourceUnexpected", `answered an error "${code}: ${said}"; look at the request`];
}

function meaning(status: number, said: string): [SourceFailure, string] {
  const answered = `answered ${status}${said && ` "${said}"`}`;
  if (status === 401)
    return ["SourceUnauthorized", `${answered}; it wants who we are, which this source does not say`];
  if (status === 403) return ["SourceForbidden", `${answered}; it does not serve this machine`];
  if (status === 404) return ["SourceNotFound", `${answered}; check the symbol`];
  if (status === 429) return ["SourceThrottled", `${answered}; too many requests: run it again later`];
  if (status === 408 || status >= 500) return ["SourceUnavailable", `${answered}; run it again later`];
  return ["SourceUnexpected", `${answered}; look at the request`];
}
