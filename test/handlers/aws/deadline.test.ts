import assert from "node:assert/strict";
import { withDeadline } from "../../../handlers/aws/deadline";
import type { Clock, Fetch } from "../../../core/run/ports";

const init = {
  method: "GET",
  headers: {},
  redirect: "manual",
  signal: new AbortController().signal,
} as const;
/** A server that never answers. */
const silent: Fetch = (_, { signal }) =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));

function world() {
  let now = 0;
  const clock: Clock = {
    now: () => new Date(now),
    random: () => 0,
    sleep: (milliseconds) => Promise.resolve(void (now += milliseconds)),
  };
  return { fetch: silent, clock };
}

describe("a function's deadline", () => {
  const over = {
    name: "SourceUnavailable",
    message: /within \d+ s, which is what the function has time for/,
  };

  it("ends a request that is still waiting", () =>
    assert.rejects(
      withDeadline(world(), 20, ({ fetch }) => fetch("https://source.test", init)),
      over,
    ));

  it("lets no wait begin that ends after it, and keeps a minute for what follows", () =>
    withDeadline(world(), 14 * 60_000, async ({ clock }) => {
      await clock.sleep(12 * 60_000);
      await clock.sleep(59_000);
      await assert.rejects(clock.sleep(1000), over);
    }));

  it("is not there where nothing ends the function", async () => {
    const ports = world();
    assert.equal(await withDeadline(ports, undefined, (given) => Promise.resolve(given)), ports);
  });
});
