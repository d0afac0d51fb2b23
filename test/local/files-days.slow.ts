import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import type { Dataset } from "../../contract";
import { withFileServer, type FileServer } from "../file-server";
import { air, readings, runOn } from "./files-world";
import { rowsOf } from "./prices-world";
import { temporaryHome } from "./temporary-home";

const day = (number: number) => `2026-03-${String(number).padStart(2, "0")}`;
const days = Array.from({ length: 10 }, (_, index) => index + 1);
const lookback = 3;

/** The data set, with the time by which its rows are compared. */
function timed(url: string): Dataset {
  const dataset = air({ kind: "files", urls: [`${url}/{date}.csv`], lookback, missing: "skip" });
  const { columns, ...table } = dataset.table;
  const as_of = { type: "timestamp", description: "When the file was written" } as const;
  return {
    ...dataset,
    table: {
      ...table,
      columns: { ...columns, as_of },
      sql: "select station, day, value, _as_of as as_of from stage",
    },
  };
}

/** What happens to the file of a day: when it comes, if ever, and when it is written again. */
interface Fate {
  readonly after: number | undefined;
  readonly restated: number | undefined;
}

/** Has the files come as they did by a day. */
function comeTo(today: number, fates: readonly Fate[], { files }: FileServer): void {
  for (const [index, { after, restated }] of fates.entries()) {
    const number = index + 1;
    if (after === undefined || number + after > today) continue;
    const again = restated !== undefined && number + after + restated <= today;
    const written = day(number + after + (again ? restated : 0));
    files.set(`/${day(number)}.csv`, {
      body: readings(day(number), again ? number + 100 : number),
      modified: `${written}T06:00:00Z`,
    });
  }
}

describe("ten days of files", function () {
  this.timeout(120_000);
  const home = temporaryHome();
  let count = 0;
  const fresh = () => join(home(), String(++count));
  const table = (at: string) =>
    rowsOf(at, "select station, day::varchar, value, epoch_us(as_of) from air order by day, station");

  /** The table of one run a day, and that of one run over all of them. */
  const both = (fates: readonly Fate[]) =>
    withFileServer({}, async (server) => {
      const [daily, whole] = [fresh(), fresh()];
      for (const today of days) {
        comeTo(today, fates, server);
        const { status, error } = await runOn(daily, timed(server.url), day(today));
        // Days without any file fail, and the next run goes on.
        assert.ok(status !== "failed" || error?.name === "SourceNotFound", error?.message);
      }
      const { error } = await runOn(whole, timed(server.url), day(10), { from: day(1) });
      assert.equal(error, undefined);
      return [await table(daily), await table(whole)] as const;
    });

  it("run day by day, one missing and one restated, make the table of one run over the span", async () => {
    const fates = days.map((number) => ({
      after: number === 5 ? undefined : 0,
      restated: number === 4 ? 2 : undefined,
    }));
    const [daily, whole] = await both(fates);
    assert.deepEqual(daily, whole);
    assert.equal(whole.length, 2 * 9);
    assert.ok(whole.some(([, , value]) => value === 104));
  });

  it("do so whichever days are late, missing or restated within the look-back", async () => {
    const within = fc.integer({ min: 0, max: 1 });
    const fate = fc.record({
      after: fc.option(within, { nil: undefined, freq: 3 }),
      restated: fc.option(fc.integer({ min: 1, max: 2 }), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fate, { minLength: 10, maxLength: 10 }), async (fates) => {
        fc.pre(fates.some(({ after }, index) => after !== undefined && index + 1 + after <= 10));
        const [daily, whole] = await both(fates);
        assert.deepEqual(daily, whole);
      }),
      { numRuns: 2 },
    );
  });
});
