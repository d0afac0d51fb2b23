import assert from "node:assert/strict";
import type { Dataset } from "../../contract/dataset";
import { openQuery } from "../../local/query";
import { days, portsOf, runDay, type Day } from "../upsert/days";
import { meters } from "../upsert/meters";
import { temporaryHome } from "./temporary-home";

// The third day has a record that is no reading.
const [day1, , day3, day4] = days as readonly [Day, Day, Day, Day];
const withBad: Day = { ...day1, files: { ...day1.files, "2.csv": [{ bad: "Ä,yesterday,1," }] } };
const replaced = { ...meters, table: { ...meters.table, mode: "replace" } } as unknown as Dataset;

describe("quarantined records", function () {
  const home = temporaryHome();

  async function ask(sql: string) {
    const database = await openQuery(portsOf(home(), day4), sql);
    try {
      return (await database.query(sql)).rows;
    } finally {
      database.close();
    }
  }

  it("of an upsert are those of every published run that is kept, each with its run", async () => {
    await runDay(home(), day1);
    const bad = await runDay(home(), day3);
    const good = await runDay(home(), day4);
    assert.deepEqual(await ask("select _run, _reason, _raw from quarantine_meters"), [
      [bad.run, "unreadable", "Ä,yesterday,1,"],
    ]);
    assert.deepEqual(good.quarantine, [{ run: bad.run, records: 1 }]);
  });

  it("of a replace are the current run's; those of another run are had by its name", async () => {
    const bad = await runDay(home(), withBad, { dataset: replaced });
    assert.deepEqual(await ask("select _run, _raw from quarantine_meters"), [[bad.run, "Ä,yesterday,1,"]]);
    const good = await runDay(home(), day4, { dataset: replaced });
    assert.deepEqual(await ask("select * from quarantine_meters"), []);
    assert.deepEqual(await ask(`select _run, _raw from quarantine_meters('${bad.run}')`), [
      [bad.run, "Ä,yesterday,1,"],
    ]);
    assert.deepEqual(await ask(`from quarantine_meters('${good.run}')`), []);
  });

  it("of a failed run are had by the SQL that its error states, and are no part of the table's", async () => {
    await runDay(home(), day1);
    const failed = await runDay(home(), day3, { dataset: { ...meters, maxBadRatio: 0 } });
    assert.equal(failed.error?.name, "TooManyBadRows");
    const [, sql] = /query "(select [^"]*)"/.exec(failed.error.message) ?? [];
    assert.deepEqual(
      (await ask(sql!)).map((row) => row.at(-1)),
      ["Ä,yesterday,1,"],
    );
    assert.deepEqual(await ask("select * from quarantine_meters"), []);
    assert.deepEqual(failed.quarantine, [{ run: failed.run, records: 1 }]);
  });
});
