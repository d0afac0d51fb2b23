/** Plots intervals as lines of text over one axis. */

/** A median with the bounds of its interval. */
export interface Interval {
  readonly lower: number;
  readonly median: number;
  readonly upper: number;
}

/** An axis, and a function that draws an interval over it; every string has the requested width. */
export interface Plot {
  /** Numbers above, ticks below. */
  readonly axis: readonly [string, string];
  readonly draw: (interval: Interval) => string;
}

/** A plot of that width (14 at least) whose axis covers 0 and all intervals; without intervals it covers -1 to 1. */
export function makePlot(intervals: readonly Interval[], width: number): Plot {
  const low = Math.min(0, ...intervals.map(({ lower }) => lower));
  const high = Math.max(0, ...intervals.map(({ upper }) => upper));
  const span = high - low || 2;
  const start = high > low ? low : -1;
  // A number and the blanks next to it.
  const step = niceStep((span * 8) / width);
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  const at = (value: number) => Math.round(((value - start) / span) * (width - 1 - 2 * margin)) + margin;

  const numbers = Array.from({ length: width }, () => " ");
  const ticks = Array.from({ length: width }, () => "─");
  const [first, last] = [Math.ceil(start / step), Math.floor((start + span) / step)];
  for (let tick = first; tick <= last; tick += 1) {
    const text = (tick * step).toFixed(digits).replace(/^-(0\.?0*)$/, "$1");
    const place = Math.min(Math.max(0, at(tick * step) - Math.floor(text.length / 2)), width - text.length);
    [...text].forEach((character, index) => (numbers[place + index] = character));
    ticks[at(tick * step)] = "┴";
  }

  return {
    axis: [numbers.join(""), ticks.join("")],
    draw: ({ lower, median, upper }) => {
      const [from, to] = [at(lower), at(upper)];
      const line = Array.from({ length: width }, (_, index): string =>
        index > from && index < to ? (index === at(0) ? "┼" : "─") : index === at(0) ? "┊" : " ",
      );
      line[from] = "├";
      line[to] = "┤";
      line[at(median)] = "●";
      return line.join("");
    },
  };
}

// Half a number extends beyond each of the outermost ticks.
const margin = 2;

/** 1, 2 or 5 times a power of ten: the smallest that is not below the value. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10);
}
