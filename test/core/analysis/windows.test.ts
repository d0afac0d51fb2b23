import fc from "fast-check";
import assert from "node:assert/strict";
import { weakPrior } from "../../../core/analysis/prior";
import { analyze, type PosteriorRow } from "../../../core/analysis/windows";
import { close, daily, drawnReturns } from "./returns";

/** The values of the columns that hold quantities. */
const numbersOf = (row: PosteriorRow) =>
  Object.entries(row)
    .filter(
      ([name]) =>
        ![
          ...["symbol", "window_name", "status", "engine", "first_date", "last_date", "returns"],
          ...["r_hat", "effective_sample_size"],
        ].includes(name),
    )
    .map(([, value]) => value as unknown);

/** Each window's status. */
const statuses = (returns: readonly number[]) => analyze("X", daily(returns)).map(({ status }) => status);

describe("windows", () => {
  const returns = drawnReturns(400, 0.0005, 0.015, 3);
  const rows = analyze("AAPL", daily(returns));
  const [short, long, all] = rows as [PosteriorRow, PosteriorRow, PosteriorRow];

  it("are the last 60 and 250 returns, and all", () => {
    assert.deepEqual(
      rows.map(({ window_name, status, first_date, last_date, returns: count }) => [
        window_name,
        status,
        first_date,
        last_date,
        count,
      ]),
      [
        ["60", "ok", "2001-12-08", "2002-02-05", 60],
        ["250", "ok", "2001-06-01", "2002-02-05", 250],
        ["all", "ok", "2001-01-02", "2002-02-05", 400],
      ],
    );
  });

  it("see nothing before them", () => {
    const changed = daily(returns.map((value, index) => (index < 340 ? -value : value)));
    assert.deepEqual(analyze("AAPL", changed)[0], short);
    assert.notDeepEqual(analyze("AAPL", changed)[1], long);
  });

  it("are narrower with more returns", () => {
    const width = (row: PosteriorRow) => row.scale_upper! - row.scale_lower!;
    assert.ok(width(short) > 1.5 * width(long) && width(long) > width(all));
  });

  it("hold what there is where it is less than their name says", () => {
    const found = analyze("AAPL", daily(returns.slice(0, 100)));
    assert.deepEqual(
      found.map((row) => row.returns),
      [60, 100, 100],
    );
    assert.equal(found[1]?.mean_median, found[2]?.mean_median);
  });

  it("are the same whatever the order of the days", () => {
    assert.deepEqual(analyze("AAPL", daily(returns).reverse()), rows);
  });

  it("differ between symbols in the draws alone", () => {
    const [other] = analyze("MSFT", daily(returns));
    assert.equal(other?.scale_median, short.scale_median);
    assert.equal(other?.value_at_risk_predictive, short.value_at_risk_predictive);
    assert.notEqual(other?.value_at_risk_median, short.value_at_risk_median);
    close(other.value_at_risk_median!, short.value_at_risk_median!, 4e-4);
  });

  it("take the prior they are given", () => {
    const [strong] = analyze("AAPL", daily(returns), { ...weakPrior, mean: 0.01, kappa: 1e4 });
    close(strong!.mean_median!, 0.01, 1e-4);
  });

  it("refuse a prior that is none", () => {
    assert.throws(() => analyze("AAPL", [], { ...weakPrior, beta: 0 }), { name: "PriorInvalid" });
  });
});

describe("status of a window", () => {
  const returns = drawnReturns(300, 0, 0.01, 4);

  it("is too few below 30 returns, the first day not counted", () => {
    assert.deepEqual(statuses(returns.slice(0, 29)), ["too few", "too few", "too few"]);
    assert.deepEqual(statuses(returns.slice(0, 30)), ["ok", "ok", "ok"]);
  });

  it("is too few with one return, one day, and none", () => {
    for (const [days, dates] of [
      [daily([0.01]), ["2001-01-02", "2001-01-02", 1]],
      [daily([]), [null, null, 0]],
      [[], [null, null, 0]],
    ] as const)
      for (const row of analyze("X", days)) {
        assert.equal(row.status, "too few");
        assert.deepEqual([row.first_date, row.last_date, row.returns], dates);
      }
  });

  it("is constant where the price stands still, or moves by the same share but for rounding", () => {
    assert.deepEqual(statuses(Array<number>(300).fill(0)), ["constant", "constant", "constant"]);
    const prices = Array.from({ length: 301 }, (_, day) => 100 * 1.001 ** day);
    const growth = prices.slice(1).map((price, day) => Math.log(price / prices[day]!));
    assert.ok(new Set(growth).size > 1);
    assert.deepEqual(statuses(growth), ["constant", "constant", "constant"]);
  });

  it("is ok where a single day moved", () => {
    assert.deepEqual(statuses([...Array<number>(299).fill(0), 0.01]), ["ok", "ok", "ok"]);
  });

  it("is implausible in the windows that hold a price in hundredths, and only there", () => {
    const slipped = returns.with(150, Math.log(100) + 0.004).with(151, -Math.log(100) - 0.01);
    assert.deepEqual(statuses(slipped), ["ok", "implausible", "implausible"]);
  });

  it("is implausible with a split of 10 to 1, ok with a day that halves or triples the price", () => {
    assert.equal(statuses(returns.with(299, -Math.log(10)))[0], "implausible");
    assert.equal(statuses(returns.with(299, Math.log(0.5)))[0], "ok");
    assert.equal(statuses(returns.with(299, Math.log(3)))[0], "ok");
  });

  it("is implausible where a return is no number", () => {
    for (const value of [NaN, Infinity, -Infinity])
      assert.deepEqual(statuses(returns.with(299, value)), ["implausible", "implausible", "implausible"]);
  });

  it("leaves all quantities null unless it is ok, and finite and in order if it is", () => {
    const value = fc.oneof(
      { weight: 30, arbitrary: fc.double({ min: -1.6, max: 1.6 }) },
      { weight: 10, arbitrary: fc.constantFrom(0, 1e-12, 1.6, -1.6, 2e-12) },
      { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, 4.6, 1e308) },
    );
    fc.assert(
      fc.property(fc.array(value, { minLength: 25, maxLength: 70 }), (values) => {
        for (const row of analyze("X", daily(values)))
          if (row.status === "ok") {
            assert.ok(numbersOf(row).every((number) => Number.isFinite(number)));
            assert.ok(row.scale_lower! > 0 && row.scale_lower! < row.scale_upper!);
            assert.ok(row.value_at_risk_lower! < row.value_at_risk_median!);
            assert.ok(row.positive_month_lower! >= 0 && row.positive_month_upper! <= 1);
          } else assert.ok(numbersOf(row).every((number) => number === null));
      }),
      { numRuns: 40 },
    );
  });

  it("does not change the columns of a row", () => {
    const [few] = analyze("X", []);
    const [full] = analyze("X", daily(returns));
    assert.deepEqual(Object.keys(few!), Object.keys(full!));
  });
});
