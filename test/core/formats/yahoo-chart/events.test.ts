import assert from "node:assert/strict";
import { currencyUnit } from "../../../../core/formats/yahoo-chart/currencies";
import { at, barsIn, chart } from "./made-chart";

const day = "2024-03-05";

/** Dividend, split ratio and currency of the second of three days, whose close is 1300. */
function second(currency: string, events: object) {
  const { bars, leftOut } = barsIn(chart([1250, 1300, 1300], { meta: { currency }, events }));
  const { close, adj_close, volume, dividend, split_ratio, currency: code } = bars[1]!;
  assert.deepEqual([adj_close, volume], [close, 5], "volumes are no prices");
  return { close, dividend, split_ratio, code, leftOut };
}
const paid = (...events: object[]) => ({
  dividends: Object.fromEntries(events.map((event, index) => [index, { date: at(day), ...event }])),
});

describe("the currency of a chart", () => {
  for (const [spelled, code, divisor] of [
    ["USD", "USD", 1],
    ["GBP", "GBP", 1],
    ["GBp", "GBP", 100],
    ["GBX", "GBP", 100],
    ["ZAc", "ZAR", 100],
    ["ZAC", "ZAR", 100],
    ["ILA", "ILS", 100],
    ["ILa", "ILS", 100],
    ["USX", "USD", 100],
    ["KWF", "KWD", 1000],
  ] as const)
    it(`${spelled} is ${code}, of which one has ${divisor}`, () => {
      const found = second(spelled, paid({ amount: 25 }));
      assert.deepEqual(
        [found.code, found.close, found.dividend, found.leftOut],
        [code, 1300 / divisor, 25 / divisor, {}],
      );
    });

  it("that is not ISO 4217 is null and counted, one that is missing only null", () => {
    for (const code of ["XYZ", "gbp", "GB", "BTC", "XXX", "toString", "__proto__"])
      assert.deepEqual(second(code, paid({ amount: 25 })), {
        close: 1300,
        dividend: 25,
        split_ratio: null,
        code: null,
        leftOut: { unknown_currency: 3 },
      });
    assert.deepEqual([second("", {}).code, second("", {}).leftOut], [null, {}]);
  });

  it("has no subunit whose code means a currency", () => {
    for (const code of Intl.supportedValuesOf("currency"))
      if (currencyUnit(code)) assert.deepEqual(currencyUnit(code), { code, divisor: 1 });
  });
});

describe("a dividend with a currency of its own", () => {
  const foreign = { foreign_dividend: 1 };
  for (const [what, prices, own, dividend, leftOut] of [
    ["that of the prices", "GBp", "GBp", 0.1, {}],
    ["the whole unit of the prices'", "GBp", "GBP", 10, {}],
    ["a subunit of the prices'", "GBP", "GBX", 0.1, {}],
    ["a thousandth of the prices'", "KWD", "KWF", 0.01, {}],
    ["another", "GBp", "USD", null, foreign],
    ["a subunit of another", "GBP", "USX", null, foreign],
    ["one that nobody knows", "GBP", "XYZ", null, foreign],
    ["no text", "GBP", 7, null, foreign],
    ["missing", "GBp", null, 0.1, {}],
    ["known, where the prices' is not", "XYZ", "USD", null, { ...foreign, unknown_currency: 3 }],
    ["as unknown as the prices'", "XYZ", "XYZ", 10, { unknown_currency: 3 }],
  ] as const)
    it(what, () => {
      const found = second(prices, paid({ amount: 10, currency: own }));
      assert.deepEqual([found.dividend, found.leftOut], [dividend, leftOut]);
    });

  it("is left out of the sum, and told twice is counted once", () => {
    const dollars = { amount: 10, currency: "USD" };
    const found = second("GBP", paid(dollars, { amount: 2 }, dollars));
    assert.deepEqual([found.dividend, found.leftOut], [2, foreign]);
  });

  it("is counted on days that are wanted only", () => {
    const document = chart([1, 1, 1], { events: paid({ amount: 10, currency: "EUR" }) });
    assert.deepEqual(barsIn(document, undefined, undefined, "2024-03-06").leftOut, { outside: 2 });
    assert.deepEqual(barsIn(document, "2024-03-05").leftOut, { outside: 2 });
  });
});

describe("events of one day", () => {
  const half = { amount: 0.5 };
  const fourFor = (denominator: number, numerator = 4) => ({ date: at(day), numerator, denominator });

  it("that are equal count once, seconds apart too; different ones are added and multiplied", () => {
    assert.equal(second("USD", paid(half, half)).dividend, 0.5);
    assert.equal(second("USD", paid(half, { ...half, date: at(day) + 5 })).dividend, 0.5);
    assert.equal(second("USD", paid(half, { amount: 0.25 }, half)).dividend, 0.75);
    const twin = second("GBp", paid({ amount: 12.3 }, { amount: 0.123, currency: "GBP" }));
    assert.equal(twin.dividend, 12.3 / 100, "in pence and in pounds");
    assert.equal(second("USD", { splits: { a: fourFor(1), b: fourFor(1) } }).split_ratio, 4);
    assert.equal(second("USD", { splits: { a: fourFor(1), b: fourFor(2, 8) } }).split_ratio, 4);
    assert.equal(second("USD", { splits: { a: fourFor(1), b: fourFor(2) } }).split_ratio, 8);
  });

  it("are not equal to those of another day that count on the same bar", () => {
    const times = [at("2024-03-04"), at("2024-03-08")];
    const dividends = {
      a: { amount: 0.5, date: at("2024-03-06") },
      b: { amount: 0.5, date: at("2024-03-07") },
    };
    assert.equal(barsIn(chart([1, 1], { times, events: { dividends } })).bars[1]?.dividend, 1);
  });
});
