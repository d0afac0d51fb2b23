import assert from "node:assert/strict";
import type { ObjectStore } from "../../../core/run/ports";
import { keysOf, streamOf, textOf } from "../../local/temporary-home";
import { against, refused, useCredentials, xml, type Asked } from "./stand-in";

const create = (store: ObjectStore) => store.create("state/1.json", Buffer.from("own"));
const get = (store: ObjectStore) => textOf(store.get("raw/a"));
const listing = (...keys: string[]) =>
  xml(
    `<ListBucketResult>${keys.map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`).join("")}</ListBucketResult>`,
  );
const isList = ({ url }: Asked) => url.includes("list-type=2");

describe("the store over a bucket: refused", () => {
  useCredentials();

  for (const [title, list, name] of [
    ["and not listed is not there", listing(), "NoSuchKey"],
    ["and another listed that begins alike is not there", listing("raw/a/b"), "NoSuchKey"],
    ["and listed may not be read", listing("raw/a"), "AccessDenied"],
    ["and no listing may not be read", refused(403, "AccessDenied"), "AccessDenied"],
  ] as const)
    it(`an object refused ${title}`, async () => {
      const answer = (asked: Asked) => (isList(asked) ? list : refused(403, "AccessDenied"));
      const read = await against(answer, get);
      assert.equal(read.error?.name, name);
      const looked = await against(answer, (store) => store.head("raw/a"));
      assert.equal(looked.error?.name, name === "NoSuchKey" ? undefined : name);
      assert.equal(looked.result, undefined);
    });

  it("names action and key in what is denied", async () => {
    const answer = (asked: Asked) => (isList(asked) ? listing("raw/a") : refused(403, "AccessDenied"));
    assert.match(
      (await against(answer, get)).error?.message ?? "",
      /s3:GetObject on s3:\/\/lake\/raw\/a is denied/,
    );
    const put = await against(answer, (store) => store.put("raw/a", streamOf("x")));
    assert.match(put.error?.message ?? "", /s3:PutObject on s3:\/\/lake\/raw\/a is denied/);
    const list = await against(
      () => refused(403, "AccessDenied"),
      (store) => keysOf(store, "raw/"),
    );
    assert.match(list.error?.message ?? "", /s3:ListBucket on s3:\/\/lake\/raw\/ is denied/);
  });

  for (const [status, code] of [
    [503, "SlowDown"],
    [500, "InternalError"],
    [400, "RequestTimeout"],
  ] as const)
    it(`calls ${status} ${code} by the name that the state machine tries again`, async () => {
      const { error } = await against(() => refused(status, code), get);
      assert.equal(error?.name, "StoreUnavailable");
    });

  it("calls a connection that fails by the same name, and anything else StoreFailed", async () => {
    assert.equal((await against(() => ({ cutAfter: -1 }), create)).error?.name, "StoreUnavailable");
    assert.equal((await against(() => refused(400, "InvalidArgument"), create)).error?.name, "StoreFailed");
  });

  it("tries once more by itself", async () => {
    const { result } = await against(
      (_, number) => (number === 1 ? refused(500, "InternalError") : { body: "x" }),
      get,
      2,
    );
    assert.equal(result, "x");
  });

  for (const [code, name] of [
    ["AccessDenied", "AccessDenied"],
    ["InternalError", "StoreUnavailable"],
  ] as const)
    it(`throws ${name} for a key that was not deleted with ${code}`, async () => {
      const body = `<DeleteResult><Error><Key>raw/b</Key><Code>${code}</Code><Message>no</Message></Error></DeleteResult>`;
      const reply = { headers: { "content-type": "application/xml" }, body };
      const { error } = await against(
        () => reply,
        (store) => store.delete(["raw/a", "raw/b"]),
      );
      assert.equal(error?.name, name);
      assert.match(error.message, /s3:DeleteObject on s3:\/\/lake\/raw\/b/);
    });
});
