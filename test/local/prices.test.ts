import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gunzipSync, gzipSync } from "node:zlib";
import { prices } from "../../datasets/prices";
import { manifestKey } from "../../contract/keys";
import { tarOf } from "../../handlers/archive/pack";
import type { Manifest } from "../../handlers/documents";
import { readJson } from "../../handlers/state";
import { sharedData } from "../shared-data";
import { recording, withYahooServer, type ChartPlay, type ChartQuestion } from "../yahoo-server";
import { asOf, laptop, rowsOf, runAt } from "./prices-world";
import { temporaryHome } from "./temporary-home";

type Answer = (question: ChartQuestion, number: number) => ChartPlay | undefined;

describe("prices on the laptop", function () {
  this.timeout(60_000);
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

  it("fills the days of the exchange, and keeps an event of a day without a bar when it is seen again", async () => {
    // Ten in the morning in Auckland, where the 6th is a holiday on which shares go ex.
    const stamp = (day: string) => Date.parse(`${day}T10:00:00+13:00`) / 1000;
    const open = ["04", "05", "07", "08", "11"].map((day) => `2024-03-${day}`);
    const answer: Answer = ({ symbol, from, to }) => {
      const timestamp = open.map(stamp).filter((time) => time >= from && time < to);
      const one = timestamp.map(() => 1);
      const ex = stamp("2024-03-06");
      const dividends = ex >= from && ex < to ? { x: { amount: 0.5, date: ex } } : {};
      const meta = {
        symbol,
        currency: "NZD",
        exchangeTimezoneName: "Pacific/Auckland",
        gmtoffset: 43_200,
        dataGranularity: "1d",
      };
      const quote = [{ open: one, high: one, low: one, close: one, volume: one }];
      const result = { meta, timestamp, events: { dividends }, indicators: { quote } };
      return { body: JSON.stringify({ chart: { result: [result], error: null } }) };
    };
    const days = () => rowsOf(home(), "select date::varchar, dividend from prices order by 1");
    await withYahooServer(answer, async ({ url }) => {
      const fill = async (from: string, date: string) => {
        const options = { sourceUrl: url, symbols: ["NZ"], from, date };
        const { error } = await runAt(home(), "2024-04-01T06:00:00Z", options);
        assert.equal(error, undefined);
      };
      await fill("2024-03-05", "2024-03-07");
      const wanted = [
        ["2024-03-05", null],
        ["2024-03-07", 0.5],
      ];
      assert.deepEqual(await days(), wanted);
      for (const from of ["2024-03-06", "2024-03-07"]) {
        await fill(from, "2024-03-08");
        assert.deepEqual(await days(), [...wanted, ["2024-03-08", null]], `again from ${from}`);
      }
    });
  });

  it("publishes a day once it is over, though the same answer came before", async () => {
    const traded = [
      { day: "2024-03-04", close: 1 },
      { day: "2024-03-05", close: 2 },
    ];
    await withYahooServer(
      (question) => asOf(traded, "2024-03-05", question),
      async ({ url }) => {
        const options = { sourceUrl: url, symbols: ["A"], date: "2024-03-05" };
        // The answers are all the same, byte for byte.
        const times = [
          "2024-03-05T16:00:00Z",
          "2024-03-05T17:00:00Z",
          "2024-03-05T18:00:00Z",
          "2024-03-05T22:00:00Z",
        ];
        const statuses: unknown[] = [];
        for (const now of times) {
          const { status, leftOut, rows } = await runAt(home(), now, options);
          statuses.push([status, leftOut, rows.published]);
        }
        assert.deepEqual(statuses, [
          ["published", { unfinished: 1 }, 1],
          ["unchanged", undefined, 1],
          ["unchanged", undefined, 1],
          ["published", undefined, 2],
        ]);
      },
    );
  });

  it("quarantines a hundredfold, flags what contradicts itself, and publishes the rest", async () => {
    const document = (symbol: string, quote: object, count: number) => {
      const timestamp = Array.from(
        { length: count },
        (_, day) => Date.parse("2024-03-04T15:00:00Z") / 1000 + day * 86_400,
      );
      const meta = {
        symbol,
        currency: "USD",
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
      ODD: { ...same([10, 11, 12, 13, 14]), high: [10, 10.5, 12, 13, 14] },
    };
    await withYahooServer(
      ({ symbol }) => document(symbol, quotes[symbol]!, 5),
      async ({ url }) => {
        const run = await runAt(home(), "2024-03-20T06:00:00Z", {
          sourceUrl: url,
          symbols: ["BAD", "ODD"],
          date: "2024-03-19",
        });
        assert.deepEqual([run.error, run.rows.published, run.rows.quarantined], [undefined, 9, 1]);
      },
    );
    assert.deepEqual(await rowsOf(home(), "select symbol, date::varchar from prices where suspect"), [
      ["ODD", "2024-03-05"],
    ]);
    assert.deepEqual(
      await rowsOf(home(), "select _file, _row, _column, _reason, _raw from quarantine_prices"),
      [["BAD.json", 2, "open", "hundredfold", "BAD,2024-03-06,1050,1050,1050,1050,1050,1050,,,USD"]],
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
    assert.deepEqual(manifest.source.symbols, {
      "^A": { first: "2024-03-04", through: "2024-03-04" },
      B: { first: "2024-03-04", through: "2024-03-04" },
    });
  });

  it("reads archives of daily CSV files, and of adjusted ones no more than what they are", async function () {
    const folder = sharedData(this, "market", "daily-csv");
    const text = (name: string) =>
      name.endsWith(".gz") ? gunzipSync(readFileSync(join(folder, name))) : readFileSync(join(folder, name));
    const archive = join(home(), "daily.tar");
    const names = ["AAPL", "MSFT", "NVDA", "GSPC", "DJI"].map((symbol) => `${symbol}_2000_2025_adjusted.csv`);
    const members = [
      ...names.map((name) => ({ name, bytes: text(`${name}.gz`) })),
      { name: "7203.T_2016_2020.csv", bytes: text("7203.T_2016_2020.csv") },
    ];
    writeFileSync(archive, await buffer(tarOf(members)));
    const document = await runAt(home(), "2025-10-30T06:00:00Z", {
      archive,
      live: false,
      date: "2025-10-30",
    });
    assert.deepEqual([document.error, document.rows.quarantined], [undefined, 0]);
    assert.deepEqual(
      await rowsOf(
        home(),
        "select symbol, count(*), count(close), count(adj_close), count(log_return) from prices where symbol in ('AAPL', '7203.T') group by 1 order by 1",
      ),
      [
        ["7203.T", 1242, 1242, 1242, 1241],
        ["AAPL", 6418, 0, 6418, 6417],
      ],
    );
    // The files' own returns, which the table must give again.
    const line = text("AAPL_2000_2025_adjusted.csv.gz").toString().split("\n")[2]!.split(",");
    const [[date, value]] = (await rowsOf(
      home(),
      "select date::varchar, log_return from prices where symbol = 'AAPL' order by date limit 1 offset 1",
    )) as [[string, number]];
    assert.equal(date, line[0]);
    assert.ok(Math.abs(value - Number(line[6])) < 1e-12);
  });

  it("reads a history as yfinance writes it: the day of a local midnight, 0 for no dividend, any order", async () => {
    const row = (time: string, close: number, more = "0.0,0.0") =>
      `${time},${close},${close},${close},${close},${close},9,${more}`;
    const text = [
      "Datetime,Open,High,Low,Close,Adj Close,Volume,Dividends,Stock Splits,Repaired?",
      row("2024-03-08 00:00:00+09:00", 14, "0,0"),
      row("2024-03-07 00:00:00+09:00", 130, "0.5,2.0"),
      row("2024-03-06 00:00:00+09:00", 12),
      row("2024-03-05 10:00:00+09:00", 11),
      row("2024-03-04 00:00:00+09:00", 10),
    ].map((line, index) => (index === 0 ? line : `${line},False`));
    const archive = join(home(), "12-T-1d-jump.csv.gz");
    writeFileSync(archive, gzipSync(text.join("\n")));
    const options = { archive, live: false, date: "2024-03-20" };
    const { error, rows } = await runAt(home(), "2024-03-20T06:00:00Z", options);
    assert.deepEqual([error, rows.read, rows.quarantined], [undefined, 5, 1]);
    const columns = "symbol, date::varchar, close, dividend, split_ratio, suspect";
    assert.deepEqual(await rowsOf(home(), `select ${columns} from prices order by date`), [
      ["12-T", "2024-03-04", 10, null, null, false],
      ["12-T", "2024-03-06", 12, null, null, false],
      ["12-T", "2024-03-07", 130, 0.5, 2, true],
      ["12-T", "2024-03-08", 14, null, null, false],
    ]);
    assert.deepEqual(
      await rowsOf(home(), "select _column, _reason from quarantine_prices"),
      [["date", "unreadable"]],
      "an hour is no day",
    );
    for (const [from, to] of [
      ["1d", "1h"],
      ["1d", "1wk"],
    ] as const) {
      const other = archive.replace(from, to);
      writeFileSync(other, gzipSync(text.join("\n")));
      const refused = await runAt(home(), "2024-03-20T06:00:00Z", { ...options, archive: other });
      assert.equal(refused.error?.name, "NoLayoutFits", to);
    }
  });

  it("lets what was fetched later win over an old file that says when it was fetched, and reads it again for another time", async () => {
    const head = "Date,Open,High,Low,Close,Adj Close,Volume,Dividends,Stock Splits";
    const archiveOf = (name: string, closes: Readonly<Record<string, number>>) => {
      const path = join(home(), name);
      const lines = Object.entries(closes).map(([day, c]) => `${day},${c},${c},${c},${c},${c},9,0,0`);
      writeFileSync(path, [head, ...lines].join("\n"));
      return path;
    };
    const recent = archiveOf("A-1d.csv", { "2024-03-05": 2, "2024-03-06": 3 });
    const old = archiveOf("A-1d-old.csv", { "2024-03-04": 10, "2024-03-05": 20 });
    const readAt = async (now: string, archive: string, asOf?: string) => {
      const options = { archive, live: false, date: "2024-03-20", ...(asOf === undefined ? {} : { asOf }) };
      const { status } = await runAt(home(), now, options);
      const closes = await rowsOf(home(), "select close from prices order by date");
      return [status, closes.flat()];
    };
    assert.deepEqual(await readAt("2024-03-20T06:00:00Z", recent), ["published", [2, 3]]);
    const before = "2024-03-01T00:00:00.000Z";
    assert.deepEqual(await readAt("2024-03-20T07:00:00Z", old, before), ["published", [10, 2, 3]]);
    assert.deepEqual(await readAt("2024-03-20T08:00:00Z", old, before), ["unchanged", [10, 2, 3]]);
    assert.deepEqual(await readAt("2024-03-20T09:00:00Z", old, "2024-03-20T06:30:00.000Z"), [
      "published",
      [10, 20, 3],
    ]);
  });

  it("calls no price suspect that is over five times one neighbour's only", async () => {
    const closes = [10, 10, 60, 60, 61, 1000, 1001, 5, 90];
    const lines = closes.map(
      (close, day) => `2024-03-0${day + 1},${close},${close},${close},${close},${close},9,0,0`,
    );
    const archive = join(home(), "X-1d.csv");
    writeFileSync(
      archive,
      ["Date,Open,High,Low,Close,Adj Close,Volume,Dividends,Stock Splits", ...lines].join("\n"),
    );
    await runAt(home(), "2024-03-20T06:00:00Z", { archive, live: false, date: "2024-03-20" });
    assert.deepEqual(await rowsOf(home(), "select date::varchar from prices where suspect"), [
      ["2024-03-08"],
    ]);
  });

  it("refuses a file that does not say what it is adjusted for", async function () {
    const archive = sharedData(this, "market", "daily-csv", "SPY_1999_2020.csv.gz");
    const { error } = await runAt(home(), "2025-10-30T06:00:00Z", {
      archive,
      live: false,
      date: "2025-10-30",
    });
    assert.equal(error?.name, "NoLayoutFits");
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
