import assert from "node:assert/strict";
import { temporaryHome } from "../local/temporary-home";
import { flipBits, makeStore } from "./store";

describe("flipped bits of a store", () => {
  const home = temporaryHome();

  it("are found by verify, each of 1,000, or change no answer", async () => {
    await makeStore(home(), { analysis: true });
    const { found } = await flipBits(home(), 1_000, 11);
    assert.ok(found >= 980, `${found} of 1000`);
  });
});
