import assert from "node:assert/strict";
import { asOf, type Traded } from "../local/prices-world";
import { startYahooServer } from "../yahoo-server";
import { start, withHome } from "./command";

const traded: Traded[] = [
  { day: "2024-03-04", close: 10 },
  { day: "2024-03-05", close: 11 },
  { day: "2024-03-06", close: 12 },
];

describe("data-flow run prices, at the pace of the source", function () {
  it("fetches the symbols that are named, and names those that fail", async () => {
    const server = await startYahooServer((question) =>
      question.symbol === "NONE" ? undefined : asOf(traded, "2024-03-06", question),
    );
    try {
      await withHome(async (home) => {
        const words = [
          "run",
          "prices",
          "--source-url",
          server.url,
          "--symbols",
          "A,B,C,D,NONE",
          "--date",
          "2024-03-06",
        ];
        const { code, stdout } = await start(home, words, { DATA_FLOW_ACCEPT_TERMS: "1" }).done;
        assert.equal(code, 0);
        assert.match(stdout, /Failed symbols: NONE\./);
        assert.deepEqual(
          server.asked.map(({ symbol }) => symbol),
          ["A", "B", "C", "D", "NONE"],
        );
      });
    } finally {
      await server.close();
    }
  });
});
