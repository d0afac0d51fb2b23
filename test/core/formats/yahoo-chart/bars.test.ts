import assert from "node:assert/strict";
import { join } from "node:path";
import { makeDayIn } from "../../../../core/formats/yahoo-chart/calendar";
import { chartError, parsed } from "../../../../core/formats/yahoo-chart/document";
import { documentOf, maxDocumentBytes, rendered } from "../../../../core/formats/yahoo-chart/render";
import { sharedData } from "../../../shared-data";
import { recording } from "../../../yahoo-server";
import { at, barsIn, chart, days, fetchedAt } from "./made-chart";

describe("bars of a chart document", () => {
  it("stand on the date in the exchange's zone by the rules of that day", () => {
    const inNewYork = makeDayIn("America/New_York");
    assert.equal(inNewYork(Date.parse("2024-01-03T04:30:00Z") / 1000), "2024-01-02", "five hours in winter");
    assert.equal(inNewYork(Date.parse("2024-07-03T04:30:00Z") / 1000), "2024-07-03", "four in summer");
    assert.equal(inNewYork(Date.parse("1962-01-02T14:30:00Z") / 1000), "1962-01-02");
    assert.equal(makeDayIn("Pacific/Auckland")(Date.parse("2024-01-02T21:00:00Z") / 1000), "2024-01-03");
  });

  it("that are all null are counted and no records", () => {
    const { bars, leftOut } = barsIn(chart([1, null, 3]));
    assert.deepEqual([bars.length, leftOut], [2, { empty: 1 }]);
  });

  it("that have no close are bad records", () => {
    const { faults } = barsIn(chart([1, 2, 3], { quote: { close: [1, null, 3] } }));
    assert.deepEqual([...faults], [[1, { reason: "null", column: "close" }]]);
  });

  it("have their close as adjusted where the document adjusts nothing", () => {
    const { bars } = barsIn(chart([1, 2], { adjclose: undefined }));
    assert.deepEqual(
      bars.map(({ adj_close }) => adj_close),
      [1, 2],
    );
  });

  describe("of the same day", () => {
    const times = [at("2024-03-04"), at("2024-03-05"), at("2024-03-05") + 3_600];
    const closes = (bars: ReturnType<typeof barsIn>) =>
      bars.bars.map(({ day, close }) => `${day.slice(8)}: ${String(close)}`);

    it("and with other values: the later counts, the other is a bad record", () => {
      const bars = barsIn(chart([1, 2, 3], { times }));
      assert.deepEqual(closes(bars), ["04: 1", "05: 2", "05: 3"]);
      assert.deepEqual([...bars.faults], [[1, { reason: "repeated", column: "day" }]]);
      assert.deepEqual([bars.leftOut, bars.through], [{}, "2024-03-05"]);
    });

    it("and with the same values: one counts, the other is counted", () => {
      const bars = barsIn(chart([1, 2, 2], { times }));
      assert.deepEqual(
        [closes(bars), bars.leftOut, bars.faults.size],
        [["04: 1", "05: 2"], { repeated: 1 }, 0],
      );
    });

    it("of which the later has the time of the last trade: it counts, what was there before it is counted", () => {
      const bars = barsIn(chart([1, 2, 3], { times, meta: { regularMarketTime: times[2] } }), "2024-03-09");
      assert.deepEqual(
        [closes(bars), bars.leftOut, bars.faults.size],
        [["04: 1", "05: 3"], { repeated: 1 }, 0],
      );
    });

    it("of which the later has no close: the complete one counts", () => {
      const bars = barsIn(chart([1, 2, 3], { times, quote: { close: [1, 2, null] } }));
      assert.deepEqual(closes(bars), ["04: 1", "05: null", "05: 2"]);
      assert.deepEqual([...bars.faults], [[1, { reason: "null", column: "close" }]]);
    });

    it("later by its time, in whatever order they stand", () => {
      const bars = barsIn(chart([1, 3, 2], { times: [times[0]!, times[2]!, times[1]!] }));
      assert.deepEqual(closes(bars), ["04: 1", "05: 2", "05: 3"]);
    });

    it("outside of the days that are wanted are no bad records", () => {
      const bars = barsIn(chart([1, 2, 3], { times }), "2024-03-05T00:00:00.000Z");
      assert.deepEqual([closes(bars), bars.leftOut, bars.faults.size], [["04: 1"], { outside: 2 }, 0]);
    });

    it("take no event twice, and are no neighbours of a price", () => {
      const events = { dividends: { x: { amount: 0.5, date: times[1] } } };
      const more = [...times, at("2024-03-06"), at("2024-03-07"), at("2024-03-08")];
      const bars = barsIn(chart([10, 1000, 10, 10, 1000, 10], { times: more, events }));
      assert.deepEqual(
        bars.bars.map(({ dividend }) => dividend),
        [null, null, 0.5, null, null, null],
      );
      assert.deepEqual(
        [...bars.faults].map(([index, { reason }]) => [index, reason]),
        [
          [1, "repeated"],
          [4, "hundredfold"],
        ],
      );
    });
  });

  it("at or after the end that was asked for are left out", () => {
    const bars = barsIn(chart([1, 2, 3]), "2024-03-05T12:00:00.000Z");
    assert.deepEqual([days(bars), bars.leftOut], [["2024-03-04"], { outside: 2 }]);
  });

  for (const [zone, gmtoffset, time] of [
    ["Pacific/Auckland", 46_800, "21:00"],
    ["Europe/London", 0, "23:00"],
  ] as const)
    it(`are wanted by their day at the exchange: ${zone}`, () => {
      const times = ["06-09", "06-10", "06-11", "06-12"].map(
        (day) => Date.parse(`2024-${day}T${time}:00Z`) / 1000,
      );
      const document = chart([1, 2, 3, 4], { times, meta: { exchangeTimezoneName: zone, gmtoffset } });
      const later = "2024-07-01T00:00:00.000Z";
      const bars = barsIn(document, "2024-06-13T00:00:00.000Z", later, "2024-06-11T00:00:00.000Z");
      assert.deepEqual([days(bars), bars.leftOut], [["2024-06-11", "2024-06-12"], { outside: 2 }]);
      assert.deepEqual(
        bars.bars.map(({ close }) => close),
        [2, 3],
        "stamped the day before in UTC",
      );
      assert.deepEqual([bars.first, bars.through], ["2024-06-11", "2024-06-12"]);
    });

  it("keep an event of a day without a bar when a later window begins on that day or after it", () => {
    const events = { dividends: { x: { amount: 0.5, date: at("2024-03-06") } } };
    const paidOn = (from: string, count: number) => {
      const closes = [1, 2, null, 4, 5].slice(-count);
      const times = closes.map((_, index) => at("2024-03-09") + (index - count) * 86_400);
      const bars = barsIn(chart(closes, { times, events }), "2024-03-20T00:00:00.000Z", fetchedAt, from);
      return bars.bars.filter(({ dividend }) => dividend === 0.5).map(({ day }) => day);
    };
    for (const [from, count] of [
      ["2024-03-04", 5],
      ["2024-03-06", 5],
      ["2024-03-07", 5],
      ["2024-03-07", 3],
    ] as const)
      assert.deepEqual(paidOn(from, count), ["2024-03-07"], `${from}, ${count} bars in sight`);
    assert.deepEqual(paidOn("2024-03-08", 5), [], "not on a later one");
  });

  it("are compared with bars in sight that are not wanted", () => {
    const { faults } = barsIn(chart([10, 10, 1000, 10]), undefined, fetchedAt, "2024-03-06T00:00:00.000Z");
    assert.deepEqual([...faults.keys()], [0]);
  });

  it("of a day that is not over are left out until it is", () => {
    const start = at("2024-03-06") - 7_200;
    const document = chart([1, 2, 3], {
      meta: { currentTradingPeriod: { regular: { start, end: start + 28_800 } } },
    });
    const while_ = barsIn(document, "2024-03-08T00:00:00.000Z", "2024-03-06T17:59:59.000Z");
    assert.deepEqual([days(while_), while_.leftOut], [["2024-03-04", "2024-03-05"], { unfinished: 1 }]);
    const after = barsIn(document, "2024-03-08T00:00:00.000Z", "2024-03-06T18:00:00.000Z");
    assert.equal(after.bars.length, 3);
  });

  it("have dividends and splits by their date, whatever the key; on a day without a bar on the next one", () => {
    const dividends = { "99": { amount: 0.5, date: at("2024-03-05") + 5 } };
    const splits = { "7": { date: at("2024-03-06"), numerator: 3, denominator: 2 } };
    const { bars, event } = barsIn(chart([1, 2, null, 4], { events: { dividends, splits } }));
    assert.deepEqual(
      bars.map(({ day, dividend, split_ratio }) => [day, dividend, split_ratio]),
      [
        ["2024-03-04", null, null],
        ["2024-03-05", 0.5, null],
        ["2024-03-07", null, 1.5],
      ],
    );
    assert.equal(event, "2024-03-06");
  });

  for (const [what, closes, bad] of [
    ["too large in the middle", [10, 11, 1050, 10, 10], [2]],
    ["too small in the middle", [10, 11, 0.105, 10, 10], [2]],
    ["too large at the end", [10, 11, 1050], [2]],
    ["too large at the beginning", [1050, 11, 10], [0]],
    ["every other one", [10, 1000, 10, 1000, 10], [1, 3]],
    ["every other one of few, which tells nothing", [10, 1000, 10, 1000], []],
    ["a price that stays up", [10, 10, 1000, 1000, 1000], []],
    ["tenfold", [10, 10, 100, 10, 10], []],
  ] as const)
    it(`a hundredfold against both neighbours is a bad record: ${what}`, () => {
      assert.deepEqual([...barsIn(chart([...closes])).faults.keys()], bad);
    });

  it("with a hundredfold of the adjusted close alone, whatever its level, are bad records", () => {
    const adjclose = [{ adjclose: [0.1, 0.1, 10, 0.1, 0.1] }];
    const { faults } = barsIn(chart([10, 10, 10, 10, 10], { adjclose }));
    assert.deepEqual([...faults], [[2, { reason: "hundredfold", column: "adj_close" }]]);
  });

  it("with a hundredfold of one price name its column", () => {
    const { faults } = barsIn(chart([10, 10, 10], { quote: { low: [10, 0.1, 10] } }));
    assert.deepEqual(faults.get(1), { reason: "hundredfold", column: "low" });
  });

  it("keep what is no number for quarantine to show", () => {
    const found = rendered(chart([1], { quote: { open: ["n/a,"] } }), { fetchedAt });
    assert.match((found as { records: Buffer }).records.toString(), /^X,2024-03-04,"n\/a,",1,/);
  });
});

describe("a chart document", () => {
  const refused = (document: Buffer | string) => rendered(Buffer.from(document as string), { fetchedAt });

  it("without times and prices has no bars", () => {
    const meta = { symbol: "X", exchangeTimezoneName: "UTC", dataGranularity: "1m" };
    const result = { meta, indicators: { quote: [{}] } };
    assert.equal(barsIn(Buffer.from(JSON.stringify({ chart: { result: [result] } }))).bars.length, 0);
  });

  it("of other than daily bars is refused", () => {
    assert.equal(
      refused(chart([1], { meta: { dataGranularity: "3mo" } })),
      'has bars of "3mo" instead of "1d"',
    );
  });

  it("without a zone, or of lists of several lengths, is refused", () => {
    assert.match(
      refused(chart([1], { meta: { exchangeTimezoneName: "Nowhere/No" } })) as string,
      /no time zone/,
    );
    assert.match(refused(chart([1], { times: [] })) as string, /0 times and 1 values of open/);
    assert.match(refused(chart([1], { adjclose: [{ adjclose: [] }] })) as string, /0 values of adjclose/);
  });

  it("with a time that no calendar has is refused", () => {
    assert.equal(refused(chart([1], { times: [1e300] })), "has a time that is no time");
  });

  it("that is none says so", () => {
    assert.equal(refused("<html>"), "is no JSON");
    assert.equal(refused('{"chart":{"result":null}}'), "holds no chart");
  });

  it("larger than a few megabytes is refused by name", async () => {
    async function* much() {
      for (let sent = 0; sent <= maxDocumentBytes; sent += 1 << 20)
        yield await Promise.resolve(Buffer.alloc(1 << 20));
    }
    await assert.rejects(documentOf("X.json", much()), { name: "RawTooLarge", message: /^X\.json has more/ });
  });
});

describe("recorded chart documents", () => {
  const body = (context: Mocha.Context, name: string) =>
    recording(join(sharedData(context, "market", "yahoo-chart-v8"), `${name}.json`));

  it("GS2C.DE: two null bars counted, the day of the last trade left out", function () {
    const found = barsIn(Buffer.from(body(this, "body-GS2C.DE-5d-1d-with-null-bars").body));
    assert.deepEqual(
      [days(found), found.leftOut],
      [["2025-09-25", "2025-09-26"], { empty: 2, unfinished: 1 }],
    );
  });

  it("AAPL over six months: the bar that is stamped with the trade's time is that day's", function () {
    const found = barsIn(Buffer.from(body(this, "body-AAPL-6mo-1d-2025-10-29").body));
    assert.deepEqual([found.bars.length, found.through, found.leftOut], [127, "2025-10-29", {}]);
  });

  it("OCDO.L: pence become pounds", function () {
    const [bar] = barsIn(Buffer.from(body(this, "chart-OCDO.L-2020-01-01-to-2020-01-03").body)).bars;
    assert.deepEqual([bar?.day, bar?.close, bar?.currency], ["2020-01-02", 12.595, "GBP"]);
  });

  it("EURUSD=X: the bar at the end that was asked for is left out", function () {
    const { body: text } = body(this, "chart-EURUSD=X-2020-01-01-to-2020-01-03");
    const found = barsIn(Buffer.from(text), "2020-01-03T00:00:00.000Z");
    assert.deepEqual([days(found), found.leftOut], [["2020-01-01", "2020-01-02"], { outside: 1 }]);
  });

  it("VFINX over quarters is refused", function () {
    const document = Buffer.from(body(this, "body-VFINX-max-3mo-2025-10-29").body);
    assert.match(rendered(document, { fetchedAt }) as string, /bars of "3mo"/);
  });

  it("without times, with or without prices", function () {
    const none = barsIn(
      Buffer.from(body(this, "chart-AAPL-2025-02-01-to-2025-02-02-includePrePost-false-interval-1m").body),
    );
    assert.equal(none.bars.length, 0);
    for (const name of ["chart-notimestamp-weird-quote.fake", "chart-notimestamp-quotes-length.fake"])
      assert.match(
        rendered(Buffer.from(body(this, name).body), { fetchedAt }) as string,
        /0 times and 1 values/,
      );
  });

  it("of another part of the API say their error", function () {
    const path = join(
      sharedData(this, "market", "yahoo-errors"),
      "recorded-404-quoteSummary-bad-symbol.json",
    );
    assert.equal(chartError(parsed(recording(path).body))?.code, "Not Found");
  });
});
