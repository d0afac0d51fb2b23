import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sharedData } from "../shared-data";
import { withYahooServer, type ChartPlay } from "../yahoo-server";
import { asOf, rowsOf, runAt } from "./prices-world";
import { temporaryHome } from "./temporary-home";

interface Transcribed {
  readonly case: string;
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

interface Recorded {
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, readonly string[]>>;
    readonly body?: string;
    readonly bodyJson?: unknown;
  };
}

/** What each of them means for the symbol that is answered so. */
const ends: Readonly<Record<string, string>> = {
  "unknown or delisted symbol": "SourceNotFound",
  "range too old for an intraday interval": "SourceUnexpected",
  "rate limited (plain text, not JSON)": "SourceThrottled",
  "rate limited at the edge (plain text, not JSON)": "SourceThrottled",
  "crumb wanted but wrong or missing (v7/v10 endpoints, not v8 chart)": "SourceUnauthorized",
  "service down page": "SourceUnavailable",
  "recorded-400-search-missing-parameter.json": "SourceUnexpected",
  "recorded-400-v7-download-no-data-in-range.json": "SourceUnexpected",
  "recorded-404-quoteSummary-bad-symbol.json": "SourceNotFound",
};

function playsIn(folder: string): Readonly<Record<string, ChartPlay>> {
  const read = (name: string) => JSON.parse(readFileSync(join(folder, name), "utf8")) as unknown;
  const transcribed = (read("transcribed-chart-errors.json") as Transcribed[]).map(
    ({ case: name, status, contentType, body }) => [name, { status, type: contentType, body }] as const,
  );
  const recorded = readdirSync(folder)
    .filter((name) => name.startsWith("recorded-"))
    .map((name) => {
      const { status, headers, body, bodyJson } = (read(name) as Recorded).response;
      const type = headers["content-type"]?.[0] ?? "";
      return [name, { status, type, body: body ?? JSON.stringify(bodyJson) }] as const;
    });
  return Object.fromEntries([...transcribed, ...recorded]);
}

describe("the errors of the source, each through a whole run", function () {
  const home = temporaryHome();
  const traded = [{ day: "2024-03-06", close: 12 }];

  it("are all known here", function () {
    const plays = playsIn(sharedData(this, "market", "yahoo-errors"));
    assert.deepEqual(Object.keys(plays).sort(), Object.keys(ends).sort());
  });

  for (const [what, name] of Object.entries(ends))
    it(`${what}: ${name === "SourceThrottled" ? "the run fails" : "the symbol fails, the rest is published"}`, async function () {
      const play = playsIn(sharedData(this, "market", "yahoo-errors"))[what]!;
      await withYahooServer(
        (question) => (question.symbol === "C" ? play : asOf(traded, "2024-03-06", question)),
        async ({ url }) => {
          const options = { date: "2024-03-06", sourceUrl: url, symbols: ["A", "B", "C", "D", "E"] };
          const run = await runAt(home(), "2024-03-07T06:00:00Z", options);
          if (name === "SourceThrottled") {
            assert.deepEqual([run.status, run.error?.name, run.location], ["failed", name, null]);
            return;
          }
          assert.deepEqual([run.error, run.status], [undefined, "published"]);
          assert.deepEqual(
            run.failed?.map(({ symbol, error }) => [symbol, error]),
            [["C", name]],
          );
          assert.deepEqual((await rowsOf(home(), "select symbol from prices order by 1")).flat(), [
            "A",
            "B",
            "D",
            "E",
          ]);
          const all = await runAt(home(), "2024-03-07T07:00:00Z", {
            ...options,
            symbols: ["C"],
            force: true,
          });
          assert.equal(all.status, "failed", "where no symbol is left, the run fails");
        },
      );
    });
});
