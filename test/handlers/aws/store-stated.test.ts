import assert from "node:assert/strict";
import { standIn, useCredentials } from "./stand-in";

describe("the store over a bucket: checksums that S3 keeps", () => {
  useCredentials();

  const answers: readonly (readonly [
    what: string,
    headers: Record<string, string>,
    stated: readonly string[],
  ])[] = [
    ["CRC-32 of a whole object", { crc32: "y/Q5Jg==", type: "FULL_OBJECT" }, ["crc32:cbf43926"]],
    ["of one that says no type", { crc32: "y/Q5Jg==" }, ["crc32:cbf43926"]],
    [
      "S3's own, of what came without",
      { crc64nvme: "rosUhgylPIA=", type: "FULL_OBJECT" },
      ["crc64nvme:ae8b14860ca53c80"],
    ],
    ["of parts", { crc32: "y/Q5Jg==-2", type: "COMPOSITE" }, []],
    ["of parts that say no type", { crc32: "y/Q5Jg==-2" }, []],
    ["none", {}, []],
  ];
  for (const [what, checksums, stated] of answers)
    it(`are stated: ${what}`, async () => {
      const server = await standIn(() => ({
        headers: Object.fromEntries(
          Object.entries(checksums).map(([name, text]) => [`x-amz-checksum-${name}`, text]),
        ),
      }));
      try {
        assert.deepEqual(await server.store().stated!("processed/a"), stated);
        assert.equal(server.asked[0]?.headers["x-amz-checksum-mode"], "ENABLED");
      } finally {
        await server.close();
      }
    });

  it("fail by name where they may not be read", async () => {
    const server = await standIn(() => ({ status: 403 }));
    try {
      await assert.rejects(server.store().stated!("processed/a"), {
        name: "AccessDenied",
        message: /processed\/a/,
      });
    } finally {
      await server.close();
    }
  });
});
