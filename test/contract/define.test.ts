import assert from "node:assert/strict";
import { defineDataset, type Dataset } from "../../contract";
import { datasetFaults } from "../../contract/define";
import { datasets } from "../../datasets";
import { weather } from "../examples/weather";
import { Thing, at, paths, refuses, without, type Loose, type Refused } from "./changed-weather";

const cases: readonly Refused[] = [
  ["a name with capitals", at(["name"], "myWeather"), "name", /"myweather"/],
  ["a name that begins with _", at(["name"], "_weather"), "name", /begins with "_"/],
  ["a name that is a reserved word", at(["name"], "order"), "name", /reserved/],
  ["a name of the program's views", at(["name"], "stage_weather"), "name", /begins with "stage"/],
  ["a name too long", at(["name"], "w".repeat(64)), "name", /63/],
  ["an empty title", at(["title"], " "), "title", /empty/],
  ["an empty citation", at(["citation"], ""), "citation", /empty/],
  ["a licence without address", at(["licence", "url"], "CC0"), "licence.url", /https/],
  ["an unknown property at the top", at(["titel"], "x"), "titel", /did you mean "title"/],
  ["a missing property", without("schedule"), "schedule", /missing/],
  ["a property of another type", at(["maxBadRatio"], "0.1"), "maxBadRatio", /must be a number/],
  ["an unknown converter", at(["convert"], "sprak"), "convert", /did you mean "spark"/],
  ["a ratio above 1", at(["maxBadRatio"], 5), "maxBadRatio", /0 .* to 1/],
  ["a ratio below 0", at(["maxBadRatio"], -0.1), "maxBadRatio", /0 .* to 1/],
  ["a retention of 1 day", at(["retention"], "1 days"), "retention", /at least 2/],
  ["a retention in weeks", at(["retention"], "2 weeks"), "retention", /days/],
  ["a cron of five fields", at(["schedule", "expression"], "cron(0 8 * * ?)"), "schedule.expression", /six/],
  ["a bare cron", at(["schedule", "expression"], "0 8 * * ? *"), "schedule.expression", /cron\(/],
  [
    "a cron hour of 24",
    at(["schedule", "expression"], "cron(0 24 * * ? *)"),
    "schedule.expression",
    /"24" is not valid for hours \(/,
  ],
  [
    "a cron with both days",
    at(["schedule", "expression"], "cron(0 8 * * * *)"),
    "schedule.expression",
    /"\?"/,
  ],
  [
    "a zone that is none",
    at(["schedule", "timeZone"], "Europe/Berln"),
    "schedule.timeZone",
    /"Europe\/Berlin"/,
  ],
  ["an offset for a zone", at(["schedule", "timeZone"], "+09:00"), "schedule.timeZone", /IANA/],
  ["a Date", at(["schedule", "since"], new Date(0)), "schedule.since", /Date/],
  ["an instance of a class", at(["licence"], new Thing()), "licence", /Thing/],
  ["NaN", at(["maxBadRatio"], NaN), "maxBadRatio", /NaN/],
];

describe("defineDataset", () => {
  it("gives back what it takes", () => {
    const described: Dataset = weather;
    assert.equal(defineDataset(described), described);
  });

  refuses(cases);

  it("refuses a description that contains itself", () => {
    const described = structuredClone(weather) as unknown as Loose;
    described["stage"] = { a: described };
    assert.ok(paths(described).includes("stage.a"));
  });

  it("refuses what is no description", () => {
    for (const described of [null, [], "weather", new Thing()])
      assert.notDeepEqual(datasetFaults(described), []);
  });

  it("tells all faults at once, in one error", () => {
    const described = {
      ...structuredClone(weather),
      name: "Weather",
      retention: "1 days",
      rules: [{ name: "r", kind: "range", column: "temprature", min: 2, max: 1 }],
    } as never;
    assert.throws(
      () => defineDataset(described),
      (error: Error) => {
        assert.equal(error.name, "InvalidDataset");
        assert.match(error.message, /^data set "Weather" has 4 faults:\n/);
        for (const path of ["name", "retention", "rules[0].column", "rules[0].min"])
          assert.ok(error.message.includes(`\n  ${path}: `), `no ${path} in ${error.message}`);
        return true;
      },
    );
  });

  it("takes timestamp as a column's name", () => {
    const stamp = { type: "timestamp", description: "x" };
    assert.deepEqual(paths(at(["table", "columns", "timestamp"], stamp)), []);
  });

  it("takes every form of EventBridge's cron", () => {
    for (const cron of [
      "0/5 * ? * MON-FRI *",
      "0 8 L * ? *",
      "15 10 ? * 6#3 2030-2040",
      "0 0 1,15 JAN,JUN ? *",
      "0 9 15W * ? *",
    ])
      assert.deepEqual(paths(at(["schedule", "expression"], `cron(${cron})`)), [], cron);
  });

  it("takes what the program ships", () => {
    for (const dataset of Object.values(datasets)) assert.deepEqual(datasetFaults(dataset), []);
  });

  it("keeps a closure's plain data: JSON gives the same back", () => {
    for (const dataset of Object.values(datasets))
      assert.deepEqual(JSON.parse(JSON.stringify(dataset)), dataset);
  });
});
