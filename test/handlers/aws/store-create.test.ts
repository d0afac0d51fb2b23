import assert from "node:assert/strict";
import type { ObjectStore } from "../../../core/run/ports";
import { against, checksum, refused, useCredentials } from "./stand-in";

const create = (store: ObjectStore) => store.create("state/1.json", Buffer.from("own"));

describe("the store over a bucket: creating", () => {
  useCredentials();

  it("asks for a new object, with a checksum", async () => {
    const { asked, result } = await against(() => ({}), create);
    assert.equal(result, true);
    assert.equal(asked[0]?.headers["if-none-match"], "*");
    assert.equal(asked[0]?.headers["x-amz-checksum-crc32"], checksum("own"));
  });

  it("tries again while another writes", async () => {
    const busy = refused(409, "ConditionalRequestConflict");
    const { asked, result } = await against((_, number) => (number < 3 ? busy : {}), create);
    assert.equal(result, true);
    assert.equal(asked.length, 3);
  });

  it("gives up after eight conflicts, by a name that is tried again later", async () => {
    const { asked, error } = await against(() => refused(409, "ConditionalRequestConflict"), create);
    assert.equal(error?.name, "StoreUnavailable");
    assert.equal(asked.length, 8);
  });

  it("loses without a look where it asked only once, even if the same lies there", async () => {
    const { asked, result } = await against(
      ({ method }) => (method === "GET" ? { body: "own" } : refused(412, "PreconditionFailed")),
      create,
    );
    assert.equal(result, false);
    assert.equal(asked.length, 1);
  });

  for (const [lies, won] of [
    ["own", true],
    ["another's", false],
  ] as const)
    it(`finds ${lies} bytes behind a lost answer: ${won}`, async () => {
      const { result } = await against(
        ({ method }, number) =>
          method === "GET"
            ? { body: lies }
            : number === 1
              ? { cutAfter: -1 }
              : refused(412, "PreconditionFailed"),
        create,
        2,
      );
      assert.equal(result, won);
    });
});
