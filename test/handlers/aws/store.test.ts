import assert from "node:assert/strict";
import { ListMultipartUploadsCommand } from "@aws-sdk/client-s3";
import { makeClients } from "./clients";
import { makeBucketStore } from "../../../handlers/aws/bucket-store";
import { partBytes } from "../../../handlers/aws/bucket-write";
import { keysOf, streamOf, textOf } from "../../local/temporary-home";
import { useMinistack } from "../../ministack";
import { storeSuite } from "../../store-suite";
import { newBucket, stillClock } from "./bucket";

/** So many bytes in chunks of 1 MiB; each byte tells its MiB. */
async function* mebibytes(count: number): AsyncGenerator<Uint8Array> {
  for (let number = 0; number < count; number++) yield await Promise.resolve(Buffer.alloc(1 << 20, number));
}

async function* broken(count: number): AsyncGenerator<Uint8Array> {
  yield* mebibytes(count);
  throw new Error("connection lost");
}

describe("the store over a bucket", () => {
  useMinistack();

  storeSuite(async () => (await newBucket()).store, 8);

  const uploads = async (name: string) =>
    (await makeClients().s3.send(new ListMultipartUploadsCommand({ Bucket: name }))).Uploads ?? [];

  it("puts what is longer than a part in parts, in their order", async () => {
    const { store } = await newBucket();
    assert.equal(await store.put("raw/big", mebibytes(17)), 17 << 20);
    let at = 0;
    for await (const chunk of store.get("raw/big"))
      for (const byte of chunk) if (byte !== at++ >> 20) assert.fail(`byte ${at - 1} is ${byte}`);
    assert.equal(at, 17 << 20);
  });

  it("puts exactly one part's bytes", async () => {
    const { store } = await newBucket();
    assert.equal(await store.put("raw/big", mebibytes(partBytes >> 20)), partBytes);
    assert.deepEqual(await store.head("raw/big"), { size: partBytes });
  });

  it("states the checksum that it keeps of an object", async () => {
    const { store } = await newBucket();
    await store.put("raw/small", streamOf("123456789"));
    await store.create("state/one", Buffer.from("123456789"));
    assert.deepEqual(await store.stated!("raw/small"), ["crc32:cbf43926"]);
    assert.deepEqual(await store.stated!("state/one"), ["crc32:cbf43926"]);
  });

  it("aborts the upload when the stream throws after parts are sent, with the stream's own error", async () => {
    const { name, store } = await newBucket();
    await assert.rejects(store.put("raw/big", broken(9)), { message: "connection lost" });
    assert.deepEqual(await keysOf(store, ""), []);
    assert.deepEqual(await uploads(name), []);
  });

  it("goes on to the next object where the reader stopped early", async () => {
    const { store } = await newBucket();
    await store.put("raw/big", mebibytes(2));
    await store.put("raw/small", streamOf("small"));
    for await (const chunk of store.get("raw/big")) if (chunk.length) break;
    assert.equal(await textOf(store.get("raw/small")), "small");
  });

  it("says which bucket is missing", async () => {
    const { s3 } = makeClients();
    const store = makeBucketStore(s3, "no-such-bucket-here", stillClock);
    await assert.rejects(store.put("a", streamOf("x")), {
      name: "StoreFailed",
      message: /no-such-bucket-here.*NoSuchBucket/,
    });
    await assert.rejects(textOf(store.get("a")), { name: "StoreFailed", message: /NoSuchBucket/ });
  });
});
