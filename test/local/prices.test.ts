import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { prices } from "../../datasets/prices";
import { manifestKey } from "../../contract/keys";
import type { Manifest } from "../../core/run/documents";
import { readJson } from "../../core/run/state";
import { sharedData } from "../shared-data";
import { recording, withYahooServer, type ChartPlay, type ChartQuestion } from "../yahoo-server";
import { asOf, laptop, rowsOf, runAt } from "./prices-world";
import { temporaryHome } from "./temporary-home";

type Answer = (question: ChartQuestion, number: number) => ChartPlay | undefined;

describe("prices on the laptop", function () {
  const home = temporaryHome();

  it("publishes the recorded answers value by value", async function () {
    const folder = sharedData(this, "market", "yahoo-chart-v8");
    const files: Readonly<Record<string, string>> = {
      MSFT: "chart-MSFT-dividends-2021-02-01-to-2022-01-31",
      NVDA: "chart-NVDA-split-2021-02-01-to-2022-01-31",
      AAPL: "chart-AAPL-2020-08-31-to-2020-11-07",
      "GS2C.DE": "body-GS2C.DE-5d-1d-with-null-bars",
    };
    const symbols = Object.keys(files);
    const bodies = symbols.map((symbol) => recording(join(folder, `${files[symbol]}.json`)).body);
    await withYahooServer(
      ({ symbol }) => {
        const body = bodies[symbols.indexOf(symbol)];
        return body === undefined ? undefined : { body };
      },
      async ({ url }) => {
        const asked = { sourceUrl: url, symbols: [...symbols, "NONE"], date: "2025-10-30" };
        const document = await runAt(home(), "2025-10-30T06:00:00Z", asked);
        assert.deepEqual([document.error, document.status], [undefined, "published"]);
        assert.deepEqual(
          document.failed?.map(({ symbol }) => symbol),
          ["NONE"],
          "named in the report",
        );
        assert.deepEqual(document.leftOut, { empty: 2 });
      },
    );
    const wanted = bodies.flatMap((body) => expected(body)).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    const columns =
      "symbol, date::varchar, open, high, low, close, adj_close, volume, dividend, split_ratio, currency, suspect";
    assert.deepEqual(await rowsOf(home(), `select ${columns} from prices order by symbol, date`), wanted);
    assert.equal(wanted.length, 252 + 252 + 49 + 3);
    assert.deepEqual(
      await rowsOf(
        home(),
        "select symbol, date::varchar, dividend, split_ratio from prices where dividend > 0 or split_ratio > 0 order by 1, 2",
      ),
      [
        ["AAPL", "2020-08-31", null, 4],
        ["AAPL", "2020-11-06", 0.205, null],
        ["MSFT", "2021-02-17", 0.56, null],
        ["MSFT", "2021-05-19", 0.56, null],
        ["MSFT", "2021-08-18", 0.56, null],
        ["MSFT", "2021-11-17", 0.62, null],
        ["NVDA", "2021-07-20", null, 4],
      ],
    );
    const [[firsts, off]] = (await rowsOf(
      home(),
      `select count(*) filter (log_return is null), max(abs(coalesce(log_return - ln(adj_close / before), 0)))
       from (select *, lag(adj_close) over (partition by symbol order by date) as before from prices)`,
    )) as [[number, number]];
    assert.equal(Number(firsts), 4, "null on each symbol's first day");
    assert.ok(off < 1e-12);
  });

  it("quarantines a hundredfold and the earlier of two bars, flags what contradicts itself, and publishes the rest", async () => {
    const document = (symbol: string, quote: object, count: number) => {
      const times = Array.from(
        { length: count },
        (_, day) => Date.parse("2024-03-04T15:00:00Z") / 1000 + day * 86_400,
      );
      const timestamp = times.map((time, day) => (symbol === "TWO" && day === 1 ? time + 86_000 : time));
      const meta = {
        symbol,
        currency: symbol === "TWO" ? "XYZ" : "USD",
        exchangeTimezoneName: "America/New_York",
        dataGranularity: "1d",
      };
      return {
        body: JSON.stringify({ chart: { result: [{ meta, timestamp, indicators: { quote: [quote] } }] } }),
      };
    };
    const same = (values: readonly number[]) => ({
      open: values,
      high: values,
      low: values,
      close: values,
      volume: values,
    });
    const quotes: Readonly<Record<string, object>> = {
      BAD: same([10, 11, 1050, 10, 10]),
      TWO: same([10, 11, 12, 13, 14]),
      ODD: { ...same([10, 11, 12, 13, 14]), high: [10, 10.5, 12, 13, 14] },
    };
    await withYahooServer(
      ({ symbol }) => document(symbol, quotes[symbol]!, 5),
      async ({ url }) => {
        const run = await runAt(home(), "2024-03-20T06:00:00Z", {
          sourceUrl: url,
          symbols: ["BAD", "ODD", "TWO"],
          date: "2024-03-19",
        });
        const { read, quarantined, published } = run.rows;
        assert.deepEqual([run.error, read, quarantined, published], [undefined, 15, 2, 13]);
        assert.deepEqual(run.leftOut, { unknown_currency: 5 });
      },
    );
    assert.deepEqual(await rowsOf(home(), "select symbol, date::varchar from prices where suspect"), [
      ["ODD", "2024-03-05"],
    ]);
    assert.deepEqual(
      await rowsOf(home(), "select _file, _row, _column, _reason, _raw from quarantine_prices order by 1"),
      [
        ["BAD.json", 2, "open", "hundredfold", "BAD,2024-03-06,1050,1050,1050,1050,1050,1050,,,USD"],
        ["TWO.json", 1, "date", "repeated", "TWO,2024-03-06,11,11,11,11,11,11,,,"],
      ],
    );
  });

  it("keeps one raw object a symbol, verbatim, and says in the manifest how it was asked for", async () => {
    const traded = [{ day: "2024-03-04", close: 1 }];
    const answers = new Map<string, string>();
    const answer: Answer = (question) => {
      const play = asOf(traded, "2024-03-04", question);
      answers.set(`${encodeURIComponent(question.symbol)}.json`, play.body);
      return play;
    };
    const { run } = await withYahooServer(answer, ({ url }) =>
      runAt(
        home(),
        "2024-03-05T06:00:00Z",
        { sourceUrl: url, symbols: ["^A", "B"], date: "2024-03-05" },
        prices,
        1_000,
      ),
    );
    const manifest = await readJson<Manifest>(
      laptop(home(), "2024-03-05T06:00:00Z").store,
      manifestKey("prices", run),
    );
    assert.deepEqual(
      manifest.files.map(({ file }) => file),
      ["%5EA.json", "B.json"],
    );
    for (const { file, key, fetchedAt } of manifest.files) {
      assert.equal(readFileSync(join(home(), key), "utf8"), answers.get(file));
      assert.equal(fetchedAt, manifest.source.requests?.find((request) => request.file === file)?.at);
    }
    assert.deepEqual(
      manifest.source.requests?.map(({ symbol, status, asked }) => [symbol, status, asked]),
      [
        ["^A", 200, "history"],
        ["B", 200, "history"],
      ],
    );
    assert.equal(new Set(manifest.files.map(({ fetchedAt }) => fetchedAt)).size, 2, "each its own time");
    assert.deepEqual(manifest.source.state?.["symbols"], {
      "^A": { first: "2024-03-04", through: "2024-03-04" },
      B: { first: "2024-03-04", through: "2024-03-04" },
    });
  });
});

const keyOf = (row: readonly unknown[]) => `${String(row[0])} ${String(row[1])}`;

/** What a recorded document says, by the rules, for bars in New York's and Berlin's daytime: their UTC date is the day. */
function expected(body: string): unknown[][] {
  type Event = { date: number; amount: number; numerator: number; denominator: number };
  const {
    meta,
    timestamp,
    indicators,
    events = {},
  } = (
    JSON.parse(body) as {
      chart: {
        result: {
          meta: { symbol: string; currency: string };
          timestamp: number[];
          indicators: { quote: Record<string, number[]>[]; adjclose: { adjclose: number[] }[] };
          events?: { dividends?: Record<string, Event>; splits?: Record<string, Event> };
        }[];
      };
    }
  ).chart.result[0]!;
  const day = (time: number) => new Date(time * 1000).toISOString().slice(0, 10);
  const on = (list: Record<string, Event> = {}) =>
    new Map(Object.values(list).map((event) => [day(event.date), event]));
  const [dividends, splits] = [on(events.dividends), on(events.splits)];
  const quote = indicators.quote[0]!;
  return timestamp.flatMap((time, index) => {
    const value = (name: string) => quote[name]![index]!;
    const [open, high, low, close] = ["open", "high", "low", "close"].map(value) as [
      number,
      number,
      number,
      number,
    ];
    if (close === null) return [];
    const split = splits.get(day(time));
    return [
      [
        meta.symbol,
        day(time),
        open,
        high,
        low,
        close,
        indicators.adjclose[0]!.adjclose[index],
        value("volume"),
        dividends.get(day(time))?.amount ?? null,
        split ? split.numerator / split.denominator : null,
        meta.currency,
        open < low || open > high || close < low || close > high,
      ],
    ];
  });
}
