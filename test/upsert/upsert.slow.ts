import assert from "node:assert/strict";
import { cp, mkdir } from "node:fs/promises";
import { counted } from "../kill/counted";
import { pointers } from "../handlers/pointers";
import { temporaryHome } from "../local/temporary-home";
import { days, expectedAfter, portsOf, publishedIn, runDay, runDays, tableOf, type Day } from "./days";

const [, , , day4, day5] = days as readonly [Day, Day, Day, Day, Day];

describe("an upsert data set on the laptop, at length", function () {
  const home = temporaryHome();

  for (const order of ["54321", "31524", "112233445512"]) {
    it(`ends the same when the days come in the order ${order}`, async () => {
      await runDays(
        home(),
        [...order].map((number) => days[Number(number) - 1]!),
      );
      assert.deepEqual((await publishedIn(home())).rows, expectedAfter(days));
    });
  }

  it("writes the same merged rows as the same bytes, whatever the order", async () => {
    const bytes: Buffer[] = [];
    for (const [name, order] of [
      ["one", days],
      ["two", [...days].reverse()],
    ] as const) {
      const place = `${home()}/${name}`;
      await mkdir(place);
      await runDays(place, order);
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

  it("ends the same when a day is run again after a crash at any moment", async () => {
    await runDays(home(), days.slice(0, 3));
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
