import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { withBadRecords } from "../../bench/workloads/bad-records";
import { events } from "../../bench/workloads/events";
import { generatedMhealth } from "../../bench/workloads/mhealth";
import { text } from "../../bench/workloads/text";
import { wide } from "../../bench/workloads/wide";
import type { Workload } from "../../bench/workloads/workload";

async function contentOf(workload: Workload): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of workload.bytes()) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

describe("the benchmark's files", () => {
  const hashes = {
    events: [events(500), "3740f99780c538bf"],
    text: [text(500), "7b33774a1a0c9c3f"],
    wide: [wide(5), "e77c0a75ad5326f5"],
  } as const;
  for (const [name, [workload, hash]] of Object.entries(hashes))
    it(`are the same on every machine: ${name}`, async () => {
      const content = await contentOf(workload);
      assert.equal(createHash("sha256").update(content).digest("hex").slice(0, 16), hash);
    });

  it("have what makes text hard", async () => {
    const content = await contentOf(text(500));
    for (const part of ['""', "\nof the address", "東京", ", no. ", ",,", ":18.", "-", "9007199254740993"])
      assert.ok(content.includes(part), part);
  });

  it("have 2,000 columns where they are wide", async () => {
    const [header, ...lines] = (await contentOf(wide(3))).trimEnd().split("\n");
    assert.equal(header!.split(",").length, 2_000);
    assert.deepEqual(
      lines.map((line) => line.split(",").length),
      [2_000, 2_000, 2_000],
    );
  });

  it("have one bad record in so many, and keep the others", async () => {
    const good = (await contentOf(generatedMhealth(1_000))).split("\n");
    const bad = (await contentOf(withBadRecords(generatedMhealth(1_000), 100))).split("\n");
    assert.equal(bad.length, good.length);
    const spoilt = good.flatMap((line, number) => (bad[number] === line ? [] : [number]));
    assert.deepEqual(
      spoilt,
      Array.from({ length: 10 }, (_, index) => 100 * (index + 1)),
    );
  });
});
