/**
 * Daily prices of a few securities. docs/prices.md says how the numbers are to be read, docs/add-a-dataset.md explains every word
 * of this file.
 */
import { defineDataset } from "../contract";

// As the library yfinance writes a history: prices adjusted for splits, the adjusted close, dividends and splits beside them.
const history = {
  delimiter: ",",
  quoting: "rfc4180",
  header: true,
  columns: {
    symbol: { path: "symbol" },
    date: { header: "Date", time: "midnight" },
    open: { header: "Open" },
    high: { header: "High" },
    low: { header: "Low" },
    close: { header: "Close" },
    adj_close: { header: "Adj Close" },
    volume: { header: "Volume" },
    dividend: { header: "Dividends" },
    split_ratio: { header: "Stock Splits" },
    currency: { text: "" },
  },
} as const;
// Of an hour or a week a file is called -1h or -1wk: its bars are no days.
const historyFiles = "(?:^|/)(?<symbol>[^/]+?)-1d(?:-[^/]*)?\\.csv$";

export const prices = defineDataset({
  name: "prices",
  title: "Prices: daily bars of securities",
  description:
    "Open, high, low, close and volume of each trading day, with dividends and splits. Every number is as of the fetch: the source " +
    "restates a security's whole past after each dividend and split, and then the whole past is fetched again.",
  licence: {
    name: "Yahoo's terms of service: personal use",
    url: "https://legal.yahoo.com/us/en/yahoo/terms/otos/index.html",
  },
  citation: "Yahoo Finance, daily chart data, with the date of the fetch.",
  source: {
    kind: "yahoo",
    symbols: ["AAPL", "MSFT"],
    // Long enough for a correction of the last days; what the table lacks is fetched in any case.
    lookback: 10,
    maxFailedRatio: 0.2,
    terms:
      "Yahoo's terms of service allow personal use only and no redistribution; whoever fetches has read them and may use the data so " +
      "(https://legal.yahoo.com/us/en/yahoo/terms/otos/index.html).",
  },

  layouts: [
    {
      name: "yahoo_chart",
      format: "yahoo-chart",
      files: "\\.json$",
      columns: {
        symbol: { chart: "symbol" },
        date: { chart: "day" },
        open: { chart: "open" },
        high: { chart: "high" },
        low: { chart: "low" },
        close: { chart: "close" },
        adj_close: { chart: "adj_close" },
        volume: { chart: "volume" },
        dividend: { chart: "dividend" },
        split_ratio: { chart: "split_ratio" },
        currency: { chart: "currency" },
      },
    },
    {
      // All prices of such a file are adjusted for dividends too: they are no open, high, low and close as the other forms
      // have them, and are not taken for such. What is left is the adjusted close, and with it the return.
      name: "adjusted_csv",
      files: "(?:^|/)(?<symbol>[^/]+)_[0-9]{4}_[0-9]{4}_adjusted\\.csv$",
      delimiter: ",",
      quoting: "rfc4180",
      header: true,
      columns: {
        symbol: { path: "symbol" },
        date: { header: "Date" },
        open: { text: "" },
        high: { text: "" },
        low: { text: "" },
        close: { text: "" },
        adj_close: { header: "Close" },
        volume: { header: "Volume" },
        dividend: { text: "" },
        split_ratio: { text: "" },
        currency: { text: "" },
      },
    },
    {
      // Adjusted for splits, the adjusted close beside it. A file without one tells not what it is adjusted for: it fits no
      // layout on purpose.
      name: "daily_csv",
      files: "(?:^|/)(?<symbol>[^/]+)_[0-9]{4}_[0-9]{4}\\.csv$",
      delimiter: ",",
      quoting: "rfc4180",
      header: true,
      columns: {
        symbol: { path: "symbol" },
        date: { header: "Date" },
        open: { header: "Open" },
        high: { header: "High" },
        low: { header: "Low" },
        close: { header: "Close" },
        adj_close: { header: "Adj Close" },
        volume: { header: "Volume" },
        dividend: { text: "" },
        split_ratio: { text: "" },
        currency: { text: "" },
      },
    },
    { ...history, name: "history_csv", files: historyFiles },
    {
      ...history,
      name: "history_datetime_csv",
      files: historyFiles,
      columns: { ...history.columns, date: { header: "Datetime", time: "midnight" } },
    },
  ],

  stage: {
    symbol: { type: "string" },
    date: { type: "date" },
    open: { type: "double", nullable: true },
    high: { type: "double", nullable: true },
    low: { type: "double", nullable: true },
    close: { type: "double", nullable: true },
    adj_close: { type: "double", nullable: true },
    volume: { type: "double", nullable: true },
    // Histories say 0 on a day without one.
    dividend: { type: "double", nullable: true, nulls: ["", "0", "0.0"] },
    split_ratio: { type: "double", nullable: true, nulls: ["", "0", "0.0"] },
    currency: { type: "string", nullable: true, nulls: [""] },
  },

  table: {
    columns: {
      symbol: { type: "string", description: "Security, as the source spells it (as of the fetch)" },
      date: { type: "date", description: "Trading day in the exchange's time zone (as of the fetch)" },
      open: {
        type: "double",
        nullable: true,
        unit: "currency",
        description: "First price, adjusted for splits as of the fetch; null where the source has none",
      },
      high: {
        type: "double",
        nullable: true,
        unit: "currency",
        description: "Highest price, adjusted for splits as of the fetch; null where the source has none",
      },
      low: {
        type: "double",
        nullable: true,
        unit: "currency",
        description: "Lowest price, adjusted for splits as of the fetch; null where the source has none",
      },
      close: {
        type: "double",
        nullable: true,
        unit: "currency",
        description: "Last price, adjusted for splits and not for dividends, as of the fetch",
      },
      adj_close: {
        type: "double",
        nullable: true,
        unit: "currency",
        description: "Last price, adjusted for splits and dividends as of the fetch",
      },
      volume: {
        type: "double",
        nullable: true,
        unit: "1",
        description: "Shares traded, adjusted for splits as of the fetch; 0 where the source does not count",
      },
      dividend: {
        type: "double",
        nullable: true,
        unit: "currency",
        description:
          "Cash for a share on its ex-date, as of the fetch; null on all other days, and where it is in another currency than the prices",
      },
      split_ratio: {
        type: "double",
        nullable: true,
        unit: "1",
        description: "New shares for one old one on their first day, as of the fetch; null on all other days",
      },
      currency: {
        type: "string",
        nullable: true,
        description:
          "ISO 4217 code of the prices, in whole units, as of the fetch; null where it is unknown, or the source's code is not one of these",
      },
      suspect: {
        type: "boolean",
        description:
          "Whether the prices contradict each other (outside of low to high), or the adjusted close is over five times those of the days on both sides or under a fifth, as of the fetch",
      },
      log_return: {
        type: "double",
        nullable: true,
        unit: "1",
        description:
          "Natural logarithm of adj_close over that of the day before in the table, as of the fetch; null on a symbol's first day",
      },
    },
    key: ["symbol", "date"],
    mode: "upsert",
    sql: `
select
  symbol, date, open, high, low, close, adj_close, volume, dividend, split_ratio, currency,
  coalesce(low > high, false)
    or coalesce(open < low, false) or coalesce(open > high, false)
    or coalesce(close < low, false) or coalesce(close > high, false)
    or coalesce(adj_close > 5 * before and adj_close > 5 * after, false)
    or coalesce(5 * adj_close < before and 5 * adj_close < after, false) as suspect,
  case when adj_close > 0 and before > 0 then ln(adj_close / nullif(before, 0)) end as log_return
from (
  select *,
    lag(adj_close) over (partition by symbol order by date asc nulls first, _file asc nulls first, _offset asc nulls first) as before,
    lead(adj_close) over (partition by symbol order by date asc nulls first, _file asc nulls first, _offset asc nulls first) as after
  from stage
)`,
  },

  rules: [
    // A factor of fifty is an error of unit and no return; such days are there to be looked at.
    { name: "plausible_return", kind: "range", column: "log_return", min: -3.9, max: 3.9, severity: "warn" },
    {
      name: "no_negative_volume",
      kind: "expression",
      sql: "volume is null or volume >= 0",
      severity: "warn",
    },
    { name: "positive_split", kind: "expression", sql: "split_ratio is null or split_ratio > 0" },
    { name: "every_symbol", kind: "covers", column: "symbol", stage: "symbol" },
  ],
  // A few days of a symbol are few records: one bad one among them is a large share.
  maxBadRatio: 0.2,

  retention: "30 days",
  // New York's day before has long ended then; what Friday brings comes on Monday.
  schedule: { expression: "cron(0 8 ? * MON-FRI *)", timeZone: "Europe/Madrid" },
  convert: "lambda",
  countBy: "symbol",
  warehouse: true,
  // The weak prior that docs/analysis.md explains.
  analysis: {
    series: "symbol",
    date: "date",
    returns: "log_return",
    prior: { mean: 0, kappa: 0.1, alpha: 0.5, beta: 0.00005 },
  },

  // Made-up securities that are called so: a steady one, one that pays, one that was split.
  sample: {
    file: "generated.tar",
    layout: "yahoo_chart",
    rows: 1500,
    until: "2025-06-30",
    holidays: ["01-01", "07-04", "12-25"],
    timeZone: "America/New_York",
    series: [
      { symbol: "GEN-STEADY", currency: "USD", last: 100, drift: 0.0002, scale: 0.008 },
      {
        symbol: "GEN-PAYER",
        currency: "EUR",
        last: 40,
        drift: 0.0003,
        scale: 0.012,
        dividend: { yield: 0.008, every: 63 },
      },
      {
        symbol: "GEN-SPLIT",
        currency: "USD",
        last: 250,
        drift: 0.0006,
        scale: 0.02,
        split: { ratio: 4, before: 100 },
      },
    ],
  },
});
