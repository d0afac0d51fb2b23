import assert from "node:assert/strict";
import { loadManifestKey, processedPrefix } from "../../../contract/keys";
import type { LoadAnswer } from "../../../handlers/load";
import { readJson } from "../../../core/run/state";
import { temporaryHome } from "../../local/temporary-home";
import { openWorld, type World } from "./world";

const columns = { symbol: "string", close: "double" } as const;
const first = { number: 1, columns, files: ["values ('AAPL', 1.5), ('MSFT', 2.5)"] };
const second = { number: 2, columns, files: ["values ('AAPL', 1.75), ('MSFT', 2.5), ('NVDA', 9)"] };

describe("Load, its SQL on PostgreSQL", () => {
  const home = temporaryHome();
  let world: World;
  beforeEach(async () => {
    world = await openWorld(home());
  });

  const transactions = () =>
    world.warehouse.batches.filter(({ statements }) => statements[0]!.startsWith("LOCK"));

  it("makes the table and fills it with the published run", async () => {
    await world.publish(first);
    const { answer } = await world.run();
    assert.deepEqual(answer, { status: "loaded", number: 1, rows: 2 });
    assert.deepEqual(await world.rows(), [
      { symbol: "AAPL", close: 1.5 },
      { symbol: "MSFT", close: 2.5 },
    ]);
    const { rows } = await world.warehouse.database.query(
      `SELECT "number", "run", "attempt", "date"::text, "rows", "started_at"::text FROM "_runs_prices"`,
    );
    assert.deepEqual(rows, [
      {
        number: 1,
        run: "run-1",
        attempt: "a1",
        date: "2026-02-28",
        rows: 2,
        started_at: "2026-03-01 08:00:00",
      },
    ]);
  });

  it("replaces the rows by those of the next run", async () => {
    await world.publish(first);
    await world.run();
    await world.publish(second);
    assert.deepEqual((await world.run()).answer, { status: "loaded", number: 2, rows: 3 });
    assert.deepEqual(
      (await world.rows()).map(({ close }) => close),
      [1.75, 2.5, 9],
    );
    assert.deepEqual(await world.numbers(), [1, 2]);
  });

  it("finds that the run is loaded, and sends nothing but the question", async () => {
    await world.publish(first);
    await world.run();
    assert.deepEqual((await world.run()).answer, { status: "unchanged", number: 1, rows: 2 });
    assert.equal(transactions().length, 1);
    assert.equal(world.warehouse.batches.length, 3);
  });

  it("runs nothing twice when a call is repeated", async () => {
    await world.publish(first);
    const asked = await world.call({ status: "begin" });
    assert.deepEqual(await world.call({ status: "begin" }), asked);
    const sent = await world.call(asked);
    assert.deepEqual(await world.call(asked), sent);
    assert.deepEqual(await world.call(sent), await world.call(sent));
    assert.equal(world.warehouse.batches.length, 2);
  });

  it("says that nothing is published", async () => {
    await assert.rejects(world.run(), { name: "NothingPublished", message: /^prices: no run/ });
    assert.equal(world.warehouse.batches.length, 0);
  });

  it("waits ever longer, up to half a minute, and answers in few words", async () => {
    await world.publish(first);
    world.warehouse.slowness = 7;
    const { waits, answer } = await world.run();
    assert.equal(answer.status, "loaded");
    const growing = [1, 2, 4, 8, 16, 30, 30, 30];
    assert.deepEqual(waits, [...growing, ...growing]);
    const asked = await world.call({ status: "begin" }, { run: "another" });
    assert.ok(JSON.stringify(asked).length < 500);
  });

  describe("that does not end within an hour", () => {
    beforeEach(async () => {
      await world.publish(first);
      await world.run();
      await world.publish(second);
      world.warehouse.slowness = Infinity;
    });
    const closes = async () => (await world.rows()).map(({ close }) => close);

    it("is cancelled, and leaves the table as it was", async () => {
      world.warehouse.killAfter = 5;
      await assert.rejects(world.run(), {
        name: "LoadTimedOut",
        message:
          /^prices: .*within an hour \(statement statement-4, cancelled: Query cancelled.*\); the table is as it was/,
      });
      assert.equal(world.warehouse.cancelled.at(-1), "statement-4");
      assert.deepEqual(await closes(), [1.5, 2.5]);
    });

    it("goes on where it ended before it could be cancelled", async () => {
      assert.deepEqual((await world.run()).answer, { status: "loaded", number: 2, rows: 3 });
      assert.deepEqual(world.warehouse.cancelled, ["statement-3", "statement-4"]);
      assert.deepEqual(await closes(), [1.75, 2.5, 9]);
    });

    it("promises nothing of the table where it is at work after it was cancelled", async () => {
      world.warehouse.deaf = true;
      await assert.rejects(world.run(), {
        name: "LoadTimedOut",
        message: /^prices: .*\(statement statement-3, .*still at work\); "_runs_prices" tells/,
      });
      assert.deepEqual(world.warehouse.cancelled, ["statement-3"]);
    });
  });

  it("names the files in the manifest with their sizes, and leaves out those without a row", async () => {
    const { files } = await world.publish({
      ...first,
      files: ["values ('AAPL', 1)", "select '', 0 where false", "values ('MSFT', 2)"],
    });
    await world.run();
    const manifest = await readJson(world.store, loadManifestKey("prices", "run-1", "a1"));
    const entry = (index: number) => ({
      url: `s3://lake/${processedPrefix("prices", "run-1", "a1")}part-${index}.parquet`,
      mandatory: true,
      meta: { content_length: files[index]!.size },
    });
    assert.deepEqual(manifest, { entries: [entry(0), entry(2)] });
    assert.equal((await world.rows()).length, 2);
  });

  it("loads a table without a row, without COPY, which would find no file", async () => {
    await world.publish(first);
    await world.run();
    await world.publish({ ...second, files: ["select '', 0 where false"] });
    assert.deepEqual((await world.run()).answer, { status: "loaded", number: 2, rows: 0 });
    assert.deepEqual(await world.rows(), []);
  });

  describe("when something is wrong", () => {
    beforeEach(async () => {
      await world.publish(first);
      await world.run();
    });
    const old = [1.5, 2.5];
    const closes = async () => (await world.rows()).map(({ close }) => close);

    it("leaves the old table whatever statement it is killed at, and the next load succeeds", async () => {
      await world.publish(second);
      for (let after = 0; after < 9; after++) {
        world.warehouse.killAfter = after;
        await assert.rejects(world.run(), { name: "LoadFailed", message: /^prices: .*cancelled on user/ });
        assert.deepEqual(await closes(), old, `after ${after} statements`);
        assert.deepEqual(await world.numbers(), [1]);
      }
      assert.equal(transactions().at(-1)!.statements.length, 9);
      world.warehouse.killAfter = undefined;
      assert.equal((await world.run()).answer.status, "loaded");
      assert.deepEqual(await closes(), [1.75, 2.5, 9]);
    });

    it("leaves no table where the first load is killed, and the next one succeeds", async () => {
      await world.publish({ ...first, table: "prices_posterior" });
      for (let after = 0; after < 10; after++) {
        world.warehouse.killAfter = after;
        await assert.rejects(world.run(undefined, "prices_posterior"), { name: "LoadFailed" });
        await assert.rejects(world.rows("prices_posterior"), /does not exist/);
      }
      assert.equal(transactions().at(-1)!.statements.length, 10);
      world.warehouse.killAfter = undefined;
      assert.equal((await world.run(undefined, "prices_posterior")).answer.status, "loaded");
    });

    it("names a file with other rows than were published", async () => {
      await world.publish({ ...second, claimed: { rows: 4 } });
      await assert.rejects(world.run(), {
        name: "LoadRowsDiffer",
        message: /^prices: .*read 3 rows.*published 4/,
      });
      assert.deepEqual(await closes(), old);
    });

    it("knows a division by zero in the words of each of Redshift's nodes", async () => {
      await world.publish({ ...second, claimed: { rows: 4 } });
      for (const said of ["ERROR: division by zero", "ERROR: Divide by zero"]) {
        world.warehouse.complaint = said;
        await assert.rejects(world.run(), { name: "LoadRowsDiffer" });
      }
    });

    it("names a file of another size", async () => {
      await world.publish({ ...second, claimed: { size: 7 } });
      await assert.rejects(world.run(), { name: "LoadFailed", message: /\(COPY\).*file size.*default role/ });
      assert.deepEqual(await closes(), old);
    });

    it("says who must own the table", async () => {
      await world.publish(second);
      world.warehouse.killAfter = 0;
      world.warehouse.complaint = "ERROR: permission denied for relation _runs_prices";
      await assert.rejects(world.run(), {
        name: "LoadDenied",
        message: /permission denied.*IAMR:.*OWNER TO/,
      });
    });

    it("does not go back: the pointer that is current decides, not the execution that asks", async () => {
      const late = await world.call({ status: "begin" }, { run: "late" });
      await world.publish(second);
      assert.equal((await world.run()).answer.status, "loaded");
      assert.equal((await world.call(late, { run: "late" })).status, "running");
      assert.deepEqual(await closes(), [1.75, 2.5, 9]);
    });

    it("loses to a later run that is loaded while it waits for the lock", async () => {
      await world.publish(second);
      world.warehouse.before = async () => {
        world.warehouse.before = undefined;
        await world.publish({ ...second, number: 3, files: ["values ('AAPL', 3)"] });
        assert.equal((await world.run()).answer.status, "loaded");
      };
      assert.deepEqual((await world.run()).answer, { status: "superseded", number: 2, rows: 3 });
      assert.deepEqual(await closes(), [3]);
      assert.deepEqual(await world.numbers(), [1, 3]);
    });

    it("loads once where two load the same run at once", async () => {
      await world.publish(second);
      const runs = ["a", "b"].map((run) => ({ run }));
      const asked = await Promise.all(runs.map((event) => world.call({ status: "begin" }, event)));
      const sent = await Promise.all(asked.map((answer, i) => world.call(answer, runs[i])));
      const ended = await Promise.all(sent.map((answer, i) => world.call(answer, runs[i])));
      assert.deepEqual(ended.map(({ status }) => status).sort(), ["loaded", "superseded"]);
      assert.deepEqual(await world.numbers(), [1, 2]);
    });

    it("makes a dropped table again, though its number was loaded before", async () => {
      await world.warehouse.database.exec(`DROP TABLE "prices"`);
      assert.deepEqual((await world.run()).answer, { status: "loaded", number: 1, rows: 2 });
      assert.deepEqual(await closes(), old);
      assert.deepEqual(await world.numbers(), [1]);
    });

    it("refuses to load over a later number than the store has", async () => {
      await world.warehouse.database.exec(`UPDATE "_runs_prices" SET "number" = 7`);
      await assert.rejects(world.run(), {
        name: "WarehouseAhead",
        message: /holds number 7.*published only 1.*drop the table/,
      });
      assert.deepEqual(await closes(), old);
    });

    it("loads every night after a table was dropped that was ahead, also the night of its old number", async () => {
      await world.warehouse.database.exec(`UPDATE "_runs_prices" SET "number" = 7; DROP TABLE "prices"`);
      assert.deepEqual((await world.run()).answer, { status: "loaded", number: 1, rows: 2 });
      await world.publish(second);
      assert.equal((await world.run()).answer.status, "loaded");
      await world.publish({ ...second, number: 7, files: ["values ('AAPL', 7)"] });
      assert.deepEqual((await world.run()).answer, { status: "loaded", number: 7, rows: 1 });
      assert.deepEqual(await closes(), [7]);
      assert.deepEqual(await world.numbers(), [1, 2, 7]);
    });

    it("keeps the record of earlier loads where a table is made again", async () => {
      await world.publish(second);
      await world.warehouse.database.exec(`DROP TABLE "prices"`);
      assert.equal((await world.run()).answer.status, "loaded");
      assert.deepEqual(await world.numbers(), [1, 2]);
    });

    for (const [what, sentence] of [
      ["question", /^prices: the warehouse failed to say what it holds \(ERROR: gone\)/],
      ["transaction", /^prices: the warehouse failed to replace the table \(ERROR: gone\)/],
    ] as const)
      it(`tells that the ${what} failed where the warehouse names no statement`, async () => {
        await world.publish(second);
        const event = { run: "another" };
        let sent = await world.call({ status: "begin" }, event);
        if (what === "transaction") sent = await world.call(sent, event);
        const progress = { status: "failed", error: "ERROR: gone", rows: [], answers: false } as const;
        world.warehouse.batches.at(-1)!.progress = progress;
        await assert.rejects(world.call(sent, event), { name: "LoadFailed", message: sentence });
      });

    it("keeps a right that an administrator took back", async () => {
      const { database } = world.warehouse;
      const readers = async () => {
        const { rows } = await database.query<{ may: boolean }>(
          `SELECT has_table_privilege('reader', 'prices', 'SELECT') AS may`,
        );
        return rows[0]!.may;
      };
      await database.exec(`CREATE ROLE reader`);
      assert.equal(await readers(), true);
      await database.exec(`REVOKE SELECT ON "prices" FROM PUBLIC`);
      await world.publish(second);
      await world.run();
      assert.equal(await readers(), false);
    });
  });

  describe("when others are at work", () => {
    /** Two executions that both see no table yet. */
    async function twoFirst(): Promise<{ sent: LoadAnswer[]; runs: { run: string }[] }> {
      await world.publish(first);
      const runs = ["a", "b"].map((run) => ({ run }));
      const asked: LoadAnswer[] = [];
      for (const event of runs) asked.push(await world.call({ status: "begin" }, event));
      const sent: LoadAnswer[] = [];
      for (const [i, answer] of asked.entries()) sent.push(await world.call(answer, runs[i]));
      return { sent, runs };
    }

    it("begins again where another one made the table meanwhile", async () => {
      const { sent, runs } = await twoFirst();
      assert.equal((await world.call(sent[0]!, runs[0])).status, "loaded");
      const again = await world.call(sent[1]!, runs[1]);
      assert.equal(again.status === "running" && again.tries, 2);
      assert.deepEqual(await world.call(again, runs[1]), { status: "unchanged", number: 1, rows: 2 });
      assert.deepEqual(await world.numbers(), [1]);
    });

    it("gives up by name the third time", async () => {
      await world.publish(first);
      world.warehouse.killAfter = 1;
      world.warehouse.complaint = "ERROR: 1023 Serializable isolation violation on table - 100";
      await assert.rejects(world.run(), { name: "LoadContended", message: /on all 3 attempts.*isolation/ });
      assert.equal(transactions().length, 3);
    });
  });
});
