import assert from "node:assert/strict";
import { weather } from "../examples/weather";
import { at, layout, noHeader, paths, refuses, without, type Refused } from "./changed-weather";

const cases: readonly Refused[] = [
  ["an unknown source", at(["source", "kind"], "kagle"), "source.kind", /did you mean "kaggle"/],
  [
    "an owner that is an address",
    at(["source", "owner"], "a/b"),
    "source.owner",
    /look like the owner part of .*kaggle\.com/,
  ],

  ["a regular expression that is none", at([...layout, "files"], "(.csv"), "layouts[0].files", /regular/],
  [
    "a column of an unknown group",
    at([...layout, "columns", "station"], { path: "st" }),
    "layouts[0].columns.station.path",
    /group/,
  ],
  [
    "a stage column without a place",
    without("layouts", "0", "columns", "rain"),
    "layouts[0].columns",
    /"rain"/,
  ],
  [
    "a place for no stage column",
    at([...layout, "columns", "wind"], { header: "Wind" }),
    "layouts[0].columns.wind",
    /not a stage column/,
  ],
  [
    "two columns from one place",
    at([...layout, "columns", "rain"], { header: "Temp" }),
    "layouts[0].columns.rain",
    /"temperature"/,
  ],
  [
    "a place of two kinds",
    at([...layout, "columns", "rain"], { header: "Rain", field: 1 }),
    "layouts[0].columns.rain",
    /write one/,
  ],
  [
    "a time of midnight in a column that is no date",
    at([...layout, "columns", "rain"], { header: "Rain", time: "midnight" }),
    "layouts[0].columns.rain.time",
    /is for dates; this column is double/,
  ],
  [
    "a time that is not known",
    at([...layout, "columns", "day"], { header: "Day", time: "midnite" }),
    "layouts[0].columns.day.time",
    /only "midnight"/,
  ],
  ["a place of no kind", at([...layout, "columns", "rain"], {}), "layouts[0].columns.rain", /none of/],
  [
    "a field where there is a header",
    at([...layout, "columns", "rain"], { field: 3 }),
    "layouts[0].columns.rain.field",
    /header/,
  ],
  ["a long delimiter", at([...layout, "delimiter"], "||"), "layouts[0].delimiter", /one ASCII/],
  ["a delimiter beyond ASCII", at([...layout, "delimiter"], "§"), "layouts[0].delimiter", /one ASCII/],
  ["no delimiter", at([...layout, "delimiter"], ""), "layouts[0].delimiter", /one ASCII/],
  [
    "a quote as delimiter",
    at([...layout, "delimiter"], '"'),
    "layouts[0].delimiter",
    /cannot be a delimiter/,
  ],
  [
    "a line feed as delimiter",
    at([...layout, "delimiter"], "\n"),
    "layouts[0].delimiter",
    /cannot be a delimiter/,
  ],
  [
    "a carriage return as delimiter",
    at([...layout, "delimiter"], "\r"),
    "layouts[0].delimiter",
    /cannot be a delimiter/,
  ],
  ["an unknown quoting", at([...layout, "quoting"], "rfc"), "layouts[0].quoting", /rfc4180/],
  ["a header that is false", at([...layout, "header"], false), "layouts[0].header", /true/],

  [
    "a sample of no layout",
    at(["sample", "layout"], "stations_csv"),
    "sample.layout",
    /did you mean "station_csv"/,
  ],
  ["a sample that lacks a header", without("sample", "columns", "Rain"), "sample.columns", /"Rain"/],
  ["a sample whose file no layout takes", at(["sample", "file"], "a.txt"), "sample.file", /match/],
  ["a sample of no rows", at(["sample", "rows"], 0), "sample.rows", /from 1/],
  [
    "a wave without length",
    at(["sample", "columns", "Temp", "period"], 0),
    "sample.columns.Temp.period",
    /above 0/,
  ],
  [
    "a wave of 18 digits",
    at(["sample", "columns", "Temp", "digits"], 18),
    "sample.columns.Temp.digits",
    /17/,
  ],
  [
    "blocks of nothing",
    at(["sample", "columns", "Remark", "values"], []),
    "sample.columns.Remark.values",
    /empty/,
  ],
  ["a Map", at(["sample", "columns"], new Map()), "sample.columns", /Map/],
];

describe("defineDataset, of raw data", () => {
  refuses(cases);

  it("refuses layouts without a header whose fields are out of range", () => {
    const described = at([...layout], noHeader(4, { remark: { field: 4 } }));
    assert.ok(paths(described).includes("layouts[0].columns.remark.field"));
    assert.ok(paths(described).includes("sample.layout"), "a sample needs a header");
    assert.ok(paths(at([...layout], noHeader(0, {}))).includes("layouts[0].header.fields"));
    assert.ok(
      paths(at([...layout], noHeader(5, { remark: { field: 1.5 } }))).includes(
        "layouts[0].columns.remark.field",
      ),
    );
  });

  it("refuses a header's name where there is no header", () => {
    const described = at([...layout], noHeader(5, { remark: { header: "Remark" } }));
    assert.ok(paths(described).includes("layouts[0].columns.remark.header"));
  });

  it("refuses no layout, and two of one name", () => {
    assert.ok(paths(at(["layouts"], [])).includes("layouts"));
    assert.deepEqual(paths(at(["layouts"], [weather.layouts[0], weather.layouts[0]])), ["layouts[1].name"]);
  });
});
