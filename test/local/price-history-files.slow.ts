import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { sharedData } from "../shared-data";
import { rowsOf, runAt } from "./prices-world";
import { temporaryHome } from "./temporary-home";

describe("files of daily prices", function () {
  const home = temporaryHome();

  it("reads a history as yfinance writes it: the day of a local midnight, 0 for no dividend, any order", async () => {
    const row = (time: string, close: number, more = "0.0,0.0") =>
      `${time},${close},${close},${close},${close},${close},9,${more}`;
    const text = [
      "Datetime,Open,High,Low,Close,Adj Close,Volume,Dividends,Stock Splits,Repaired?",
      row("2024-03-08 00:00:00+09:00", 14, "0,0"),
      row("2024-03-07 00:00:00+09:00", 130, "0.5,2.0"),
      row("2024-03-06 00:00:00+09:00", 12),
      row("2024-03-05 10:00:00+09:00", 11),
      row("2024-03-04 00:00:00+09:00", 10),
    ].map((line, index) => (index === 0 ? line : `${line},False`));
    const archive = join(home(), "12-T-1d-jump.csv.gz");
    writeFileSync(archive, gzipSync(text.join("\n")));
    const options = { archive, live: false, date: "2024-03-20" };
    const { error, rows } = await runAt(home(), "2024-03-20T06:00:00Z", options);
    assert.deepEqual([error, rows.read, rows.quarantined], [undefined, 5, 1]);
    const columns = "symbol, date::varchar, close, dividend, split_ratio, suspect";
    assert.deepEqual(await rowsOf(home(), `select ${columns} from prices order by date`), [
      ["12-T", "2024-03-04", 10, null, null, false],
      ["12-T", "2024-03-06", 12, null, null, false],
      ["12-T", "2024-03-07", 130, 0.5, 2, true],
      ["12-T", "2024-03-08", 14, null, null, false],
    ]);
    assert.deepEqual(
      await rowsOf(home(), "select _column, _reason from quarantine_prices"),
      [["date", "unreadable"]],
      "an hour is no day",
    );
    for (const [from, to] of [
      ["1d", "1h"],
      ["1d", "1wk"],
    ] as const) {
      const other = archive.replace(from, to);
      writeFileSync(other, gzipSync(text.join("\n")));
      const refused = await runAt(home(), "2024-03-20T06:00:00Z", { ...options, archive: other });
      assert.equal(refused.error?.name, "NoLayoutFits", to);
    }
  });

  it("lets what was fetched later win over an old file that says when it was fetched, and reads it again for another time", async () => {
    const head = "Date,Open,High,Low,Close,Adj Close,Volume,Dividends,Stock Splits";
    const archiveOf = (name: string, closes: Readonly<Record<string, number>>) => {
      const path = join(home(), name);
      const lines = Object.entries(closes).map(([day, c]) => `${day},${c},${c},${c},${c},${c},9,0,0`);
      writeFileSync(path, [head, ...lines].join("\n"));
      return path;
    };
    const recent = archiveOf("A-1d.csv", { "2024-03-05": 2, "2024-03-06": 3 });
    const old = archiveOf("A-1d-old.csv", { "2024-03-04": 10, "2024-03-05": 20 });
    const readAt = async (now: string, archive: string, asOf?: string) => {
      const options = { archive, live: false, date: "2024-03-20", ...(asOf === undefined ? {} : { asOf }) };
      const { status } = await runAt(home(), now, options);
      const closes = await rowsOf(home(), "select close from prices order by date");
      return [status, closes.flat()];
    };
    assert.deepEqual(await readAt("2024-03-20T06:00:00Z", recent), ["published", [2, 3]]);
    const before = "2024-03-01T00:00:00.000Z";
    assert.deepEqual(await readAt("2024-03-20T07:00:00Z", old, before), ["published", [10, 2, 3]]);
    assert.deepEqual(await readAt("2024-03-20T08:00:00Z", old, before), ["unchanged", [10, 2, 3]]);
    assert.deepEqual(await readAt("2024-03-20T09:00:00Z", old, "2024-03-20T06:30:00.000Z"), [
      "published",
      [10, 20, 3],
    ]);
  });

  it("calls no price suspect that is over five times one neighbour's only", async () => {
    const closes = [10, 10, 60, 60, 61, 1000, 1001, 5, 90];
    const lines = closes.map(
      (close, day) => `2024-03-0${day + 1},${close},${close},${close},${close},${close},9,0,0`,
    );
    const archive = join(home(), "X-1d.csv");
    writeFileSync(
      archive,
      ["Date,Open,High,Low,Close,Adj Close,Volume,Dividends,Stock Splits", ...lines].join("\n"),
    );
    await runAt(home(), "2024-03-20T06:00:00Z", { archive, live: false, date: "2024-03-20" });
    assert.deepEqual(await rowsOf(home(), "select date::varchar from prices where suspect"), [
      ["2024-03-08"],
    ]);
  });

  it("refuses a file that does not say what it is adjusted for", async function () {
    const archive = sharedData(this, "market", "daily-csv", "SPY_1999_2020.csv.gz");
    const { error } = await runAt(home(), "2025-10-30T06:00:00Z", {
      archive,
      live: false,
      date: "2025-10-30",
    });
    assert.equal(error?.name, "NoLayoutFits");
  });
});
