import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { analyze, windows } from "../../core/analysis/windows";
import { monthDays, tail, yearDays } from "../../core/analysis/quantities";
import { weakPrior } from "../../core/analysis/prior";
import { fewestReturns, largestReturn, smallestRange } from "../../core/analysis/status";
import { posteriorColumns } from "../../contract/derive/posterior-table";
import { analysisReportKey, planKey, processedPrefix } from "../../contract/keys";
import type { AnalysisReport } from "../../core/run/documents";
import { readJson } from "../../core/run/state";
import { openDatabase } from "../../local/duckdb-connection";
import { makeLocalPorts } from "../../local/local-ports";
import { makeModelSample } from "../../local/pymc";
import { temporaryHome } from "../local/temporary-home";
import { pymcPython } from "./environment";

describe("the shipped model in a Python of its own", function () {
  this.timeout(600_000);
  const home = temporaryHome();
  let python = "";
  before(async function () {
    python = await pymcPython(this);
  });

  // Returns of two symbols, sums of sines: near normal, and the same everywhere.
  const days = (seed: number, count: number) =>
    Array.from({ length: count }, (_, at) => ({
      date: new Date(Date.UTC(2024, 0, 1 + at)).toISOString().slice(0, 10),
      logReturn:
        at === 0
          ? null
          : 0.01 * [1, 2, 3, 5].reduce((sum, by) => sum + Math.sin((at + seed) ** 2 * by * 0.7), 0),
    }));
  const series = { AAPL: days(1, 120), NEW: days(2, 20) };

  it("writes the rows of the table, near those of the closed forms where returns are near normal", async () => {
    const said: string[] = [];
    const log = {
      progress: ({ message }: { message?: string }) => void said.push(message ?? ""),
      warn: () => undefined,
    };
    const ports = makeLocalPorts({ home: join(home(), "store"), log, env: {} });
    const { store } = ports;
    const key = "processed/prices/s/a/part-00000.parquet";
    mkdirSync(dirname(store.path(key)), { recursive: true });
    const database = await openDatabase(store);
    const rows = Object.entries(series).flatMap(([symbol, each]) =>
      each.map(({ date, logReturn }) => `('${symbol}', date '${date}', ${String(logReturn)}::double)`),
    );
    await database.connection.run(
      `copy (select * from (values ${rows.join(", ")}) as t(symbol, date, log_return)) to '${store.path(key)}' (format parquet)`,
    );
    const size = (await store.head(key))!.size;
    const plan = {
      version: 1,
      dataset: "prices_posterior",
      base: 0,
      source: {
        dataset: "prices",
        files: [{ key, size, rows: rows.length }],
        series: "symbol",
        day: "date",
        returns: "log_return",
      },
      prior: weakPrior,
      windows: Object.entries(windows).map(([name, count]) => ({
        name,
        returns: count === Infinity ? null : count,
      })),
      limits: { fewestReturns, largestReturn, smallestRange },
      horizon: { year: yearDays, month: monthDays, tail },
      table: {
        columns: Object.entries(posteriorColumns).map(([name, column]) => ({
          name,
          type: column.type,
          nullable: "nullable" in column,
        })),
        key: ["symbol", "window_name"],
        compression: "snappy",
      },
    };
    const path = store.path(planKey("prices_posterior", "r"));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(plan));

    const env = { ...process.env, DATA_FLOW_PYTHON: python };
    const { Id } = await makeModelSample(ports, { env })({ dataset: "prices", run: "r" });

    const report = await readJson<AnalysisReport>(store, analysisReportKey("prices_posterior", "r", Id));
    assert.equal(report.error, undefined);
    assert.deepEqual(report.rows, { in: 140, out: 6 });
    assert.deepEqual(
      report.files.map((file) => file.key),
      [`${processedPrefix("prices_posterior", "r", Id)}part-00000.parquet`],
    );
    assert.match(said.join("\n"), /PyMC is starting\nSampling 3 windows, 298 returns/);
    const found = await database.connection.runAndReadAll(
      `select * from read_parquet('${store.path(report.files[0]!.key)}')`,
    );
    database.close();
    const first = new Map(
      Object.entries(series)
        .flatMap(([symbol, each]) => analyze(symbol, each))
        .map((row) => [`${row.symbol} ${row.window_name}`, row]),
    );
    const table = found.getRowObjectsJS() as {
      symbol: string;
      window_name: string;
      [name: string]: unknown;
    }[];
    assert.deepEqual(
      table.map((row) => [`${row.symbol} ${row.window_name}`, row["status"]]),
      ["AAPL 60", "AAPL 250", "AAPL all", "NEW 60", "NEW 250", "NEW all"].map((name) => [
        name,
        first.get(name)!.status,
      ]),
    );
    for (const row of table.slice(0, 3)) {
      const other = first.get(`${row.symbol} ${row.window_name}`)!;
      assert.equal(row["returns"], other.returns);
      // A third of an interval: what a tail of its own can make of it.
      for (const name of ["mean", "scale", "annual_return", "positive_month", "value_at_risk"] as const) {
        const width = other[`${name}_upper`]! - other[`${name}_lower`]!;
        const distance = Math.abs(Number(row[`${name}_median`]) - other[`${name}_median`]!);
        assert.ok(distance < width / 3, `${name}: ${String(distance)} of ${String(width)}`);
      }
    }
  });
});
