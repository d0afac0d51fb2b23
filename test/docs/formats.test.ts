import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { defineDataset, type CsvFiles, type FixedFiles } from "../../contract";
import { planLayouts } from "../../contract/derive/plan-layouts";
import type { CsvLayout, FixedLayout } from "../../contract/formats";
import { fixed } from "../../core/formats/fixed";
import { readFile } from "../core/formats/csv/read-file";
import { weather } from "../examples/weather";

const page = readFileSync("docs/formats.md", "utf8").replaceAll("\r\n", "\n");
const section = (heading: string) => page.slice(page.indexOf(`## ${heading}`)).split("\n## ")[0] ?? "";
const code = (cell: string) => /`([^`]*)`/.exec(cell)![1]!.replaceAll("\\|", "|");

/** The examples of a section: their files and what is written in the layout. */
const examplesOf = (heading: string) =>
  section(heading)
    .split("\n")
    .filter((line) => line.startsWith("| ") && line.includes("`"))
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
    .map(([, word = "", file = "", words = ""]) => ({ word, file: code(file), words: code(words) }));

/** A data set whose only layout has these words. */
function layoutOf(words: string): CsvLayout {
  const said = runInNewContext(`({ ${words.replace(", … }", " }")} })`) as Partial<CsvFiles>;
  const places: Record<string, object> = { a: { header: "a" }, b: { header: "b" }, ...said.columns };
  // The places that the example leaves out.
  if (said.header !== undefined && said.header !== true)
    places["b"] = "lines" in said.header ? { header: "x f" } : { field: 1 };
  const text = { type: "string" as const, nullable: true };
  const described = {
    ...weather,
    sample: undefined,
    stage: Object.fromEntries(Object.keys(places).map((name) => [name, text])),
    table: {
      ...weather.table,
      columns: { a: { type: "string" as const, description: "a" } },
      key: ["a"],
      sql: "select a from stage",
    },
    rules: [],
    countBy: "a",
    layouts: [
      {
        name: "l",
        files: "csv$",
        delimiter: ",",
        quoting: "rfc4180",
        header: true,
        ...said,
        columns: places,
      },
    ],
  } as const;
  const { sample: _, ...dataset } = described;
  // Values of another realm are no plain objects to the contract.
  return planLayouts(defineDataset(JSON.parse(JSON.stringify(dataset)) as never))[0] as CsvLayout;
}

describe("the page of formats", () => {
  it("has examples of every word that read as it says", async () => {
    const examples = examplesOf("CSV and the like");
    assert.ok(examples.length >= 20, `${examples.length} examples`);
    for (const { word, file, words } of examples) {
      const text = file.replaceAll("\\n", "\n").replaceAll("\\t", "\t");
      const layout = layoutOf(words);
      const found = await readFile(
        layout,
        Buffer.from(text, layout.encoding === undefined ? "utf8" : "latin1"),
      );
      assert.ok(typeof found !== "string", `${word}: ${JSON.stringify(found)}`);
      assert.deepEqual(found.bad, [], word);
      assert.deepEqual(
        found.rows.map(([, , a, b]) => [a, b]),
        [["1", "2"]],
        word,
      );
    }
  });

  it("has examples of fixed positions that read as it says", async () => {
    const [example, ...others] = examplesOf("Fixed width");
    assert.deepEqual(others, []);
    const { columns } = runInNewContext(`({ ${example!.words} })`) as {
      readonly columns: FixedFiles["columns"];
    };
    const text = { prefix: "", type: "string", nullable: false, nulls: [], nonFinite: [] } as const;
    const layout: FixedLayout = {
      format: "fixed",
      name: "f",
      files: "",
      columns: Object.entries(columns).map(([name, from]) => ({ ...text, name, from })),
    };
    const found = await readFile(layout, example!.file.replace("\\n", "\n"), undefined, fixed);
    assert.ok(typeof found !== "string");
    assert.deepEqual(
      found.rows.map(([, , ...values]) => values),
      [["1", "2"]],
    );
  });
});
