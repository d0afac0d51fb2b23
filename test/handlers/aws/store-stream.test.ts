import assert from "node:assert/strict";
import type { ObjectStore } from "../../../core/run/ports";
import { textOf } from "../../local/temporary-home";
import { against, checksum, refused, useCredentials, type Asked, type Reply } from "./stand-in";

const get = (store: ObjectStore) => textOf(store.get("raw/a"));

describe("the store over a bucket: streams", () => {
  useCredentials();
  const whole = "0123456789".repeat(100);
  const etag = '"e1"';

  /** Serves ranges of `whole`; `cut` says after how many bytes an answer breaks. */
  const serve =
    (cut: (number: number) => number | undefined) =>
    (asked: Asked, number: number): Reply => {
      const [, from, to] = /bytes=(\d+)-(\d*)/.exec(asked.headers.range ?? "") ?? [];
      const body = whole.slice(Number(from ?? 0), to ? Number(to) + 1 : undefined);
      const cutAfter = cut(number);
      return {
        status: from ? 206 : 200,
        headers: { etag },
        body,
        ...(cutAfter === undefined ? {} : { cutAfter }),
      };
    };

  it("goes on by range, of the same object, where the connection broke", async () => {
    const { asked, result } = await against(
      serve((number) => (number < 3 ? 100 : undefined)),
      get,
    );
    assert.equal(result, whole);
    assert.deepEqual(
      asked.map(({ headers }) => [headers.range, headers["if-match"]]),
      [
        [undefined, undefined],
        ["bytes=100-", etag],
        ["bytes=200-", etag],
      ],
    );
  });

  it("goes on within the range that was asked for", async () => {
    const { asked, result } = await against(
      serve((number) => (number === 1 ? 50 : undefined)),
      (store) => textOf(store.get("raw/a", { start: 10, end: 130 })),
    );
    assert.equal(result, whole.slice(10, 130));
    assert.equal(asked[1]?.headers.range, "bytes=60-129");
  });

  it("gives up where it breaks again and again", async () => {
    const { asked, error } = await against(
      serve(() => 1),
      get,
    );
    assert.equal(error?.name, "StoreUnavailable");
    assert.equal(asked.length, 6);
  });

  it("does not go on with another object", async () => {
    const { error } = await against(
      (asked, number) => (number === 1 ? serve(() => 100)(asked, 1) : refused(412, "PreconditionFailed")),
      get,
    );
    assert.equal(error?.name, "StoreChanged");
  });

  it("refuses a whole object without its checksum", async () => {
    const headers = { etag, "x-amz-checksum-crc32": checksum("something else") };
    const { error } = await against(() => ({ headers, body: whole }), get);
    assert.equal(error?.name, "StoreDamaged");
    const good = { etag, "x-amz-checksum-crc32": checksum(whole) };
    assert.equal((await against(() => ({ headers: good, body: whole }), get)).result, whole);
  });
});
