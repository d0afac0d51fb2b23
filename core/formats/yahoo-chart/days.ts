/** Assigns the instants of a chart to trading days. */
import { makeDayIn, makeTimeIn } from "./calendar";
import type { Chart } from "./document";

const halfDay = 43_200;
/** This many bars show on which weekdays a symbol trades: twelve weeks of them. */
const enoughBars = 60;

/**
 * Makes a function that gives the trading day (YYYY-MM-DD, in the exchange's zone) of an instant. Sources stamp some daily bars at
 * exactly 22:00 or 23:00 of the evening before: they mean midnight but use another season's offset, so the bar belongs to the next
 * day. Two cases are exceptions: the bar with the time of the last trade, and a bar that would move onto a weekday on which none of
 * sixty or more other bars lies. `isPriced` says whether the bar at an index counts.
 */
export function makeDayOf(
  { timeZone, times, traded }: Chart,
  isPriced: (index: number) => boolean,
): (seconds: number) => string {
  const dayIn = makeDayIn(timeZone);
  const timeIn = makeTimeIn(timeZone);
  const stamps = new Map<number, Stamp>();
  /** Reads each instant once, because the calendar is slow. */
  function stampOf(seconds: number): Stamp {
    const known = stamps.get(seconds);
    if (known) return known;
    const isEvening = seconds !== traded && ["22:00:00", "23:00:00"].includes(timeIn(seconds));
    // Not two hours later: on the night when the clocks go back that may be the same evening.
    const stamp = { day: dayIn(seconds), next: isEvening ? dayIn(seconds + halfDay) : undefined };
    stamps.set(seconds, stamp);
    return stamp;
  }

  const ordinary = countByWeekday();
  const moved = countByWeekday();
  times.forEach((time, index) => {
    if (!isPriced(index)) return;
    const { day, next } = stampOf(time);
    if (next === undefined) ordinary.add(day);
    else moved.add(next);
  });

  function isTradingDay(day: string): boolean {
    // Bars with an evening's stamp are evidence only if there are too few others.
    if (ordinary.total() >= enoughBars) return ordinary.on(day) > 0;
    const others = ordinary.total() + moved.total() - 1;
    return others < enoughBars || ordinary.on(day) + moved.on(day) > 1;
  }

  return (seconds) => {
    const { day, next } = stampOf(seconds);
    return next !== undefined && isTradingDay(next) ? next : day;
  };
}

/** The day of an instant and, for an evening's stamp, the day after. */
interface Stamp {
  readonly day: string;
  readonly next: string | undefined;
}

function countByWeekday() {
  const counts = new Map<number, number>();
  const weekday = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay();
  let total = 0;
  return {
    add(day: string) {
      const number = weekday(day);
      counts.set(number, (counts.get(number) ?? 0) + 1);
      total++;
    },
    on: (day: string) => counts.get(weekday(day)) ?? 0,
    total: () => total,
  };
}
