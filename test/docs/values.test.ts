import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import type { Written } from "../../contract";
import { columnForm } from "../../contract/formats";
import type { ColumnType } from "../../contract/types";
import { datasetFaults } from "../../contract/define";
import { readValue } from "../core/formats/values/read-value";
import { weather } from "../examples/weather";

const page = readFileSync("docs/formats.md", "utf8");
const section = page.slice(page.indexOf("## Values")).split("\n## ")[0] ?? "";
const examples = section
  .split("\n")
  .map((line) => [...line.matchAll(/(?<=\| )`([^`]*)`(?= *\|)/g)].map(([, code]) => code!))
  .filter((cells) => cells.length === 4);

/** A value as the page writes it. */
function shown(type: ColumnType, value: unknown): string {
  if (type === "date") return new Date((value as number) * 86_400_000).toISOString().slice(0, 10);
  if (type.startsWith("decimal")) return String(value).replace(/(?=\d\d$)/, ".");
  if (type !== "timestamp") return String(value);
  const micros = value as bigint;
  const fraction = `.${String(micros % 1_000_000n).padStart(6, "0")}`.replace(/\.?0+$/, "");
  return new Date(Number(micros / 1000n)).toISOString().replace(/\.\d+/, fraction);
}

describe("the page of values", () => {
  it("has examples that are read as it says, and without their words are not", () => {
    assert.equal(examples.length, 18);
    for (const [type, text, words, value] of examples as [ColumnType, string, string, string][]) {
      // Values of another realm are no plain objects to the contract.
      const own = JSON.parse(JSON.stringify(runInNewContext(`({ ${words} })`))) as Written;
      const place = { header: "Rain", ...own };
      const layout = weather.layouts[0]!;
      const described = {
        ...weather,
        layouts: [{ ...layout, columns: { ...layout.columns, rain: place } }],
        stage: { ...weather.stage, rain: { type, nullable: true } },
      };
      assert.deepEqual(datasetFaults(described), [], words);
      const form = columnForm({}, place, type);
      const plan = { ...(form ? { form } : {}), ...(own.time ? { time: own.time } : {}) };
      assert.equal(shown(type, readValue(type, text, plan)), value, words);
      if (!/^zone/.test(words)) assert.equal(readValue(type, text, {}), "unreadable", text);
    }
  });
});
