import assert from "node:assert/strict";
import type { RunDocument } from "../../local/run";
import { asOf, type Traded } from "../local/prices-world";
import { startYahooServer } from "../yahoo-server";
import { queryJson, start, withHome } from "./command";

const traded: Traded[] = [
  { day: "2024-03-04", close: 10 },
  { day: "2024-03-05", close: 11 },
  { day: "2024-03-06", close: 12 },
];

describe("data-flow run prices", function () {
  it("makes up securities that are called so, with no network, and shows rows per symbol", () =>
    withHome(async (home) => {
      const { code, stdout } = await start(home, ["run", "prices", "--rows", "300"]).done;
      assert.equal(code, 0);
      assert.match(stdout, /GENERATED data/);
      assert.match(stdout, /Rows per symbol:[^]*GEN-STEADY .* 100\n/);
      const rows = await queryJson<{ d: number; s: number }>(
        home,
        "select count(dividend) as d, count(split_ratio) as s from prices",
      );
      assert.deepEqual(rows, [{ d: 1, s: 1 }]);
    }));

  it("fetches nothing before the terms are accepted, and says what they are", () =>
    withHome(async (home) => {
      for (const command of [
        ["run", "prices", "--live"],
        ["backfill", "prices", "--from", "2024-03-04", "--to", "2024-03-05"],
      ]) {
        const { code, stderr } = await start(home, command).done;
        assert.equal(code, 2);
        assert.match(stderr, /Yahoo's terms of service[^]*--accept-terms/);
      }
    }));

  it("is not fetched step by step either before its terms are accepted", async () => {
    await withHome(async (home) => {
      const words = ["invoke", "ingest", "--dataset", "prices", "--live"];
      const { code, stderr } = await start(home, words, { DATA_FLOW_ACCEPT_TERMS: "0" }).done;
      assert.equal(code, 2);
      assert.match(stderr, /--accept-terms/);
    });
  });

  it("fills a span as one run", async () => {
    const server = await startYahooServer((question) => asOf(traded, "2024-03-06", question));
    try {
      await withHome(async (home) => {
        const words = ["prices", "--symbols", "A", "--source-url", server.url, "--accept-terms", "--json"];
        const span = ["--from", "2024-03-04", "--to", "2024-03-05"];
        const { code, stdout } = await start(home, ["backfill", ...words, ...span]).done;
        const document = JSON.parse(stdout) as RunDocument;
        assert.deepEqual([code, document.status, document.rows.published], [0, "published", 2]);
        assert.equal(server.asked.length, 1);
      });
    } finally {
      await server.close();
    }
  });

  it("is the only one of the data sets that takes symbols", () =>
    withHome(async (home) => {
      assert.equal((await start(home, ["run", "mhealth", "--symbols", "A"]).done).code, 2);
      const backfill = ["backfill", "mhealth", "--from", "2024-03-04", "--to", "2024-03-05"];
      const { code, stderr } = await start(home, backfill).done;
      assert.equal(code, 2);
      assert.match(stderr, /To fetch all of it: npm run data-flow -- run mhealth --live\./);
    }));
});
