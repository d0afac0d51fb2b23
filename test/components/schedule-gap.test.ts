import assert from "node:assert/strict";
import fc from "fast-check";
import { longestGapHours } from "../../components/schedule-gap";
const gap = (fields: string, zone = "Asia/Tokyo") => longestGapHours(`cron(${fields})`, zone);

describe("the longest gap of a schedule", () => {
  const known: readonly (readonly [what: string, fields: string, zone: string, hours: number | undefined])[] =
    [
      ["a day, where no clock changes", "0 8 * * ? *", "Asia/Tokyo", 24],
      ["a day and the hour of autumn", "0 8 * * ? *", "Europe/Madrid", 25],
      ["two days less an hour, where spring skips the time", "30 2 * * ? *", "Europe/Madrid", 47],
      ["a weekend", "0 8 ? * MON-FRI *", "Asia/Tokyo", 72],
      ["a weekend with the change of the clock", "0 8 ? * MON-FRI *", "Europe/Madrid", 73],
      ["the longest of the day's", "0 6,8,20 * * ? *", "Asia/Tokyo", 12],
      ["the longest of the day's, and the hour", "0 1,13 * * ? *", "Europe/Madrid", 13],
      ["a night", "0/15 8-17 * * ? *", "Asia/Tokyo", 14.25],
      ["a minute", "* * * * ? *", "Asia/Tokyo", 1 / 60],
      ["a step from a number", "10/25 * * * ? *", "Asia/Tokyo", 35 / 60],
      ["a week from Sunday, 1, to Sunday", "0 8 ? * 1 *", "Asia/Tokyo", 168],
      ["from Saturday, L, to Sunday, 1, and back", "0 8 ? * 1,7 *", "Asia/Tokyo", 144],
      ["a week by L, which is Saturday", "0 8 ? * L *", "Asia/Tokyo", 168],
      ["five weeks between last Fridays", "0 8 ? * 6L *", "Asia/Tokyo", 35 * 24],
      ["five weeks between first Mondays", "0 8 ? * 2#1 *", "Asia/Tokyo", 35 * 24],
      ["31 days between last days", "0 8 L * ? *", "Asia/Tokyo", 31 * 24],
      ["33 days between last working days", "0 8 LW * ? *", "Asia/Tokyo", 33 * 24],
      ["32 days between the working days nearest to the 15th", "0 8 15W * ? *", "Asia/Tokyo", 32 * 24],
      ["a year", "0 8 1 1 ? *", "Asia/Tokyo", 365 * 24],
      ["no gap of what runs once", "0 8 1 1 ? 2030", "Asia/Tokyo", undefined],
      ["no gap of what ran in the past only once", "0 8 1 1 ? 1999", "Asia/Tokyo", undefined],
      ["that of the years it names", "0 8 * * ? 2041-2050", "Asia/Tokyo", 24],
      ["both ends of February", "0 8 3/3 * ? *", "Asia/Tokyo", 5 * 24],
    ];
  for (const [what, fields, zone, hours] of known)
    it(`${what}: ${fields}, ${zone}`, () => assert.equal(gap(fields, zone), hours));

  it("tells Sunday, 1, from Monday, 2: the clock changes early on a Sunday", () => {
    assert.equal(gap("0 1 ? * 1-5 *", "Europe/Madrid"), 72);
    assert.equal(gap("0 1 ? * 2-6 *", "Europe/Madrid"), 73);
  });
});

/** What the clocks of a zone show at every half hour of two years and a day on both sides: [instant, local time]. */
function clockOf(timeZone: string): readonly (readonly [instant: number, local: number])[] {
  const format = new Intl.DateTimeFormat("sv", { timeZone, dateStyle: "short", timeStyle: "short" });
  const shown: [number, number][] = [];
  for (let instant = Date.UTC(2026, 11, 31); instant < Date.UTC(2029, 0, 2); instant += 1_800_000)
    shown.push([instant, Date.parse(`${format.format(instant).replace(" ", "T")}Z`)]);
  return shown;
}

/** The same by asking every half hour; a time that is shown twice counts once. */
function naiveGap(clock: ReturnType<typeof clockOf>, runsAt: (local: Date) => boolean): number | undefined {
  let latest = Date.UTC(2027, 0, 1) - 1;
  const runs: number[] = [];
  for (const [instant, local] of clock) {
    if (local <= latest || local >= Date.UTC(2029, 0, 1)) continue;
    latest = local;
    if (runsAt(new Date(local))) runs.push(instant);
  }
  const gaps = runs.slice(1).map((run, index) => run - runs[index]!);
  return gaps.length > 0 ? Math.max(...gaps) / 3_600_000 : undefined;
}

describe("the longest gap of any schedule", () => {
  interface Days {
    readonly weekdays?: number[];
    readonly dates?: number[];
  }
  const some = (least: number, most: number, maxLength: number) =>
    fc.uniqueArray(fc.integer({ min: least, max: most }), { minLength: 1, maxLength });
  for (const zone of ["Europe/Madrid", "Australia/Lord_Howe"])
    it(`is that of asking every half hour in ${zone}`, () => {
      const clock = clockOf(zone);
      fc.assert(
        fc.property(
          fc.constantFrom<number[]>([0], [30], [0, 30]),
          some(0, 23, 5),
          fc.oneof(
            some(1, 7, 4).map((weekdays): Days => ({ weekdays })),
            some(1, 31, 12).map((dates): Days => ({ dates })),
          ),
          (minutes, hours, { weekdays, dates }) => {
            const fields = `${minutes.join()} ${hours.join()} ${dates?.join() ?? "?"} * ${weekdays?.join() ?? "?"} *`;
            const wanted = naiveGap(
              clock,
              (local) =>
                minutes.includes(local.getUTCMinutes()) &&
                hours.includes(local.getUTCHours()) &&
                (weekdays?.includes(local.getUTCDay() + 1) ?? true) &&
                (dates?.includes(local.getUTCDate()) ?? true),
            );
            assert.equal(gap(fields, zone), wanted, fields);
          },
        ),
        { numRuns: 10 },
      );
    });
});
