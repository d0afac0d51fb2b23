/** Spark and pyarrow read the files of our Parquet writer, and skip pages and row groups of them. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setNull, setText, setValid } from "../../core/parquet/columns";
import { writeByArrow } from "../core/parquet/arrow";
import { bytesOf, fill, makeGroup, plan, values } from "../core/parquet/parquet-edges";
import { temporaryHome } from "../local/temporary-home";
import { sparkPython } from "./environment";
import { sparkSession } from "./session";

const rows = 65_536;

/** Numbers that rise, a double that is NaN once, and strings with nulls of which few differ. */
async function manyRows(): Promise<Buffer> {
  const made = makeGroup(
    [plan("n", "bigint", false), plan("d", "double", false), plan("s", "string", true)],
    rows,
  );
  const [n, d, s] = made.group.columns;
  assert.ok(n?.kind === "int64" && d?.kind === "double" && s?.kind === "text");
  for (let row = 0; row < rows; row++) {
    n.values[row] = BigInt(row);
    d.values[row] = row === 40_000 ? NaN : 1;
    if (row % 3 === 0) {
      setNull(s, row);
      continue;
    }
    const bytes = Buffer.from(`${"a long beginning ".repeat(5)}${row % 7}`);
    setText(s, row, bytes, 0, bytes.length);
    setValid(s, row);
  }
  return bytesOf(made, rows);
}

const filters = {
  "n > 65000": rows - 65_001,
  "n = 40000": 1,
  // Both engines would lose the NaN if the bounds left it out.
  "d > 10": 1,
  [`s = '${"a long beginning ".repeat(5)}6'`]: Array.from({ length: rows }, (_, row) => row).filter(
    (row) => row % 3 > 0 && row % 7 === 6,
  ).length,
  "s is null": Math.ceil(rows / 3),
} as const;

describe("Parquet files of our writer", () => {
  const home = temporaryHome();
  const launch = sparkSession();

  async function edgeFiles(): Promise<Record<string, string>> {
    const names = Object.keys(values);
    const made = makeGroup(
      names.map((name) => plan(name, values[name]![0], true)),
      6,
    );
    const texts = [0, 1, 2, 3, 4].map((row) => names.map((name) => values[name]![1][row]!));
    fill(made.group.columns, [...texts, names.map(() => null)]);
    const files = {
      by_arrow: writeByArrow(made.group.columns, 6),
      zstd: await bytesOf(made, 6, "zstd"),
      snappy: await bytesOf(made, 6, "snappy"),
    };
    return Object.fromEntries(
      Object.entries(files).map(([name, bytes]) => {
        const path = join(home(), `${name}.parquet`);
        writeFileSync(path, bytes);
        return [name, path];
      }),
    );
  }

  async function writeMany(): Promise<string> {
    const path = join(home(), "many.parquet");
    writeFileSync(path, await manyRows());
    return path;
  }

  it("give Spark the values that Arrow's give it, and the rows of a filter", async () => {
    const views = { ...(await edgeFiles()), many: await writeMany() };
    const whole = ["by_arrow", "zstd", "snappy"].map((name) => ({ id: name, sql: `select * from ${name}` }));
    const counts = Object.keys(filters).map((filter) => ({
      id: filter,
      sql: `select count(*) from many where ${filter}`,
    }));
    const out = join(home(), "answers.jsonl");
    const job = join(home(), "job.json");
    writeFileSync(job, JSON.stringify({ views, cases: [...whole, ...counts], out }));
    await launch("conformance.py", [job]);
    const answers = new Map(
      readFileSync(out, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as { id: string; rows?: (string | null)[][]; error?: string })
        .map(({ id, ...answer }) => [id, answer]),
    );
    assert.equal(answers.get("by_arrow")?.rows?.length, 6, answers.get("by_arrow")?.error);
    assert.deepEqual(answers.get("zstd"), answers.get("by_arrow"));
    assert.deepEqual(answers.get("snappy"), answers.get("by_arrow"));
    const found = Object.keys(filters).map((filter) => [filter, Number(answers.get(filter)?.rows?.[0]?.[0])]);
    assert.deepEqual(Object.fromEntries(found), filters);
  });

  it("give pyarrow the values that Arrow's give it, and the rows of a filter", async function () {
    const python = await sparkPython(this);
    const script = `
import json, sys
import pyarrow.parquet as pq
by_arrow, zstd, snappy, many = sys.argv[1:]
same = [repr(pq.read_table(path).to_pydict()) == repr(pq.read_table(by_arrow).to_pydict()) for path in (zstd, snappy)]
rows = pq.read_table(many, filters=[("n", ">", 65000)]).num_rows
print(json.dumps([*same, rows, pq.ParquetFile(many).metadata.created_by.split()[0]]))`;
    const { by_arrow, zstd, snappy } = await edgeFiles();
    const said = execFileSync(python, ["-c", script, by_arrow!, zstd!, snappy!, await writeMany()]);
    assert.deepEqual(JSON.parse(said.toString()), [true, true, filters["n > 65000"], "data-flow"]);
  });
});
