/** A source that answers for one symbol at a time, like Yahoo's chart API. */
import type { SymbolRequests } from "../../../contract/sources";
import { programVersion } from "../../../contract/version";
import { tarOf, type NewMember } from "../../archive/tar-writer";
import type { FailedSymbol, SourceRequest } from "../../run/documents";
import { exchange } from "../exchange";
import type { Ports } from "../../run/ports";
import { asksTooMuch, isNamed, retried, type RetryPolicy } from "../../run/retry";
import type { Source, SourceContext } from "../source";
import { sourceFailure, sourceFailures } from "../source-failures";
import { kept, known as knownOf, type SymbolState } from "./state";
import { allowedYears, answerOf, type Answer } from "./answer";
import {
  fewerYears,
  firstWindow,
  isNewer,
  isShort,
  isShortened,
  nextState,
  periodOf,
  shorter,
  wantedOf,
  wholeWindow,
  type Window,
} from "./window";

/** Options for a test or an operator. */
export interface SymbolOptions {
  /** Base address instead of the source's default. */
  readonly baseUrl?: string | undefined;
  /** Symbols instead of the contract's. */
  readonly symbols?: readonly string[] | undefined;
  /** Longest silence in milliseconds. @default 60,000 */
  readonly idle?: number;
  readonly retry?: RetryPolicy;
}

/** Four tries within about a minute: more would only keep a throttling server throttling. */
const patience: RetryPolicy = { attempts: 4, firstWait: 5_000, longestWait: 30_000 };
/** At most two requests a second. */
const pause = 500;

/**
 * A source by symbol, at an address with `{symbol}`, `{from}` and `{to}`. It returns an archive of the verbatim answers, one member
 * per symbol. If a symbol fails, the facts name it and the rest go on. Fails with `SourceThrottled` if the server refuses
 * repeatedly, with `SourceIncomplete` if more than `maxFailedRatio` of the symbols failed. Holds one document.
 */
export function makeSymbolSource(
  address: string,
  source: SymbolRequests,
  ports: Pick<Ports, "fetch" | "clock">,
  context: SourceContext,
  { symbols = source.symbols, idle = 60_000, retry = patience }: SymbolOptions = {},
): Source {
  const { clock } = ports;
  const before = knownOf(context);
  const requests: SourceRequest[] = [];
  const failed: FailedSymbol[] = [];
  const states: Record<string, SymbolState[string]> = { ...before };
  let asked = 0;

  function ask(symbol: string, window: Window): Promise<Answer> {
    const { from, to } = periodOf(window);
    const wanted = wantedOf({ ...window, from: instant(window.from), to: instant(window.to) });
    const values: Record<string, string> = {
      symbol: encodeURIComponent(symbol),
      from: String(from),
      to: String(to),
    };
    const url = address.replace(/\{(symbol|from|to)\}/g, (_, name: string) => values[name]!);
    const headers = { accept: "application/json", "user-agent": `data-flow/${programVersion}` };
    return retried(clock, ["SourceThrottled", "SourceUnavailable"], retry, async () => {
      if (asked++ > 0) await clock.sleep(pause + Math.floor(clock.random() * pause));
      const answer = await exchange(ports, { method: "GET", url, headers }, idle);
      return answerOf(answer, symbol, wanted, clock.now());
    });
  }

  /** Asks for fewer years if the source refuses so many, and returns the window that it asked for. */
  async function askWithin(symbol: string, wanted: Window): Promise<readonly [Window, Answer]> {
    for (let window = wanted; ;) {
      try {
        return [window, await ask(symbol, window)];
      } catch (error) {
        const allowed = allowedYears(error);
        const years = allowed === undefined ? undefined : fewerYears(window, allowed);
        if (years === undefined) throw error;
        window = shorter(window, years);
      }
    }
  }

  async function fetched(symbol: string): Promise<NewMember> {
    const known = before[symbol];
    let [window, answer] = await askWithin(symbol, firstWindow(context, known, source.lookback));
    if (known && isNewer(answer.bars.event, known))
      [window, answer] = await askWithin(symbol, wholeWindow(context, known));
    // Half of a restated past is worse than an old one: the table keeps rows that belong together.
    if (isShort(known, window, answer.bars))
      throw sourceFailure(
        "SourceUnexpected",
        `${symbol}: ${answer.url} answered a history that begins ${answer.bars.first ?? "nowhere"}, the table's ${known?.first}; ` +
          (isShortened(window)
            ? `the source allows no longer question, and older rows would keep the scale of before. ` +
              `Read the whole history from a file with --archive and --as-of now; the next live run goes on from it`
            : `it is asked for again by the next run`),
      );
    const state = nextState(known, window, answer.bars);
    if (state) states[symbol] = state;
    const name = `${encodeURIComponent(symbol)}.json`;
    const { status, url, at } = answer;
    requests.push({
      symbol,
      file: name,
      url,
      from: instant(window.from),
      to: instant(window.to),
      asked: window.asked,
      status,
      at,
    });
    return { name, bytes: answer.document };
  }

  const tooMany = () =>
    failed.length > source.maxFailedRatio * symbols.length || failed.length >= symbols.length;

  async function* answers(): AsyncGenerator<NewMember> {
    for (const symbol of symbols) {
      try {
        yield await fetched(symbol);
      } catch (error) {
        // If the server refuses repeatedly, or asks for too long a wait, do not ask for the next symbol.
        const refused = isNamed(error, ["SourceThrottled"]) || asksTooMuch(error, retry);
        if (refused || !isNamed(error, sourceFailures)) throw error;
        failed.push({ symbol, error: error.name, message: error.message });
        // No further answer can save the run.
        if (tooMany()) break;
      }
    }
    if (!tooMany()) return;
    // A server that is down can be asked again later; symbols that it lacks cannot.
    const [first] = failed;
    if (first && failed.every(({ error }) => error === "SourceUnavailable"))
      throw sourceFailure("SourceUnavailable", first.message);
    const list = failed.map(({ error, message }) => `  ${error}: ${message}`).join("\n");
    throw sourceFailure(
      "SourceIncomplete",
      `${failed.length} of ${symbols.length} symbols could not be fetched; at most ${Number((source.maxFailedRatio * 100).toPrecision(12))} % may fail:\n${list}`,
    );
  }

  return {
    origin: new URL(address).origin,
    generated: false,
    version: () => Promise.resolve(undefined),
    open: () => {
      const facts = () => ({
        files: Object.fromEntries(
          requests.map((request) => [request.file, { fetchedAt: request.at, ...wantedOf(request) }]),
        ),
        kept: { requests, failed, state: kept(states) },
      });
      return Promise.resolve({ name: `symbols-${context.date}.tar`, bytes: tarOf(answers()), facts });
    },
  };
}

const instant = (seconds: number) => new Date(seconds * 1000).toISOString();
