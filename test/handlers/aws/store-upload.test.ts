import assert from "node:assert/strict";
import type { ObjectStore } from "../../../core/run/ports";
import { keysOf } from "../../local/temporary-home";
import { against, refused, useCredentials, xml, type Asked, type Reply } from "./stand-in";

describe("the store over a bucket: uploads in parts", () => {
  useCredentials();
  let closed = false;
  async function* endless() {
    closed = false;
    try {
      for (;;) yield await Promise.resolve(Buffer.alloc(1 << 20));
    } finally {
      closed = true;
    }
  }
  async function* parts() {
    for (let i = 0; i < 9; i++) yield await Promise.resolve(Buffer.alloc(1 << 20));
  }
  /** Takes an upload; what `play` returns changes an answer. */
  const upload =
    (play: (asked: Asked) => Reply | undefined) =>
    (asked: Asked): Reply =>
      play(asked) ??
      (asked.url.includes("uploads")
        ? xml("<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>")
        : asked.method === "POST"
          ? xml("<CompleteMultipartUploadResult/>")
          : { headers: { etag: '"p"' } });
  const put = (bytes: () => AsyncIterable<Uint8Array>) => (store: ObjectStore) => store.put("raw/a", bytes());

  it("states size and checksum of the whole", async () => {
    const { asked, result } = await against(
      upload(() => undefined),
      put(parts),
    );
    assert.equal(result, 9 << 20);
    assert.equal(asked[0]?.headers["x-amz-checksum-type"], "FULL_OBJECT");
    assert.equal(asked.at(-1)?.headers["x-amz-mp-object-size"], String(9 << 20));
  });

  it("stops reading, closes the source and aborts when a part fails", async () => {
    const { asked, error } = await against(
      upload(({ url }) => (url.includes("partNumber=2") ? refused(400, "InvalidRequest") : undefined)),
      put(endless),
    );
    assert.equal(error?.name, "StoreFailed");
    assert.equal(closed, true);
    assert.equal(asked.at(-1)?.method, "DELETE");
    assert.match(asked.at(-1)?.url ?? "", /uploadId=u1/);
  });

  it("closes the source when the upload cannot begin", async () => {
    const { error } = await against(() => refused(403, "AccessDenied"), put(endless));
    assert.equal(error?.name, "AccessDenied");
    assert.equal(closed, true);
  });

  it("tells the part's failure although the abort fails too", async () => {
    const { error } = await against(
      upload(({ url, method }) =>
        method === "DELETE" || url.includes("partNumber=1") ? refused(503, "SlowDown") : undefined,
      ),
      put(endless),
    );
    assert.match(error?.message ?? "", /s3:PutObject on s3:\/\/lake\/raw\/a .*SlowDown/);
  });

  for (const [size, name] of [
    [9 << 20, undefined],
    [5, "StoreFailed"],
  ] as const)
    it(`finds an object of ${size} bytes where the answer to the last call was lost: ${name ?? "done"}`, async () => {
      let completed = 0;
      const { error } = await against(
        upload(({ method, url }) => {
          if (method === "HEAD") return { headers: { etag: '"x-2"', "content-length": String(size) } };
          if (method !== "POST" || url.includes("uploads")) return undefined;
          return ++completed === 1 ? { cutAfter: -1 } : refused(404, "NoSuchUpload");
        }),
        put(parts),
        2,
      );
      assert.equal(error?.name, name);
    });
});

describe("the store over a bucket: many keys", () => {
  useCredentials();

  it("lists page after page", async () => {
    const page = (more: string, key: string): Reply => ({
      headers: { "content-type": "application/xml" },
      body: `<ListBucketResult>${more}<Contents><Key>${key}</Key><Size>1</Size></Contents></ListBucketResult>`,
    });
    const { asked, result } = await against(
      ({ url }) =>
        url.includes("continuation-token=next")
          ? page("<IsTruncated>false</IsTruncated>", "f/2")
          : page("<IsTruncated>true</IsTruncated><NextContinuationToken>next</NextContinuationToken>", "f/1"),
      (store) => keysOf(store, "f/"),
    );
    assert.deepEqual(result, ["f/1", "f/2"]);
    assert.equal(asked.length, 2);
  });

  it("deletes a thousand keys a call", async () => {
    const keys = Array.from({ length: 2_001 }, (_, number) => `f/${number}`);
    const { asked } = await against(
      () => ({ headers: { "content-type": "application/xml" }, body: "<DeleteResult/>" }),
      (store) => store.delete(keys),
    );
    assert.deepEqual(
      asked.map(({ body }) => body.toString().split("<Key>").length - 1),
      [1_000, 1_000, 1],
    );
  });
});
