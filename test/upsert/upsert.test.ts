import assert from "node:assert/strict";
import { join } from "node:path";
import type { Dataset } from "../../contract";
import { basePrefix, noBase } from "../../contract/keys";
import { makeFileSource } from "../../local/archive";
import { makeSteps } from "../../local/flow";
import { temporaryHome } from "../local/temporary-home";
import { meters } from "./meters";
import { days, expectedAfter, portsOf, publishedIn, runDay, runDays, tableOf, type Day } from "./days";

const [, , , day4, day5] = days as readonly [Day, Day, Day, Day, Day];

describe("an upsert data set on the laptop", function () {
  const home = temporaryHome();

  const published = () => publishedIn(home());

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

  it("ends the same when the days come late and twice", async () => {
    await runDays(
      home(),
      [..."2514335"].map((number) => days[Number(number) - 1]!),
    );
    assert.deepEqual((await published()).rows, expectedAfter(days));
  });

  it("is not published on a base that it was not merged into", async () => {
    await runDays(home(), days.slice(0, 2));
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

  it("merges again what another run published meanwhile", async () => {
    await runDays(home(), days.slice(0, 3));
    const both = await Promise.all([runDay(home(), day4), runDay(home(), day5)]);
    assert.deepEqual(
      both.map(({ status, error }) => error?.message ?? status),
      ["published", "published"],
    );
    const transforms = both.map(({ steps }) => steps.filter(({ name }) => name === "Transform").length);
    assert.deepEqual(transforms.sort(), [1, 2]);
    assert.deepEqual((await published()).rows, expectedAfter(days));
  });

  it("lets the same content win once it is said to be fetched now", async () => {
    const [day1, day2] = days as readonly [Day, Day];
    const late = { ...day1, fetchedAt: day2.fetchedAt };
    await runDay(home(), day2);
    await runDay(home(), late, { asOf: day1.fetchedAt, force: true });
    assert.deepEqual((await published()).rows, expectedAfter([day1, day2]));
    const now = "2024-03-09T06:00:00.000Z";
    const { status } = await runDay(home(), { ...late, date: day2.date }, { asOf: now });
    assert.equal(status, "published");
    assert.deepEqual((await published()).rows, expectedAfter([day2, { ...day1, fetchedAt: now }]));
  });

  it("leaves a replace unchanged by the same content of another time", async () => {
    const dataset: Dataset = { ...(meters as Dataset), table: { ...meters.table, mode: "replace" } };
    const options = { dataset, asOf: days[0]!.fetchedAt };
    // The first day has each key once.
    assert.equal((await runDay(home(), days[0]!, options)).status, "published");
    const again = await runDay(home(), days[0]!, { ...options, asOf: "2024-03-09T06:00:00.000Z" });
    assert.equal(again.status, "unchanged");
  });
});
