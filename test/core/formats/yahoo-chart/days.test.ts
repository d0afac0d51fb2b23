import assert from "node:assert/strict";
import fc from "fast-check";
import { makeDayIn } from "../../../../core/formats/yahoo-chart/calendar";
import { barsIn, chart, days } from "./made-chart";

const later = "2030-01-01T00:00:00.000Z";
const over = { regular: { start: 0, end: 1 } };
const seconds = (instant: string) => Date.parse(instant) / 1000;

function placed(timeZone: string, times: readonly number[], meta: object = {}): readonly string[] {
  const document = chart(
    times.map((_, index) => 10 + (index % 5)),
    { times, meta: { exchangeTimezoneName: timeZone, currentTradingPeriod: over, ...meta } },
  );
  return days(barsIn(document, undefined, later));
}

/** Calendar days from one on; `week` says which weekdays (0 is Sunday) are traded. */
function tradingDays(first: string, count: number, week: readonly number[]): readonly string[] {
  const found: string[] = [];
  for (let day = seconds(`${first}T00:00:00Z`); found.length < count; day += 86_400)
    if (week.includes(new Date(day * 1000).getUTCDay()))
      found.push(new Date(day * 1000).toISOString().slice(0, 10));
  return found;
}
const workdays = [1, 2, 3, 4, 5];

/** The first instant of a day in a zone. */
function startOf(day: string, timeZone: string): number {
  const dayIn = makeDayIn(timeZone);
  let [low, high] = [seconds(`${day}T00:00:00Z`) - 86_400, seconds(`${day}T00:00:00Z`) + 86_400];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (dayIn(middle) >= day) high = middle;
    else low = middle;
  }
  return high;
}

describe("a daily bar with a stamp of exactly 22:00 or 23:00", () => {
  const zones = [
    "America/Sao_Paulo",
    "America/New_York",
    "America/Havana",
    "Europe/London",
    "Africa/Cairo",
    "Asia/Beirut",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Pacific/Apia",
    "UTC",
  ];

  it("is the next midnight's, in every zone and on both sides of a change of clocks", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom(workdays, [0, 1, 2, 3, 4], [0, 1, 2, 3, 4, 5, 6]),
        fc.integer({ min: 0, max: 14 * 365 }),
        fc.array(fc.constantFrom(0, 3_600, 7_200, -9 * 3_600), { minLength: 1, maxLength: 30 }),
        (zone, week, start, early) => {
          const first = new Date(Date.UTC(2012, 0, 1 + start)).toISOString().slice(0, 10);
          const wanted = tradingDays(first, early.length, week);
          const times = wanted.map((day, index) => startOf(day, zone) - early[index]!);
          assert.deepEqual(placed(zone, times), wanted);
        },
      ),
      { numRuns: 60 },
    );
  });

  const friday = "2026-11-13";
  const evening = seconds(`${friday}T22:00:00Z`);
  const before = (count: number, week: readonly number[] = workdays) =>
    tradingDays("2026-01-01", 400, week)
      .filter((day) => day < friday)
      .slice(-count)
      .map((day) => seconds(`${day}T00:00:00Z`));
  const last = (times: readonly number[], meta?: object) => placed("Europe/London", times, meta).at(-1);

  it("is its own evening's where that is the time of the last trade, as on a currency's Friday", () => {
    assert.equal(last([evening], { regularMarketTime: evening }), friday);
    assert.equal(last([...before(9), evening], { regularMarketTime: evening }), friday);
    assert.equal(last([evening], { regularMarketTime: evening + 1 }), "2026-11-14");
  });

  it("never moves onto a weekday on which none of sixty other bars lies", () => {
    assert.equal(last([...before(60), evening]), friday);
    assert.equal(last([...before(59), evening]), "2026-11-14", "of fewer nothing is known");
    const traded = before(200, [0, 1, 2, 3, 4, 5, 6]);
    assert.equal(last([...traded, evening]), "2026-11-14", "a crypto currency trades on Saturdays");
  });

  it("is known for the next day's where most or all bars are stamped so", () => {
    const wanted = tradingDays("2026-01-05", 100, workdays);
    const times = wanted.map((day) => startOf(day, "America/Sao_Paulo") - 3_600);
    assert.deepEqual(placed("America/Sao_Paulo", times), wanted);
    const mixed = times.map((time, index) => (index === 50 ? time + 11 * 3_600 : time));
    assert.deepEqual(placed("America/Sao_Paulo", mixed), wanted);
    const most = before(64).map((time, index) => (index < 55 ? time : time - 3_600));
    assert.equal(last([...most, evening]), friday, "even so a Friday's evening is no Saturday");
  });

  it("is not one a second later", () => {
    assert.equal(last([evening + 1]), friday);
    assert.equal(last([evening - 3_600]), friday, "nor at 21:00");
  });

  it("has the dividend that has its stamp on its own day", () => {
    const wanted = ["2026-11-10", "2026-11-11", "2026-11-12"];
    const times = wanted.map((day) => startOf(day, "America/Sao_Paulo") - 3_600);
    const events = { dividends: { x: { amount: 0.5, date: times[1] } } };
    const document = chart([1, 1, 1], {
      times,
      events,
      meta: { exchangeTimezoneName: "America/Sao_Paulo" },
    });
    assert.deepEqual(
      barsIn(document, undefined, later).bars.map(({ day, dividend }) => [day, dividend]),
      wanted.map((day, index) => [day, index === 1 ? 0.5 : null]),
    );
  });
});
