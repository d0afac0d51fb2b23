import assert from "node:assert/strict";
import { counted } from "../kill/counted";
import { openQuery } from "../../local/query";
import { portsOf, runDay, type Day } from "../upsert/days";
import { temporaryHome } from "./temporary-home";

/** An hour's file with a reading and a record that is none. */
const hourly = (hour: number): Day => ({
  date: "2024-03-01",
  fetchedAt: new Date(Date.UTC(2024, 2, 1, hour)).toISOString(),
  files: { [`${hour}.csv`]: [{ meter: "A", day: "2024-03-01", value: hour }, { bad: "A,yesterday,1," }] },
});

describe("the calls to the store on the laptop", function () {
  const home = temporaryHome();

  /** Calls of one run more, and of a query of its table, by kind. */
  async function callsOf(hour: number): Promise<Record<string, number>> {
    const calls: Record<string, number> = {};
    const ports = counted(portsOf(home(), hourly(hour)), (_call, moment, name) => {
      if (moment === "before") calls[name] = (calls[name] ?? 0) + 1;
    });
    assert.equal((await runDay(home(), hourly(hour), { ports })).status, "published");
    const sql = "select count(*) from meters";
    const database = await openQuery(ports, sql);
    await database.query(sql).finally(() => database.close());
    return calls;
  }

  it("are as many however many runs are kept", async () => {
    const after: Record<string, number>[] = [];
    for (let hour = 0; hour < 14; hour += 1) after.push(await callsOf(hour));
    assert.deepEqual(after[13], after[3]);
  });
});
