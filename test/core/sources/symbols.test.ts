import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ChartApiSource, YahooSource } from "../../../contract";
import { makeHttpClient } from "../../../core/sources/http-client";
import type { FailedSymbol, SourceRequest } from "../../../core/run/documents";
import { makeChartApiSource } from "../../../core/sources/chart-api";
import { kept, known, type SymbolState } from "../../../core/sources/symbols/state";
import { makeYahooSource } from "../../../core/sources/yahoo";
import { sharedData } from "../../shared-data";
import { notFound, startYahooServer, type ChartPlay, type ChartQuestion } from "../../yahoo-server";
import { whole } from "../archive/stored";

const yahoo: YahooSource = {
  kind: "yahoo",
  symbols: ["A", "B", "C", "D"],
  lookback: 5,
  maxFailedRatio: 0.25,
  terms: "None.",
};
const date = "2024-03-08";
const seconds = (day: string) => Date.parse(`${day}T00:00:00Z`) / 1000;

/** A good answer of one bar, and a dividend of a day if there is one. */
function good(symbol: string, dividend?: string): ChartPlay {
  const meta = { symbol, currency: "USD", exchangeTimezoneName: "UTC", dataGranularity: "1d" };
  const one = { open: [1], high: [1], low: [1], close: [1], volume: [1] };
  const dividends = dividend === undefined ? {} : { x: { amount: 1, date: seconds(dividend) } };
  const result = {
    meta,
    timestamp: [seconds("2024-03-07")],
    events: { dividends },
    indicators: { quote: [one] },
  };
  return { body: JSON.stringify({ chart: { result: [result], error: null } }) };
}

interface Fetched {
  readonly facts?: {
    readonly requests: readonly SourceRequest[];
    readonly failed: readonly FailedSymbol[];
    readonly symbols: SymbolState;
  };
  readonly tar?: string;
  readonly error?: Error;
  readonly slept: readonly number[];
  readonly asked: readonly ChartQuestion[];
  readonly origin: string;
}

async function fetchAll(
  answer: (question: ChartQuestion, number: number) => ChartPlay | undefined,
  more: {
    source?: YahooSource | ChartApiSource;
    symbols?: SymbolState;
    from?: string;
    only?: readonly string[];
  } = {},
): Promise<Fetched> {
  const server = await startYahooServer(answer);
  const slept: number[] = [];
  const clock = {
    now: () => new Date("2024-03-08T06:00:00Z"),
    random: () => 0.5,
    sleep: (milliseconds: number) => Promise.resolve(void slept.push(milliseconds)),
  };
  const { from, symbols = {} } = more;
  const context = { date, state: kept(symbols), ...(from === undefined ? {} : { from }) };
  const ports = { clock, fetch: makeHttpClient() };
  const options = { baseUrl: server.url, symbols: more.only };
  const { source: described = yahoo } = more;
  const source =
    described.kind === "yahoo"
      ? makeYahooSource(described, ports, context, options)
      : makeChartApiSource(described, ports, context, options);
  const told = { slept, asked: server.asked, origin: source.origin };
  try {
    const { bytes, facts } = await source.open();
    const tar = (await whole(bytes)).toString("latin1");
    const { requests = [], failed = [], state = {} } = facts!().kept;
    return { tar, facts: { requests, failed, symbols: known({ date, state }) }, ...told };
  } catch (error) {
    return { error: error as Error, ...told };
  } finally {
    await server.close();
  }
}

describe("a source by symbol", () => {
  it("asks two a second at most, with jitter, and keeps the answers as they came", async () => {
    const { tar, facts, slept, asked } = await fetchAll(({ symbol }) => good(symbol));
    assert.deepEqual(slept, [750, 750, 750]);
    assert.deepEqual(
      asked.map(({ symbol }) => symbol),
      yahoo.symbols,
    );
    for (const symbol of yahoo.symbols) assert.ok(tar?.includes(good(symbol).body));
    assert.ok(facts);
    assert.deepEqual(facts.failed, []);
    const { url, ...request } = facts.requests[0]!;
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/v8\/finance\/chart\/A$/, "without its query");
    assert.deepEqual(request, {
      symbol: "A",
      file: "A.json",
      from: "1925-04-04T00:00:00.000Z",
      to: "2024-03-09T00:00:00.000Z",
      asked: "history",
      status: 200,
      at: "2024-03-08T06:00:00.000Z",
    });
  });

  it("asks for all there is of a new symbol, then for the look-back", async () => {
    const first = await fetchAll(({ symbol }) => good(symbol));
    const second = await fetchAll(({ symbol }) => good(symbol), { symbols: first.facts!.symbols });
    assert.deepEqual(first.facts!.symbols["A"], { first: "2024-03-07", through: "2024-03-07" });
    assert.deepEqual(
      [second.asked[0]!.from, second.asked[0]!.to],
      [seconds("2024-02-25"), seconds("2024-03-10")],
    );
  });

  it("closes a gap that is longer than the look-back", async () => {
    const { asked } = await fetchAll(({ symbol }) => good(symbol), {
      symbols: { A: { through: "2024-01-10" } },
    });
    assert.equal(asked[0]!.from, seconds("2024-01-03"));
  });

  it("asks for the whole past again when it was restated, and not for an event that the table has", async () => {
    const symbols = { A: { through: "2024-03-06", event: "2024-03-05" }, B: { through: "2024-03-06" } };
    const { asked, facts } = await fetchAll(({ symbol }) => good(symbol, "2024-03-05"), {
      symbols,
      only: ["A", "B"],
    });
    assert.deepEqual(
      asked.map(({ symbol, from }) => [symbol, from < seconds("1926-01-01")]),
      [
        ["A", false],
        ["B", false],
        ["B", true],
      ],
    );
    assert.deepEqual(
      facts!.requests.map(({ asked }) => asked),
      ["lookback", "history"],
    );
    assert.deepEqual(facts!.symbols["B"], {
      first: "2024-03-07",
      through: "2024-03-07",
      event: "2024-03-05",
    });
  });

  it("takes an event for known once there is a bar of its day or later", async () => {
    const symbols = { A: { through: "2024-03-06" } };
    const early = await fetchAll(({ symbol }) => good(symbol, "2024-03-08"), { symbols, only: ["A"] });
    assert.equal(early.asked.length, 2);
    assert.deepEqual(early.facts!.symbols["A"], { first: "2024-03-07", through: "2024-03-07" });
    const again = await fetchAll(({ symbol }) => good(symbol, "2024-03-08"), {
      symbols: early.facts!.symbols,
      only: ["A"],
    });
    assert.equal(again.asked.length, 2, "asked again, until it is settled");
  });

  it("asks again for a restated history that began later than the one before", async () => {
    const A = { first: "2024-03-06", through: "2024-03-06" };
    const short = await fetchAll(({ symbol }) => good(symbol, "2024-03-07"), {
      symbols: { A },
    });
    assert.deepEqual(short.facts!.symbols["A"], A);
    assert.match(short.facts!.failed[0]!.message, /begins 2024-03-07, the table's 2024-03-06/);
    const again = await fetchAll(({ symbol }) => good(symbol, "2024-03-07"), {
      symbols: short.facts!.symbols,
    });
    assert.equal(again.asked.filter(({ symbol }) => symbol === "A").length, 2);
    const later = { A: { ...A, first: "2024-03-07" } };
    const whole = await fetchAll(({ symbol }) => good(symbol, "2024-03-07"), {
      symbols: later,
    });
    assert.equal(whole.facts!.symbols["A"]?.event, "2024-03-07");
  });

  it("restates up to the table's last day when an earlier day is filled late", async () => {
    const symbols = { A: { through: "2024-05-01" } };
    const { asked } = await fetchAll(({ symbol }) => good(symbol, "2024-03-05"), { symbols, only: ["A"] });
    assert.equal(asked[1]!.to, seconds("2024-05-03"));
  });

  it("fills a span, and of a new symbol leaves the rest to the next run", async () => {
    const { asked, facts } = await fetchAll(({ symbol }) => good(symbol), {
      from: "2024-02-01",
      only: ["A"],
    });
    assert.deepEqual([asked[0]!.from, asked[0]!.to], [seconds("2024-01-25"), seconds("2024-03-10")]);
    assert.deepEqual(facts!.symbols, {});
  });

  const year = 365 * 86_400;
  /** Refuses what is longer than so many years, in the words of Yahoo. */
  const allowing =
    (years: number) =>
    ({ symbol, from, to }: ChartQuestion): ChartPlay => {
      if (to - from <= years * year) return good(symbol);
      const description = `1d data not available for startTime=${from} and endTime=${to}. Only ${years} years worth of day granularity data are allowed to be fetched per request.`;
      const error = { code: "Unprocessable Entity", description };
      return { status: 422, body: JSON.stringify({ chart: { result: null, error } }) };
    };

  for (const [allowed, spans] of [
    [100, [99]],
    [99, [99]],
    [50, [99, 49]],
    [2, [99, 1]],
    [1, [99, 49, 24, 12, 6, 3, 1]],
  ] as const)
    it(`asks for 99 years of a new symbol at most, and for fewer where ${allowed} are allowed`, async () => {
      const { asked, facts } = await fetchAll(allowing(allowed), { only: ["A"] });
      assert.deepEqual(
        asked.map(({ from, to }) => (to - from) / year),
        spans,
      );
      assert.deepEqual(facts!.failed, []);
      assert.deepEqual(facts!.symbols["A"], { first: "2024-03-07", through: "2024-03-07" });
      assert.equal(facts!.requests[0]!.asked, "history");
      assert.equal(seconds(facts!.requests[0]!.from.slice(0, 10)), asked.at(-1)!.from);
    });

  it("gives a symbol up that is refused even a year", async () => {
    const { facts } = await fetchAll((question) =>
      question.symbol === "A" ? { ...allowing(0)(question) } : good(question.symbol),
    );
    assert.deepEqual(
      facts!.failed.map(({ symbol, error }) => [symbol, error]),
      [["A", "SourceUnexpected"]],
    );
  });

  it("asks for a span of more years within the same bounds", async () => {
    const span = await fetchAll(allowing(100), { from: "1900-01-01", only: ["A"] });
    assert.deepEqual([span.asked.length, span.facts!.failed], [1, []]);
  });

  it("fails a symbol whose restated history reaches less far back than the table, and says what to do", async () => {
    const symbols = { A: { first: "2020-03-05", through: "2024-03-06" } };
    const answer = (question: ChartQuestion) => {
      if (question.symbol !== "A") return good(question.symbol);
      const play = allowing(4)(question);
      const first = Math.max(question.from, seconds("2020-03-05"));
      return play.status
        ? play
        : { body: good("A", "2024-03-07").body.replace(`[${seconds("2024-03-07")}]`, `[${first}]`) };
    };
    const { facts, tar } = await fetchAll(answer, { symbols });
    const [failed] = facts!.failed;
    assert.deepEqual([failed?.symbol, failed?.error], ["A", "SourceUnexpected"]);
    assert.match(failed!.message, /allows no longer question.*--archive and --as-of now/);
    assert.deepEqual([facts!.symbols["A"], tar!.includes("A.json")], [symbols.A, false]);
  });

  it("fails a symbol that is answered with the chart of another, by both names, and keeps what was known of it", async () => {
    const symbols = { A: { first: "2020-01-02", through: "2024-03-01" } };
    for (const other of ["NEW", "A.L", "AA", "^A"]) {
      const { facts, tar } = await fetchAll(({ symbol }) => good(symbol === "A" ? other : symbol), {
        symbols,
      });
      const [failed] = facts!.failed;
      assert.deepEqual([failed?.symbol, failed?.error], ["A", "SourceRenamed"]);
      assert.ok(failed!.message.includes(`another symbol, ${other};`), failed!.message);
      assert.deepEqual([facts!.symbols["A"], tar!.includes("A.json")], [symbols.A, false]);
    }
  });

  it("takes the same symbol in another case", async () => {
    const { facts } = await fetchAll(({ symbol }) => good(symbol.toUpperCase()), { only: ["a", "btc-usd"] });
    assert.deepEqual(facts!.failed, []);
  });

  it("names a symbol without a single price in the answer among the failed ones", async () => {
    const none = (symbol: string): ChartPlay => {
      const meta = { symbol, currency: "USD", exchangeTimezoneName: "UTC", dataGranularity: "1d" };
      const result = { meta, indicators: { quote: [{}], adjclose: [{}] } };
      return { body: JSON.stringify({ chart: { result: [result], error: null } }) };
    };
    const nulls = (symbol: string): ChartPlay => ({ body: good(symbol).body.replaceAll("[1]", "[null]") });
    const symbols = { A: { first: "2020-01-02", through: "2024-03-01" } };
    for (const [answer, from] of [
      [none, undefined],
      [none, "2024-03-04"],
      [nulls, undefined],
    ] as const)
      for (const known of [symbols, {}]) {
        const { facts } = await fetchAll(({ symbol }) => (symbol === "A" ? answer(symbol) : good(symbol)), {
          symbols: known,
          ...(from === undefined ? {} : { from }),
        });
        const [failed] = facts!.failed;
        assert.deepEqual([failed?.symbol, failed?.error], ["A", "SourceEmpty"]);
        assert.equal(facts!.symbols["A"], "A" in known ? symbols.A : undefined);
      }
    // A weekend of a symbol that trades: the days beside it are in the answer.
    const weekend = await fetchAll(({ symbol }) => good(symbol), { from: "2024-03-08" });
    assert.deepEqual(weekend.facts!.failed, []);
  });

  it("names a symbol that fails, goes on, and keeps what was known of it", async () => {
    const symbols = { C: { through: "2024-03-01" } };
    const { facts, tar } = await fetchAll(({ symbol }) => (symbol === "C" ? notFound : good(symbol)), {
      symbols,
    });
    assert.deepEqual(
      facts!.failed.map(({ symbol, error }) => [symbol, error]),
      [["C", "SourceNotFound"]],
    );
    assert.deepEqual(facts!.symbols["C"], symbols.C);
    assert.ok(tar!.includes("D.json"));
  });

  it("fails when more than the stated share fails, and names them", async () => {
    const { error } = await fetchAll(({ symbol }) => ("CD".includes(symbol) ? notFound : good(symbol)));
    assert.equal(error?.name, "SourceIncomplete");
    assert.match(error.message, /2 of 4 symbols could not be fetched; at most 25 % may fail:[^]*C: [^]*D: /);
  });

  it("fails when all fail, whatever share may", async () => {
    const { error } = await fetchAll(() => notFound, { source: { ...yahoo, maxFailedRatio: 1 } });
    assert.equal(error?.name, "SourceIncomplete");
  });

  it("takes symbols as they are, percent-encoded", async () => {
    const { asked, tar } = await fetchAll(({ symbol }) => good(symbol), { only: ["^N225", "GC=F"] });
    assert.deepEqual(
      asked.map(({ path }) => path),
      ["/v8/finance/chart/%5EN225", "/v8/finance/chart/GC%3DF"],
    );
    assert.ok(tar!.includes("%5EN225.json"));
  });

  it("of another address with answers of the same shape works", async () => {
    const source: ChartApiSource = {
      kind: "chart-api",
      url: "https://prices.example.org/{symbol}/daily?since={from}&until={to}&key=none",
      symbols: ["daily"],
      lookback: 5,
      maxFailedRatio: 0,
    };
    const { asked, facts } = await fetchAll(() => good("daily"), { source });
    assert.equal(asked[0]!.path, "/daily/daily");
    assert.equal(facts!.requests.length, 1);
  });

  it("tries again what may pass, and gives a page up for this symbol alone", async () => {
    const down: ChartPlay = {
      type: "text/html",
      body: "<!doctype html><html><body>Will be right back...</body></html>",
    };
    const mended = await fetchAll(({ symbol }, number) => (number === 1 ? down : good(symbol)));
    assert.deepEqual(mended.facts!.failed, []);
    const { facts, asked } = await fetchAll(({ symbol }) => (symbol === "A" ? down : good(symbol)));
    assert.deepEqual(
      facts!.failed.map(({ error }) => error),
      ["SourceUnavailable"],
    );
    assert.equal(asked.filter(({ symbol }) => symbol === "A").length, 4);
  });

  for (const [what, header, wait] of [
    ["seconds", "20", 20_000],
    ["a date", "Fri, 08 Mar 2024 06:00:25 GMT", 25_000],
    ["a date that is past", "Fri, 08 Mar 2024 05:00:00 GMT", 0],
    ["nothing that can be read", "soon", 0],
  ] as const)
    it(`waits as long as the server asks, and the jitter on top: ${what}`, async () => {
      const busy = { status: 503, headers: { "retry-after": header }, body: "busy" };
      const { facts, slept } = await fetchAll(({ symbol }, number) => (number === 1 ? busy : good(symbol)), {
        only: ["A"],
      });
      assert.deepEqual(facts!.failed, []);
      assert.deepEqual(slept, [wait + 2_500, 750]);
    });

  it("does not wait longer than 30 s: it gives up by name, says what was asked, and asks for nobody else", async () => {
    for (const [status, name] of [
      [429, "SourceThrottled"],
      [503, "SourceUnavailable"],
    ] as const) {
      const late = { status, headers: { "retry-after": "31" }, body: "later" };
      const { error, asked, slept } = await fetchAll(() => late);
      assert.equal(error?.name, name);
      assert.match(error.message, /later \(Retry-After: 31 s\)/);
      assert.deepEqual([asked.length, slept], [1, []]);
    }
    const inTime = { status: 429, headers: { "retry-after": "30" }, body: "later" };
    const { asked } = await fetchAll(() => inTime, { only: ["A"] });
    assert.equal(asked.length, 4);
  });

  it("backs off longer each time, and stops after four refusals, at whichever symbol", async () => {
    const refused = { status: 429, body: "Too Many Requests" };
    const { error, asked, slept } = await fetchAll(({ symbol }) => (symbol === "B" ? refused : good(symbol)));
    assert.equal(error?.name, "SourceThrottled");
    assert.equal(asked.map(({ symbol }) => symbol).join(""), "ABBBB");
    // A pause before each request but the first; and half, by this clock's chance, of 5, 10 and 20 s.
    assert.deepEqual(slept, [750, 2_500, 750, 5_000, 750, 10_000, 750]);
  });

  // Each transcribed error, and what becomes of the symbol; 429 ends the run.
  const ends: Readonly<Record<string, readonly [string, number]>> = {
    "unknown or delisted symbol": ["SourceNotFound", 1],
    "range too old for an intraday interval": ["SourceUnexpected", 1],
    "rate limited (plain text, not JSON)": ["SourceThrottled", 4],
    "rate limited at the edge (plain text, not JSON)": ["SourceThrottled", 4],
    "crumb wanted but wrong or missing (v7/v10 endpoints, not v8 chart)": ["SourceUnauthorized", 1],
    "service down page": ["SourceUnavailable", 4],
  };

  it("ends each recorded error as stated, under its status and under 200", async function () {
    const path = join(sharedData(this, "market", "yahoo-errors"), "transcribed-chart-errors.json");
    const errors = JSON.parse(readFileSync(path, "utf8")) as (ChartPlay & {
      case: string;
      contentType: string;
    })[];
    assert.deepEqual(
      errors.map((each) => each.case),
      Object.keys(ends),
    );
    for (const each of errors) {
      const [name, tries] = ends[each.case]!;
      const statuses = each.body.startsWith("{") ? [each.status, 200] : [each.status];
      for (const status of statuses) {
        const play = { status: status!, type: each.contentType, body: each.body };
        const { facts, error, asked } = await fetchAll(({ symbol }) =>
          symbol === "A" ? play : good(symbol),
        );
        const throttled = name === "SourceThrottled";
        assert.equal(throttled ? error?.name : facts?.failed[0]?.error, name, `${each.case} under ${status}`);
        assert.equal(asked.filter(({ symbol }) => symbol === "A").length, tries, each.case);
        assert.equal(
          asked.length,
          throttled ? tries : tries + 3,
          "the rest go on, or nobody is asked any more",
        );
      }
    }
  });
});
