import assert from "node:assert/strict";
import type { RunInput } from "../../../handlers/ingest/input";
import type { Source } from "../../../core/sources/source";
import { csv, day, sourceOf, world } from "./world";

describe("ingest that fails", () => {
  it("shows first lines and layouts when no file fits", async () => {
    const { ingest } = world();
    await assert.rejects(ingest(sourceOf("towns.csv", "town;people\nA;1\n").source, "r1"), (error: Error) => {
      assert.equal(error.name, "NoLayoutFits");
      assert.match(error.message, /towns\.csv: town;people/);
      assert.match(error.message, /plain: path matches .* header has city, people/);
      return true;
    });
  });

  for (const [what, name, bytes, advice] of [
    [
      "meant for no layout",
      "towns.txt",
      "town\n",
      "Add a layout to datasets/cities.ts, or give the right archive.",
    ],
    [
      "without a column",
      "towns.csv",
      "city\nA\n",
      "Fix the file or its layout in datasets/cities.ts, add a layout there, or give the right archive.",
    ],
    ["that is empty", "towns.csv", "", "Fix the file, then run again."],
    [
      "that is not UTF-8",
      "towns.csv",
      Buffer.from("city,people\xe9\n", "latin1"),
      "Fix the file or its layout in datasets/cities.ts, add a layout there, or give the right archive.",
    ],
  ] as const) {
    it(`advises what mends a file ${what}`, async () => {
      const { ingest } = world();
      await assert.rejects(ingest(sourceOf(name, bytes).source, "r1"), (error: Error) => {
        assert.equal(error.message.split("\n").at(-1), advice);
        return true;
      });
    });
  }

  it("takes its raw objects with it when nothing fits", async () => {
    const { ingest, keys } = world();
    await assert.rejects(ingest(sourceOf("towns.csv", "town;people\nA;1\n").source, "r1"));
    assert.deepEqual(await keys(), ["state/cities/runs/r1/started.json"]);
  });

  it("sweeps what failed runs left behind, though none was ever published", async () => {
    const { ingest, keys, pass } = world();
    const broken = () => ingest(sourceOf("towns.csv", "town\n").source, `r${passed}`);
    let passed = 0;
    for (; passed < 3; passed += 1) {
      await assert.rejects(broken());
      pass(31);
    }
    assert.deepEqual(await keys(), ["state/cities/runs/r2/started.json"]);
  });

  it("gives up when it takes so long that a sweep takes it for dead, and leaves no raw file", async () => {
    for (const [hours, expired] of [
      [22.9, false],
      [23, true],
    ] as const) {
      const { ingest, keys, pass } = world();
      const { source } = sourceOf("cities.csv", csv);
      const open: Source["open"] = async () => {
        const opened = await source.open();
        pass(hours / 24);
        return opened;
      };
      const ended = await ingest({ ...source, open }, "r1").catch((error: Error) => error.name);
      assert.equal(ended === "IngestExpired", expired, `after ${hours} hours`);
      assert.equal((await keys()).includes("state/cities/runs/r1/manifest.json"), !expired);
      assert.equal(
        (await keys()).some((key) => key.startsWith("raw/")),
        !expired,
      );
    }
  });

  it("gives up when its run was removed meanwhile", async () => {
    const { ingest, store } = world();
    const { source } = sourceOf("cities.csv", csv);
    const open: Source["open"] = async () => {
      await store.delete(["state/cities/runs/r1/started.json"]);
      return source.open();
    };
    await assert.rejects(ingest({ ...source, open }, "r1"), {
      name: "IngestExpired",
      message: /cities, run r1: it started so long ago that it was removed/,
    });
  });

  for (const [what, run, input] of [
    ["a run with a slash", "a/b", day],
    ["a bad ratio that is a text", "r1", { ...day, maxBadRatio: "lots" }],
    ["a bad ratio above 1", "r1", { ...day, maxBadRatio: 2 }],
    ["parts of no byte", "r1", { ...day, partBytes: 0 }],
    ["no input", "r1", null],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { ingest, keys } = world();
      await assert.rejects(ingest(sourceOf("cities.csv", csv).source, run, input as unknown as RunInput), {
        name: "InvalidInput",
      });
      assert.deepEqual(await keys(), []);
    });
  }

  it("writes no manifest when the source breaks off", async () => {
    const { ingest, keys } = world();
    const source: Source = {
      ...sourceOf("cities.csv", csv).source,
      open: () => {
        async function* broken() {
          yield Buffer.from(csv);
          await Promise.reject(Object.assign(new Error("cut"), { name: "SourceDamaged" }));
        }
        return Promise.resolve({ name: "cities.csv", bytes: broken() });
      },
    };
    await assert.rejects(ingest(source, "r1"), { name: "SourceDamaged" });
    assert.deepEqual(
      (await keys()).filter((key) => !key.endsWith("started.json")),
      [],
    );
  });
});
