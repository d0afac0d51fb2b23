/** Answers of Yahoo's chart API, unchanged, one JSON document per symbol. */
import { isDate } from "../date";
import { timeZoneFault } from "../check/schedule-faults";
import { symbolFault } from "../sources/by-symbol";
import type { BaseSample, Format, LayoutShape, SampleFields } from "./format";
import { columnsShape, fileMatches } from "./layout";
import type { CsvLayout } from "./csv";
import type { PathPlace, PlaceKind, TextPlace } from "./place";

/** The fields of a record, in this order. Each bar of a chart document becomes one record. */
export const chartFields = [
  /** As the document spells it. */
  "symbol",
  /** Date in the exchange's time zone. */
  "day",
  "open",
  "high",
  "low",
  "close",
  /** Close adjusted for dividends too; the plain close if the document lacks it. */
  "adj_close",
  "volume",
  /** Cash per share on its ex-date, in the currency of the prices; empty on all other days, or if it is in another currency. */
  "dividend",
  /** New shares per old one, on the first day they trade; empty on all other days. */
  "split_ratio",
  /** ISO 4217: subunits (GBp, ZAc, KWF) have become whole units; empty if the source's code is neither. */
  "currency",
] as const;

/** A field of `chartFields`. */
export type ChartField = (typeof chartFields)[number];

interface BarPlace {
  readonly chart: ChartField;
}

/** Where a layout of documents finds a stage column. */
export type ChartPlace = BarPlace | PathPlace | TextPlace;

/** Answers of Yahoo's chart API, unchanged, one JSON document per symbol; each daily bar is a record. */
export interface ChartFiles<StageName extends string = string> {
  readonly format: "yahoo-chart";
  readonly name: string;
  /** See `CsvFiles`. */
  readonly files: string;
  readonly columns: { readonly [K in StageName]: ChartPlace };
}

/** How to read the records that a document is rendered into: like a CSV file without a header. */
export interface ChartLayout extends CsvLayout {
  readonly format: "yahoo-chart";
}

/** A random walk of known drift and scale, in trading days. */
export interface SampleSeries {
  readonly symbol: string;
  readonly currency: string;
  /** Close of the last day. */
  readonly last: number;
  /** Mean and standard deviation of the daily logarithmic return, dividends counted. */
  readonly drift: number;
  readonly scale: number;
  /** A dividend of `yield` (a share of the price) every `every` trading days. @default no dividend */
  readonly dividend?: { readonly yield: number; readonly every: number };
  /** `ratio` new shares per old one, `before` trading days before the last. @default no split */
  readonly split?: { readonly ratio: number; readonly before: number };
}

/** An archive of chart documents, one per series, each with the same number of days. `rows`: trading days of all series together. */
export interface SeriesSample extends BaseSample {
  /** Last day, YYYY-MM-DD. Earlier days count back from it, without Saturdays, Sundays and holidays. */
  readonly until: string;
  /** Days of each year without trading, MM-DD. */
  readonly holidays: readonly string[];
  readonly timeZone: string;
  readonly series: readonly SampleSeries[];
}

const chart: PlaceKind<BarPlace, ChartFiles> = {
  shape: { fields: { chart: { oneOf: chartFields } } },
  inWords: (place) => `the bar's \`${place.chart}\``,
  from: (place) => ({ field: chartFields.indexOf(place.chart) }),
};

const places = { chart };

/** Chart documents. */
export const yahooChart: Format<ChartFiles, ChartLayout, SeriesSample> = {
  shape: {
    fields: { format: "text", name: "text", files: "text", columns: columnsShape(places) },
  } satisfies LayoutShape<ChartFiles>,
  places,
  plan: ({ name, files }) => ({
    format: "yahoo-chart",
    name,
    files,
    delimiter: ",",
    quoting: "rfc4180",
    header: false,
    fields: chartFields.length,
  }),
  inWords: () => "chart documents, a record for each daily bar",
  wanted: () => "a chart document",
  leftOut({ foreign_dividend: dividends = 0, unknown_currency: currencies = 0, ...others }) {
    // Files of text beside the charts may have a footer.
    const { footer: _, ...bars } = others;
    const amount = (count: number) => count.toLocaleString("en-US");
    const counted = (count: number, thing: string) => `${amount(count)} ${thing}${count === 1 ? "" : "s"}`;
    const why = Object.entries(bars).map(([reason, count]) => `${amount(count)} ${reason}`);
    return [
      ...(why.length > 0 ? [`Bars left out: ${why.join(", ")}.`] : []),
      ...(dividends > 0
        ? [`Set to null: ${counted(dividends, "dividend")} in a currency other than the prices'.`]
        : []),
      ...(currencies > 0
        ? [
            `Set to null: the currency of ${counted(currencies, "row")}, because ISO 4217 does not list its code.`,
          ]
        : []),
    ];
  },
  sample: {
    key: "series",
    fields: {
      until: "text",
      holidays: { list: "text" },
      timeZone: "text",
      series: {
        list: {
          fields: { symbol: "text", currency: "text", last: "number", drift: "number", scale: "number" },
          optional: {
            dividend: { fields: { yield: "number", every: "number" } },
            split: { fields: { ratio: "number", before: "number" } },
          },
        },
      },
    } satisfies SampleFields<SeriesSample>,
    faults(sample, layout, report) {
      const { series, until, holidays, timeZone } = sample;
      if (layout.format !== "yahoo-chart")
        return report(
          "sample.layout",
          `"${sample.layout}" is not a "yahoo-chart" layout, which a sample of series needs`,
        );
      if (!isDate(until)) report("sample.until", `"${until}" is not a day; give YYYY-MM-DD`);
      timeZoneFault(timeZone, "sample.timeZone", report);
      holidays.forEach((day, index) => {
        if (!isDate(`2024-${day}`))
          report(`sample.holidays[${index}]`, `"${day}" is not a day of the year; give MM-DD`);
      });
      if (series.length === 0) report("sample.series", "is empty; give at least one");
      series.forEach((each, index) => {
        const path = `sample.series[${index}]`;
        const fault = symbolFault(each.symbol);
        if (fault) report(`${path}.symbol`, fault);
        if (!fileMatches(`${each.symbol}.json`, layout))
          report(
            `${path}.symbol`,
            `"${each.symbol}.json" does not match the layout's files, ${layout.files}`,
          );
        const { dividend, split } = each;
        const positive = { last: each.last, scale: each.scale, "split.ratio": split?.ratio ?? 1 };
        for (const [name, value] of Object.entries(positive))
          if (!(value > 0)) report(`${path}.${name}`, `${value} is not above 0`);
        // A larger move in a day is not a price, and the generator's exponential works only for small numbers.
        if (!(Math.abs(each.drift) + 6 * each.scale < 1))
          report(
            `${path}.scale`,
            `${each.scale} is too large for one day; drift plus six scales must stay below 1`,
          );
        if (dividend && !(dividend.yield > 0 && dividend.yield < 1))
          report(
            `${path}.dividend.yield`,
            `${dividend.yield} is not a share of the price; give a number between 0 and 1`,
          );
        for (const [name, days] of [
          ["dividend.every", dividend?.every ?? 1],
          ["split.before", split?.before ?? 1],
        ] as const)
          if (!(Number.isSafeInteger(days) && days >= 1))
            report(`${path}.${name}`, `${days} is not a number of days; give a whole number from 1`);
      });
    },
  },
};
