import assert from "node:assert/strict";
import { analyze, type PosteriorRow } from "../../core/analysis/windows";
import { analysisTable } from "../../cli/analysis-table";
import { makePlot } from "../../cli/interval-plot";
import { daily, drawnReturns } from "../core/analysis/returns";

const rowOf = (symbol: string, returns: readonly number[]): PosteriorRow =>
  analyze(symbol, daily(returns)).at(-1)!;

const normal = rowOf("NORMAL", drawnReturns(400, 0.0004, 0.012, 1));
const wild = rowOf("A-RATHER-LONG-NAME", drawnReturns(40, -0.01, 0.06, 2));

describe("the table of an analysis", () => {
  for (const screen of [40, 80, 90, 100, 200])
    it(`fits a screen of ${screen} characters`, () => {
      const rows = [normal, wild, rowOf("PENCE", [...drawnReturns(40, 0, 0.01, 4), Math.log(100)])];
      const widths = analysisTable(rows, screen)
        .split("\n")
        .map(({ length }) => length);
      assert.ok(Math.max(...widths) < Math.min(100, screen), `${Math.max(...widths)}`);
      const columns = /volatility/.test(analysisTable(rows, screen));
      assert.equal(columns, screen >= 80);
    });

  it("shows a name that would steer the terminal, in one line", () => {
    const text = analysisTable([rowOf("A\u001b[2J\nB", drawnReturns(40, 0, 0.01, 4))], 80);
    assert.match(text, /A.u001b\[2J/);
    assert.ok(!text.includes("\u001b"));
  });

  it("says in words what has no numbers", () => {
    const text = analysisTable(
      [
        normal,
        rowOf("NEW", drawnReturns(12, 0, 0.01, 3)),
        rowOf("STILL", Array<number>(40).fill(0)),
        rowOf("PENCE", [...drawnReturns(40, 0, 0.01, 4), Math.log(100)]),
      ],
      100,
    );
    assert.match(text, /NEW +all +12 +too few returns \(12 of 30\)$/m);
    assert.match(text, /STILL +all +40 +constant: the price never changes$/m);
    assert.match(text, /PENCE +all +41 +implausible: a price changes more than 5-fold in a day$/m);
  });

  it("stands although no row has numbers", () => {
    assert.match(analysisTable([rowOf("NEW", [])], 80), /too few returns \(0 of 30\)/);
  });

  it("names each series once", () => {
    const text = analysisTable(analyze("ONCE", daily(drawnReturns(70, 0, 0.01, 5))), 100);
    assert.equal(text.match(/ONCE/g)?.length, 1);
  });
});

describe("a plot of intervals", () => {
  it("draws all over one axis", () => {
    const intervals = [
      { lower: -1, median: 0.5, upper: 2 },
      { lower: 1, median: 1.5, upper: 2 },
    ];
    const { axis, draw } = makePlot(intervals, 35);
    assert.deepEqual(
      [...axis, ...intervals.map(draw)],
      [
        " -1         0         1         2  ",
        "──┴─────────┴─────────┴─────────┴──",
        "  ├─────────┼────●──────────────┤  ",
        "            ┊         ├────●────┤  ",
      ],
    );
  });

  it("puts the median over a bound that falls on the same place", () => {
    const { draw } = makePlot([{ lower: -1, median: 0, upper: 1 }], 20);
    assert.match(draw({ lower: 0.999, median: 1, upper: 1 }), /^ *┊ *● *$/);
  });

  it("has numbers of as many digits as the axis needs", () => {
    const { axis } = makePlot([{ lower: -0.02, median: 0, upper: 0.03 }], 45);
    assert.deepEqual(axis[0].trim().split(/ +/), ["-0.02", "-0.01", "0.00", "0.01", "0.02", "0.03"]);
  });
});
