import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { tarOf } from "../../core/archive/tar-writer";
import { sharedData } from "../shared-data";
import { rowsOf, runAt } from "./prices-world";
import { temporaryHome } from "./temporary-home";

type Row = readonly [day: string, suspect: boolean, leap: boolean, ...numbers: (number | null)[]];

const far = (a: number | null, b: number | null) =>
  a === null || b === null ? a !== b : Math.abs(a - b) > 0.001 * Math.max(Math.abs(a), Math.abs(b));

describe("files of daily prices, each through a whole run", function () {
  const home = temporaryHome();

  const read = (archive: string) =>
    runAt(join(home(), basename(archive)), "2026-01-30T06:00:00Z", {
      archive,
      live: false,
      date: "2026-01-30",
    });
  const tableOf = (archive: string) =>
    rowsOf(
      join(home(), basename(archive)),
      `select date::varchar, suspect, coalesce(abs(log_return) > 3.9, false), open, high, low, close, adj_close, volume, dividend, split_ratio
       from prices order by date`,
    ) as Promise<readonly Row[]>;

  it("come in whole, or are refused for what they are", async function () {
    const folder = sharedData(this, "market", "daily-csv");
    for (const name of readdirSync(folder)) {
      const { error, rows } = await read(join(folder, name));
      if (name.startsWith("SPY_")) {
        assert.equal(error?.name, "NoLayoutFits");
        assert.match(
          error?.message ?? "",
          /SPY_1999_2020\.csv: layout daily_csv is meant for its path, but its header lacks Date/,
        );
        continue;
      }
      assert.equal(error, undefined, name);
      assert.ok(rows.read > 1000 && rows.published === rows.read, `${name}: ${JSON.stringify(rows)}`);
    }
  });

  it("come in together, adjusted ones with no more than what they are", async function () {
    const folder = sharedData(this, "market", "daily-csv");
    const text = (name: string) =>
      name.endsWith(".gz") ? gunzipSync(readFileSync(join(folder, name))) : readFileSync(join(folder, name));
    const archive = join(home(), "daily.tar");
    const names = ["AAPL", "MSFT", "NVDA", "GSPC", "DJI"].map((symbol) => `${symbol}_2000_2025_adjusted.csv`);
    const members = [
      ...names.map((name) => ({ name, bytes: text(`${name}.gz`) })),
      { name: "7203.T_2016_2020.csv", bytes: text("7203.T_2016_2020.csv") },
    ];
    writeFileSync(archive, await buffer(tarOf(members)));
    const document = await runAt(home(), "2025-10-30T06:00:00Z", {
      archive,
      live: false,
      date: "2025-10-30",
    });
    assert.deepEqual([document.error, document.rows.quarantined], [undefined, 0]);
    assert.deepEqual(
      await rowsOf(
        home(),
        "select symbol, count(*), count(close), count(adj_close), count(log_return) from prices where symbol in ('AAPL', '7203.T') group by 1 order by 1",
      ),
      [
        ["7203.T", 1242, 1242, 1242, 1241],
        ["AAPL", 6418, 0, 6418, 6417],
      ],
    );
    // The files' own returns, which the table must give again.
    const line = text("AAPL_2000_2025_adjusted.csv.gz").toString().split("\n")[2]!.split(",");
    const [[date, value]] = (await rowsOf(
      home(),
      "select date::varchar, log_return from prices where symbol = 'AAPL' order by date limit 1 offset 1",
    )) as [[string, number]];
    assert.equal(date, line[0]);
    assert.ok(Math.abs(value - Number(line[6])) < 1e-12);
  });

  it("keep the faults that no rule can tell, as docs/prices.md says of each", async function () {
    const folder = sharedData(this, "market", "dirty-daily-csv");
    const lines: string[] = [];
    for (const name of readdirSync(folder)) {
      const { error, rows } = await read(join(folder, name));
      if (!name.includes("-1d-")) {
        assert.equal(error?.name, "NoLayoutFits", name);
        continue;
      }
      assert.equal(error, undefined, name);
      const text = readFileSync(join(folder, name), "utf8").trimEnd();
      assert.deepEqual(
        [rows.read, rows.published, rows.quarantined],
        [text.split("\n").length - 1, rows.read, 0],
        name,
      );
    }
    for (const name of readdirSync(folder).filter(
      (each) => each.includes("-1d-") && !each.includes("-fixed"),
    )) {
      const table = await tableOf(join(folder, name));
      const mended = name.includes("-no-")
        ? table
        : await tableOf(join(folder, name.replace(".csv", "-fixed.csv")));
      assert.deepEqual(
        table.map(([day]) => day),
        mended.map(([day]) => day),
      );
      assert.deepEqual(
        mended.filter(([, suspect, leap]) => suspect || leap),
        [],
      );
      const wrong = table.filter(([, , , ...values], index) =>
        values.some((value, place) => far(value, mended[index]![place + 3] as number | null)),
      );
      const suspect = wrong.filter(([, flag]) => flag);
      assert.equal(
        suspect.length,
        table.filter(([, flag]) => flag).length,
        `${name}: a good row is called suspect`,
      );
      const leaps = table.filter(([, , leap]) => leap);
      lines.push(`| \`${name}\` | ${table.length} | ${wrong.length} | ${suspect.length} | ${leaps.length} |`);
    }
    const page = readFileSync("docs/prices.md", "utf8").replaceAll(/ +/g, " ");
    const missing = lines.filter((line) => !page.includes(line));
    assert.deepEqual(missing, [], "docs/prices.md says something else");
  });
});
