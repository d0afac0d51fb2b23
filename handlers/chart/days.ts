/** Puts the instants of a chart on trading days. */
import { makeDayIn, makeTimeIn } from "./calendar";
import type { Chart } from "./document";

const halfDay = 43_200;
/** As many bars show on which weekdays a symbol trades: twelve weeks of them. */
const enoughBars = 60;

/**
 * Makes the function that gives the trading day (YYYY-MM-DD, in the exchange's zone) of an instant. Sources stamp some daily bars at
 * exactly 22:00 or 23:00 of the evening before, where they mean midnight and use another season's offset: those are of the next day.
 * Two are not: the bar with the time of the last trade, and a bar that would move onto a weekday on which none of sixty or more other
 * bars lies. `isPriced` says whether the bar of an index counts as one.
 */
export function makeDayOf(
  { timeZone, times, traded }: Chart,
  isPriced: (index: number) => boolean,
): (seconds: number) => string {
  const dayIn = makeDayIn(timeZone);
  const timeIn = makeTimeIn(timeZone);
  const isEvening = (seconds: number) =>
    seconds !== traded && ["22:00:00", "23:00:00"].includes(timeIn(seconds));
  // Not two hours later: in the night in which the clocks go back that may be the same evening.
  const nextDay = (seconds: number) => dayIn(seconds + halfDay);

  const ordinary = countByWeekday();
  const moved = countByWeekday();
  times.forEach((time, index) => {
    if (!isPriced(index)) return;
    if (isEvening(time)) moved.add(nextDay(time));
    else ordinary.add(dayIn(time));
  });

  function isTradingDay(day: string): boolean {
    // Bars with an evening's stamp are evidence only where there are too few others.
    if (ordinary.total() >= enoughBars) return ordinary.on(day) > 0;
    const others = ordinary.total() + moved.total() - 1;
    return others < enoughBars || ordinary.on(day) + moved.on(day) > 1;
  }

  return (seconds) => {
    if (!isEvening(seconds)) return dayIn(seconds);
    const next = nextDay(seconds);
    return isTradingDay(next) ? next : dayIn(seconds);
  };
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
