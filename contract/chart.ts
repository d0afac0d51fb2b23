/** What a bar of a chart document becomes: the fields of a record, in this order. */
export const chartFields = [
  /** As the document spells it. */
  "symbol",
  /** Date in the exchange's time zone. */
  "day",
  "open",
  "high",
  "low",
  "close",
  /** Close adjusted for dividends too; the close where the document has none. */
  "adj_close",
  "volume",
  /** Cash for a share on its ex-date, in the currency of the prices; empty on all other days and where it is in another. */
  "dividend",
  /** New shares for one old one on the first day they trade; empty on all other days. */
  "split_ratio",
  /** ISO 4217: subunits (GBp, ZAc, KWF) have become whole units; empty where the source's code is neither. */
  "currency",
] as const;

/** A field of `chartFields`. */
export type ChartField = (typeof chartFields)[number];
