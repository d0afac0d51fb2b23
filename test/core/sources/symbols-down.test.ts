import assert from "node:assert/strict";
import type { YahooSource } from "../../../contract";
import { makeHttpClient } from "../../../core/sources/http-client";
import { makeYahooSource } from "../../../core/sources/yahoo";
import { startYahooServer } from "../../yahoo-server";

const symbols = ["A", "B", "C", "D", "E", "F"];
const source: YahooSource = { kind: "yahoo", symbols, lookback: 5, maxFailedRatio: 0.2, terms: "None." };
const clock = { now: () => new Date(0), sleep: () => Promise.resolve(), random: () => 0.5 };

/** The error of a fetch of all symbols, and who was asked for. */
async function fetchFrom(status: number) {
  const server = await startYahooServer(() => ({ status, body: "down" }));
  try {
    const context = { date: "2024-03-08" };
    const retry = { attempts: 1, firstWait: 0, longestWait: 0 };
    const options = { baseUrl: server.url, retry };
    const made = makeYahooSource(source, { fetch: makeHttpClient(), clock }, context, options);
    const { bytes } = await made.open();
    let error: Error | undefined;
    try {
      for await (const chunk of bytes) assert.ok(chunk);
    } catch (thrown) {
      error = thrown as Error;
    }
    return { error, asked: server.asked.map(({ symbol }) => symbol) };
  } finally {
    await server.close();
  }
}

describe("a source by symbol that answers nothing", () => {
  it("is down, which is asked again later, and no list of bad symbols", async () => {
    const { error } = await fetchFrom(503);
    assert.equal(error?.name, "SourceUnavailable");
  });

  it("is left as soon as the run cannot succeed any more", async () => {
    const { error, asked } = await fetchFrom(404);
    assert.equal(error?.name, "SourceIncomplete");
    assert.deepEqual(asked, ["A", "B"]);
  });
});
