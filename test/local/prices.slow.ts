import assert from "node:assert/strict";
import { join } from "node:path";
import { prices } from "../../datasets/prices";
import { withYahooServer, type ChartPlay, type ChartQuestion } from "../yahoo-server";
import { asOf, rowsOf, runAt, type Traded } from "./prices-world";
import { temporaryHome } from "./temporary-home";

describe("prices on the laptop, day by day", function () {
  const home = temporaryHome();

  it("ends the same whether ten days come one by one or as one span", async () => {
    const closes = [100, 101, 99, 104, 103, 26, 27, 25, 28, 29];
    const days = ["04", "05", "06", "07", "08", "11", "12", "13", "14", "15"].map((day) => `2024-03-${day}`);
    const traded: Traded[] = closes.map((close, index) => ({ day: days[index]!, close }));
    traded[3] = { ...traded[3]!, dividend: 2 };
    traded[5] = { ...traded[5]!, split: 4 };
    const dataset = { ...prices, source: { ...prices.source, symbols: ["X", "Y"], lookback: 1 } };
    const other = traded.map(({ day, close }) => ({ day, close: close * 2 }));
    let today = days[0]!;
    const answer = (question: ChartQuestion): ChartPlay =>
      asOf(question.symbol === "X" ? traded : other, today, question);
    const all = "select * from prices order by symbol, date";
    await withYahooServer(answer, async ({ url, asked }) => {
      const runDay = async (day: string, into: string, from?: string) => {
        const options = { sourceUrl: url, date: day, ...(from === undefined ? {} : { from }) };
        const { status, error } = await runAt(into, `${today}T22:00:00Z`, options, dataset);
        assert.ok(status === "published" || status === "unchanged", `${day}: ${status} ${error?.message}`);
      };
      // Day 3 is missed, day 7 comes twice, and day 3 again at the end.
      for (const index of [0, 1, 3, 4, 5, 6, 6, 7, 8, 9]) {
        today = days[index]!;
        await runDay(today, home());
      }
      const whole = asked.filter(({ symbol, from }) => symbol === "X" && from < 0).length;
      assert.equal(whole, 3, "X's whole past: when it was new, for the dividend, for the split");
      await runDay(days[2]!, home());
      const oneByOne = await rowsOf(home(), all);
      const span = join(home(), "span");
      await runDay(days[9]!, span, days[0]);
      assert.deepEqual(oneByOne, await rowsOf(span, all));
      assert.equal(oneByOne.length, 20);
      // Without the restatement the old rows would be four times as high.
      assert.deepEqual(
        (await rowsOf(home(), "select close from prices where symbol = 'X' order by date")).flat(),
        closes.map((close, index) => (index < 5 ? close / 4 : close)),
      );
    });
  });

  it("fills the days of the exchange, and keeps an event of a day without a bar when it is seen again", async () => {
    // Ten in the morning in Auckland, where the 6th is a holiday on which shares go ex.
    const stamp = (day: string) => Date.parse(`${day}T10:00:00+13:00`) / 1000;
    const open = ["04", "05", "07", "08", "11"].map((day) => `2024-03-${day}`);
    const answer = ({ symbol, from, to }: ChartQuestion): ChartPlay => {
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
});
