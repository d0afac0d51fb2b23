import assert from "node:assert/strict";
import { join } from "node:path";
import { prices } from "../../datasets/prices";
import { withYahooServer, type ChartPlay, type ChartQuestion } from "../yahoo-server";
import { asOf, rowsOf, runAt, type Traded } from "./prices-world";
import { temporaryHome } from "./temporary-home";

describe("prices on the laptop, day by day", function () {
  this.timeout(60_000);
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
});
