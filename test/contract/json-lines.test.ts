import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { datasetPage, planLayouts, runPlan, type Dataset } from "../../contract";
import { layoutChanges } from "../../contract/changes/layouts";
import { jsonSteps } from "../../contract/formats/json-path";
import { weather } from "../examples/weather";
import { at, layout, paths, refuses } from "./changed-weather";

const columns = {
  station: { group: "station" },
  day: { path: "at.day" },
  temperature: { path: "readings[0].value", quoted: true },
  rain: { path: `["rain.mm"]` },
  remark: { path: "at", json: true },
} as const;
const jsonLines = {
  format: "json-lines",
  name: "lines",
  files: "/(?<station>[^/]+)\\.jsonl$",
  columns,
} as const;
const { sample: _, ...described } = weather;
const dataset = { ...described, layouts: [jsonLines] } as Dataset;
const changed = (column: string, place: object) =>
  at(layout, { ...jsonLines, columns: { ...columns, [column]: place } });

describe("JSON lines: a path", () => {
  const steps: readonly (readonly [string, readonly (string | number)[]])[] = [
    ["id", ["id"]],
    ["user.id", ["user", "id"]],
    ["tags[0]", ["tags", 0]],
    ["a[10][0].b", ["a", 10, 0, "b"]],
    ["@timestamp", ["@timestamp"]],
    ["Temp C.$oid", ["Temp C", "$oid"]],
    [`["a.b"]`, ["a.b"]],
    [`["a.b"]["c\\"]\\u00e9"].d`, ["a.b", 'c"]é', "d"]],
    [`x[""]`, ["x", ""]],
  ];
  for (const [path, expected] of steps)
    it(`${path} has its steps`, () => assert.deepEqual(jsonSteps(path), expected));
  for (const path of [
    "",
    ".",
    "a.",
    ".a",
    "a..b",
    "a[",
    "a[x]",
    "a[-1]",
    "a[01]",
    "a[1000000]",
    "a]b",
    'a"',
    `["\\x"]`,
    `["\\ud800"]`,
    `["a"]b`,
    "[0]",
    "a.[0]",
  ])
    it(`${JSON.stringify(path)} is none`, () => assert.equal(typeof jsonSteps(path), "string"));
});

describe("JSON lines: a layout", () => {
  it("is a plan of its places, and nothing that is not said", () => {
    const [plan] = planLayouts(dataset);
    const from = Object.fromEntries(plan!.columns.map((column) => [column.name, column.from]));
    assert.deepEqual({ ...plan, columns: from }, jsonLines);
    assert.ok(!("prefix" in plan! || "values" in plan!));
  });

  it("is described on the data set's page", () => {
    const page = datasetPage(dataset);
    assert.match(page, /JSON lines, an object for each record/);
    for (const words of [
      /the file's path, its group `station`/,
      /`readings\[0\]\.value`, which may be a string/,
      /`at`, as JSON text/,
    ])
      assert.match(page, words);
  });

  it("whose path changes is read otherwise", () => {
    const other = {
      ...dataset,
      layouts: [{ ...jsonLines, columns: { ...columns, rain: { path: "rain" } } }],
    };
    const changes = layoutChanges(runPlan(dataset), runPlan(other));
    assert.deepEqual(
      changes.map(({ how }) => how),
      ["reading of rain changed: files are read the new way"],
    );
  });

  it("is sound as it stands", () => assert.deepEqual(paths(dataset), []));

  it("is sound as docs/formats.md shows one", () => {
    const section = readFileSync("docs/formats.md", "utf8").split("## JSON lines")[1]!;
    const example = /```ts\r?\n(.*?)```/s.exec(section)![1]!;
    // Values of another realm are no plain objects to the contract.
    const shown = JSON.parse(JSON.stringify(runInNewContext(`(${example})`))) as typeof jsonLines;
    const types = {
      id: "bigint",
      tag: "string",
      price: "double",
      user: "string",
      day: "date",
      unit: "string",
    } as const;
    const stage = Object.fromEntries(Object.entries(types).map(([name, type]) => [name, { type }]));
    const faults = paths({ ...dataset, layouts: [shown], stage });
    assert.deepEqual(
      faults.filter((path) => path.startsWith("layouts")),
      [],
    );
    assert.equal(Object.keys(shown.columns).length, 6);
  });

  const column = (name: string) => `layouts[0].columns.${name}`;
  refuses([
    [
      "a path that is none",
      changed("rain", { path: "a..b" }),
      `${column("rain")}.path`,
      /character 1; write keys/,
    ],
    [
      "a group that is none",
      changed("station", { group: "stat" }),
      `${column("station")}.group`,
      /"station"/,
    ],
    ["a header", changed("rain", { header: "Rain" }), column("rain"), /"path", "paths", "group", "text"/],
    [
      "JSON text in a double",
      changed("rain", { path: "x", json: true }),
      `${column("rain")}.json`,
      /is for strings/,
    ],
    [
      "a quoted date",
      changed("day", { path: "x", quoted: true }),
      `${column("day")}.quoted`,
      /date is read from a JSON string anyway/,
    ],
    [
      "a decimal comma of a JSON number",
      changed("rain", { path: "x", decimal: "," }),
      `${column("rain")}.decimal`,
      /add quoted: true/,
    ],
    [
      "one path to join",
      changed("rain", { paths: ["a"], join: "" }),
      `${column("rain")}.paths`,
      /at least two/,
    ],
    [
      "a path to join that is none",
      changed("rain", { paths: ["a", "b."], join: "" }),
      `${column("rain")}.paths[1]`,
      /"b\.": is not a path/,
    ],
    [
      "one value as an object and an array",
      changed("rain", { path: "readings.value" }),
      `${column("rain")}.path`,
      /reads as an object what "temperature" reads as an array/,
    ],
    ["two columns from one path", changed("rain", { path: "at.day" }), column("rain"), /same place as "day"/],
  ]);
});
