import assert from "node:assert/strict";
import { weakPrior } from "../../analysis/prior";
import { analyze } from "../../analysis/windows";
import type { Dataset } from "../../contract";
import { manifestKey } from "../../contract/keys";
import { createJson } from "../../handlers/state";
import { analyzeTable } from "../../local/analyze";
import { daily, drawnReturns } from "../analysis/returns";
import { weather } from "../examples/weather";
import { meters } from "../upsert/meters";
import { portsIn, writeParquet } from "./staged-run";
import { temporaryHome } from "./temporary-home";

const prior = { ...weakPrior, beta: 0.0001 };
const dataset: Dataset = {
  ...meters,
  analysis: { series: "meter", date: "day", returns: "change", prior },
};

type Series = Readonly<Record<string, ReturnType<typeof daily>>>;

describe("analysis on the laptop", function () {
  this.timeout(60_000);
  const home = temporaryHome();

  /** Publishes one table of two files, its rows in no order and the series mixed. */
  async function publish(series: Series) {
    const ports = portsIn(home());
    const location = "processed/meters/r1/a/";
    const values = Object.entries(series).flatMap(([meter, days]) =>
      days.map(
        ({ date, logReturn }) =>
          `('${meter.replaceAll("'", "''")}', date '${date}', '${logReturn ?? "null"}')`,
      ),
    );
    for (const part of [0, 1])
      await writeParquet(
        ports.store,
        `${location}part-0000${part}.parquet`,
        `select meter, day, cast(nullif(change, 'null') as double) as change
           from (values ${values.join(", ")}) as t(meter, day, change)
           where dayofyear(day) % 2 = ${part} order by hash(day)`,
      );
    const columns = [
      { name: "meter", type: "string", comment: "" },
      { name: "day", type: "date", comment: "" },
      { name: "change", type: "double", comment: "" },
    ];
    await ports.catalog.put(
      "meters",
      { table: { name: "meters", description: "", columns, parameters: {} }, location },
      undefined,
    );
    await createJson(ports.store, manifestKey("meters", "r1"), {
      date: "2024-03-01",
      source: { generated: true },
    });
    return ports;
  }

  it("gives the rows that the returns give, series by series, with the contract's prior", async () => {
    const series: Series = {
      b: daily(drawnReturns(300, 0.001, 0.02, 1)),
      a: daily([...drawnReturns(40, 0, 0.01, 2), null, ...drawnReturns(30, 0, 0.01, 3)]),
      "it's": daily(drawnReturns(5, 0, 0.01, 4)),
    };
    const document = await analyzeTable(dataset, await publish(series));
    assert.deepEqual(
      document.rows,
      ["a", "b", "it's"].flatMap((name) => analyze(name, series[name]!, prior)),
    );
    assert.equal(document.rows.find((row) => row.symbol === "a" && row.window === "all")?.returns, 70);
  });

  it("says of which run the table is, and that it is generated", async () => {
    const { rows, ...facts } = await analyzeTable(dataset, await publish({ a: daily([0.1]) }));
    assert.equal(rows.length, 3);
    assert.deepEqual(facts, {
      dataset: "meters",
      run: "r1",
      date: "2024-03-01",
      generated: true,
      prior,
    });
  });

  it("hands a return that is no number on, to be called implausible", async () => {
    const { rows } = await analyzeTable(
      dataset,
      await publish({ a: daily([...drawnReturns(40, 0, 0.01, 5), NaN]) }),
    );
    assert.deepEqual(
      rows.map(({ status }) => status),
      ["implausible", "implausible", "implausible"],
    );
  });

  it("refuses a data set without an analysis", () =>
    assert.rejects(analyzeTable(weather, portsIn(home())), {
      name: "NoAnalysis",
      message: "The data set weather has no returns to analyse: its contract names no `analysis`.",
    }));

  it("says that nothing is published yet, and what to do", () =>
    assert.rejects(analyzeTable(dataset, portsIn(home())), {
      name: "NothingPublished",
      message: "Nothing of meters is published yet: run `data-flow run meters`.",
    }));
});
