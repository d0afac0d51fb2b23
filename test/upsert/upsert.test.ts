import assert from "node:assert/strict";
import { cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { basePrefix, noBase } from "../../contract/keys";
import { pointers } from "../handlers/pointers";
import { counted } from "../kill/counted";
import { makeFileSource } from "../../local/archive";
import { makeSteps } from "../../local/flow";
import { temporaryHome } from "../local/temporary-home";
import { meters } from "./meters";
import { days, expectedAfter, portsOf, runDay, tableOf, type Day } from "./days";

async function process(home: string, all: readonly Day[]): Promise<void> {
  for (const day of all) {
    const { status, error } = await runDay(home, day);
    assert.ok(["published", "unchanged"].includes(status), `${day.date}: ${status} ${error?.message}`);
  }
}

const [, , , day4, day5] = days as readonly [Day, Day, Day, Day, Day];

describe("an upsert data set on the laptop", function () {
  this.timeout(60_000);
  const home = temporaryHome();

  /** The table as the pointer has it, without a run. */
  const published = async () => {
    const ports = portsOf(home(), day5);
    const all = await pointers(ports.store, "meters");
    return { all, rows: await tableOf({ location: join(home(), all.at(-1)!.location) }) };
  };

  it("publishes the whole merged table each day", async () => {
    for (const [index, day] of days.entries()) {
      const document = await runDay(home(), day);
      assert.deepEqual([document.error, document.status], [undefined, "published"]);
      assert.deepEqual(await tableOf(document), expectedAfter(days.slice(0, index + 1)), day.date);
    }
    const { all } = await published();
    assert.deepEqual(
      all.map(({ run, attempt, merged }) => merged === basePrefix("meters", run, attempt)),
      days.map(() => true),
    );
  });

  for (const order of ["54321", "31524", "2514335", "112233445512"]) {
    it(`ends the same when the days come in the order ${order}`, async () => {
      await process(
        home(),
        [...order].map((number) => days[Number(number) - 1]!),
      );
      assert.deepEqual((await published()).rows, expectedAfter(days));
    });
  }

  it("is not published on a base that it was not merged into", async () => {
    await process(home(), days.slice(0, 2));
    const ports = portsOf(home(), days[2]!);
    const before = (await published()).all;
    const steps = makeSteps(meters, () => makeFileSource(join(home(), `day-${days[0]!.date}.tar`)), ports);
    const input = { date: days[2]!.date, force: true };
    const ingested = await steps.ingest({ run: "wrong", input });
    for (let part = 0; part < ingested.parts; part += 1)
      await steps.convert({ dataset: "meters", run: "wrong", part });
    const { Id } = await steps.transform({ dataset: "meters", run: "wrong", merged: noBase });
    await assert.rejects(steps.publish({ ...ingested, transform: { attempt: Id } }), { name: "BaseDiffers" });
    assert.deepEqual((await published()).all, before);
  });

  it("writes the same merged rows as the same bytes, whatever the order", async () => {
    const bytes: Buffer[] = [];
    for (const [name, order] of [
      ["one", days],
      ["two", [...days].reverse()],
    ] as const) {
      const place = `${home()}/${name}`;
      await mkdir(place);
      await process(place, order);
      const { store } = portsOf(place, day5);
      const chunks: Uint8Array[] = [];
      const current = (await pointers(store, "meters")).at(-1)!;
      for await (const { key } of store.list(current.merged!))
        for await (const chunk of store.get(key)) chunks.push(chunk);
      bytes.push(Buffer.concat(chunks));
    }
    assert.ok(bytes[0]!.length > 0);
    assert.deepEqual(bytes[0], bytes[1]);
  });

  it("merges again what another run published meanwhile", async () => {
    await process(home(), days.slice(0, 3));
    const both = await Promise.all([runDay(home(), day4), runDay(home(), day5)]);
    assert.deepEqual(
      both.map(({ status, error }) => error?.message ?? status),
      ["published", "published"],
    );
    const transforms = both.map(({ steps }) => steps.filter(({ name }) => name === "Transform").length);
    assert.deepEqual(transforms.sort(), [1, 2]);
    assert.deepEqual((await published()).rows, expectedAfter(days));
  });

  it("ends the same when a day is run again after a crash at any moment", async () => {
    await process(home(), days.slice(0, 3));
    let calls = 0;
    let failed = 0;
    const scratch = async (name: string) => {
      const copy = `${home()}-${name}`;
      await cp(home(), copy, { recursive: true });
      return copy;
    };
    await runDay(await scratch("all"), day4, {
      ports: counted(portsOf(`${home()}-all`, day4), (call) => (calls = call)),
    });
    assert.ok(calls > 40);
    for (let last = 1; last <= calls; last += 9) {
      const copy = await scratch(`${last}`);
      const ports = counted(portsOf(copy, day4), (call) => {
        if (call > last) throw new Error("the machine died");
      });
      // In the sweep, which is last, a fault is only told.
      if ((await runDay(copy, day4, { ports })).status === "failed") failed += 1;
      const again = await runDay(copy, day4);
      assert.deepEqual([again.error, again.rows.published > 0], [undefined, true]);
      assert.deepEqual(await tableOf(again), expectedAfter(days.slice(0, 4)), `after ${last} calls`);
      assert.deepEqual(await tableOf(await runDay(copy, day5)), expectedAfter(days), `after ${last} calls`);
    }
    assert.ok(failed > 4, `only ${failed} runs died`);
  });
});
