import assert from "node:assert/strict";
import { join } from "node:path";
import type { Dataset } from "../../contract";
import { datasetFaults } from "../../contract/define";
import { prices } from "../../datasets/prices";
import { withYahooServer } from "../yahoo-server";
import { asOf, rowsOf, runAt, type Traded } from "./prices-world";
import { temporaryHome } from "./temporary-home";

const traded: Traded[] = [
  { day: "2024-03-04", close: 10 },
  { day: "2024-03-05", close: 11, dividend: 0.5 },
  { day: "2024-03-06", close: 12 },
];

describe("another source of prices", function () {
  const home = temporaryHome();

  it("takes the place of the shipped one by its address alone, through the whole flow", () =>
    withYahooServer(
      (question) => asOf(traded, "2024-03-06", question),
      async ({ url, asked }) => {
        const own: Dataset = {
          ...prices,
          source: {
            kind: "chart-api",
            url: `${url}/own/{symbol}?key=none&period1={from}&period2={to}`,
            symbols: ["A", "^B"],
            lookback: 5,
            maxFailedRatio: 0.2,
          },
        };
        assert.deepEqual(datasetFaults(own), []);
        const table = async (into: string, dataset: Dataset, options: object) => {
          const { error } = await runAt(
            into,
            "2024-03-07T06:00:00Z",
            { date: "2024-03-06", ...options },
            dataset,
          );
          assert.equal(error, undefined);
          return rowsOf(into, "select * from prices order by symbol, date");
        };
        const rows = await table(join(home(), "own"), own, {});
        assert.deepEqual(
          asked.map(({ path }) => path),
          ["/own/A", "/own/%5EB"],
        );
        const shipped = await table(join(home(), "shipped"), prices, {
          sourceUrl: url,
          symbols: ["A", "^B"],
        });
        assert.equal(rows.length, 6);
        assert.deepEqual(rows, shipped);
      },
    ));

  it("that refuses is asked four times in all on a laptop, where the machine does not try again", () =>
    withYahooServer(
      () => ({ status: 429, body: "Too Many Requests" }),
      async ({ url, asked }) => {
        const options = { date: "2024-03-06", sourceUrl: url, symbols: ["A", "B"] };
        const { status, error, steps } = await runAt(home(), "2024-03-07T06:00:00Z", options);
        assert.deepEqual([status, error?.name, asked.length], ["failed", "SourceThrottled", 4]);
        assert.deepEqual(
          steps.map(({ name }) => name),
          ["Ingest"],
        );
      },
    ));
});
