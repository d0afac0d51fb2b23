import assert from "node:assert/strict";
import { defineDataset, type Dataset } from "../../contract";
import { datasetFaults } from "../../contract/define";
import { datasets } from "../../datasets";
import { weather } from "../examples/weather";

type Loose = Record<string, unknown>;

/** The example with one place changed: `at(["table", "key", 0], "x")`; `undefined` as value is set, not deleted. */
function at(path: readonly (string | number)[], value: unknown): unknown {
  const copy: unknown = structuredClone(weather);
  let inner = copy as Loose;
  for (const step of path.slice(0, -1)) inner = inner[step] as Loose;
  inner[path.at(-1)!] = value;
  return copy;
}

function without(...path: string[]): unknown {
  const copy: unknown = structuredClone(weather);
  let inner = copy as Loose;
  for (const step of path.slice(0, -1)) inner = inner[step] as Loose;
  delete inner[path.at(-1)!];
  return copy;
}

const layout = ["layouts", 0] as const;
const noHeader = (fields: number, columns: Loose) => ({
  ...weather.layouts[0],
  header: { fields },
  columns: {
    station: { field: 0 },
    day: { field: 1 },
    temperature: { field: 2 },
    rain: { field: 3 },
    ...columns,
  },
});
const rule = (value: Loose) => at(["rules", 0], value);
const range = (more: Loose) =>
  rule({ name: "warm", kind: "range", column: "temperature", min: 0, max: 1, ...more });
const upsert = (key: readonly string[], stage: Loose = {}) => ({
  ...weather,
  stage: { ...weather.stage, ...stage },
  table: { ...weather.table, mode: "upsert", key },
});
const text = { type: "string", description: "x" };

class Thing {
  readonly value = 1;
}

// What is wrong, the description, the one path that is reported, and a word of the advice.
const cases: readonly (readonly [string, unknown, string, RegExp])[] = [
  ["a name with capitals", at(["name"], "myWeather"), "name", /"myweather"/],
  ["a name that begins with _", at(["name"], "_weather"), "name", /begins with "_"/],
  ["a name that is a reserved word", at(["name"], "order"), "name", /reserved/],
  ["a name of the program's views", at(["name"], "stage_weather"), "name", /begins with "stage"/],
  ["a name too long", at(["name"], "w".repeat(64)), "name", /63/],
  ["an empty title", at(["title"], " "), "title", /empty/],
  ["an empty citation", at(["citation"], ""), "citation", /empty/],
  ["a licence without address", at(["licence", "url"], "CC0"), "licence.url", /https/],
  ["an unknown source", at(["source", "kind"], "kagle"), "source.kind", /did you mean "kaggle"/],
  ["an owner that is an address", at(["source", "owner"], "a/b"), "source.owner", /kaggle\.com/],
  [
    "an unknown property",
    at(["stage", "rain", "nulable"], true),
    "stage.rain.nulable",
    /did you mean "nullable"/,
  ],
  ["an unknown property at the top", at(["titel"], "x"), "titel", /did you mean "title"/],
  ["a missing property", without("schedule"), "schedule", /missing/],
  ["a property of another type", at(["maxBadRatio"], "0.1"), "maxBadRatio", /must be a number/],

  ["a stage column with capitals", at(["stage", "Wind"], { type: "double" }), "stage.Wind", /"wind"/],
  ["a reserved stage column", at(["stage", "user"], { type: "string" }), "stage.user", /reserved/],
  [
    "a column that begins with _",
    at(["table", "columns", "_row"], text),
    "table.columns._row",
    /begins with/,
  ],
  ["a column with a blank", at(["table", "columns", "a b"], text), 'table.columns["a b"]', /"a_b"/],
  ["a reserved column", at(["table", "columns", "group"], text), "table.columns.group", /reserved/],
  ["an unknown type", at(["stage", "rain", "type"], "dubble"), "stage.rain.type", /did you mean "double"/],
  [
    "another system's type",
    at(["stage", "rain", "type"], "float"),
    "stage.rain.type",
    /did you mean "double"/,
  ],
  ["a decimal too wide", at(["stage", "rain", "type"], "decimal(39,2)"), "stage.rain.type", /1 to 38/],
  ["a decimal's scale too large", at(["stage", "rain", "type"], "decimal(4,5)"), "stage.rain.type", /scale/],
  [
    "a former name that is another column's name",
    at(["stage", "station", "renamedFrom"], ["place", "day"]),
    "stage.station.renamedFrom[1]",
    /"day" is another column/,
  ],
  [
    "a former name of two columns",
    upsert(["station", "day"], {
      rain: { type: "double", nullable: true, renamedFrom: ["wet"] },
      remark: { type: "string", nullable: true, renamedFrom: ["wet"] },
    }),
    "stage.remark.renamedFrom[0]",
    /former name of "rain"/,
  ],
  [
    "a former name that is the column's own",
    at(["table", "columns", "rain", "renamedFrom"], ["rain"]),
    "table.columns.rain.renamedFrom[0]",
    /own name/,
  ],
  [
    "a former name that no column can have",
    at(["stage", "rain", "renamedFrom"], ["Rain"]),
    "stage.rain.renamedFrom[0]",
    /"rain"/,
  ],
  [
    "a former name twice",
    at(["stage", "rain", "renamedFrom"], ["wet", "wet"]),
    "stage.rain.renamedFrom[1]",
    /twice/,
  ],
  [
    "fill where nothing is merged",
    at(["stage", "temperature", "fill"], 0),
    "stage.temperature.fill",
    /replace/,
  ],
  [
    "fill of a nullable column",
    upsert(["station", "day"], { rain: { type: "double", nullable: true, fill: 0 } }),
    "stage.rain.fill",
    /null in older rows/,
  ],
  [
    "fill in the key",
    upsert(["station", "day"], { day: { type: "date", fill: "2024-01-01" } }),
    "stage.day.fill",
    /key/,
  ],
  [
    "a fill that is an object",
    upsert(["station", "day"], { temperature: { type: "double", fill: {} } }),
    "stage.temperature.fill",
    /a string, a number, true or false/,
  ],
  [
    "nonFinite of a text",
    at(["stage", "station", "nonFinite"], ["NaN"]),
    "stage.station.nonFinite",
    /doubles/,
  ],
  [
    "an empty description",
    at(["table", "columns", "day", "description"], ""),
    "table.columns.day.description",
    /empty/,
  ],
  [
    "a description too long for Glue",
    at(["table", "columns", "day", "description"], "x".repeat(300)),
    "table.columns.day.description",
    /too long/,
  ],
  ["an empty unit", at(["table", "columns", "rain", "unit"], ""), "table.columns.rain.unit", /"1"/],

  ["an empty key", at(["table", "key"], []), "table.key", /empty/],
  ["a column twice in the key", at(["table", "key"], ["day", "day"]), "table.key[1]", /twice/],
  [
    "an unknown column in the key",
    at(["table", "key", 0], "statoin"),
    "table.key[0]",
    /did you mean "station"/,
  ],
  ["an upsert's key that stage lacks", upsert(["freezing"]), "table.key[0]", /not a column of stage/],
  [
    "an upsert's key of another type in stage",
    upsert(["day"], { day: { type: "timestamp" } }),
    "table.key[0]",
    /"day" is date, in stage it is timestamp/,
  ],
  [
    "an upsert's key that is nullable in stage",
    upsert(["day"], { day: { type: "date", nullable: true } }),
    "stage.day",
    /nullable/,
  ],
  ["an unknown mode", at(["table", "mode"], "append"), "table.mode", /replace/],
  ["an unknown converter", at(["convert"], "sprak"), "convert", /did you mean "spark"/],
  ["a nullable column in the key", at(["table", "key", 0], "remark"), "table.key[0]", /nullable/],
  ["a double in the key", at(["table", "key", 0], "temperature"), "table.key[0]", /double/],
  ["empty SQL", at(["table", "sql"], " \n"), "table.sql", /empty/],
  ["SQL that does not read stage", at(["table", "sql"], "select 1"), "table.sql", /stage/],
  ["SQL with a semicolon", at(["table", "sql"], "select 1 from stage;"), "table.sql", /semicolon/],

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
  ["a quote as delimiter", at([...layout, "delimiter"], '"'), "layouts[0].delimiter", /another meaning/],
  ["a line feed as delimiter", at([...layout, "delimiter"], "\n"), "layouts[0].delimiter", /another meaning/],
  [
    "a carriage return as delimiter",
    at([...layout, "delimiter"], "\r"),
    "layouts[0].delimiter",
    /another meaning/,
  ],
  ["an unknown quoting", at([...layout, "quoting"], "rfc"), "layouts[0].quoting", /rfc4180/],
  ["a header that is false", at([...layout, "header"], false), "layouts[0].header", /true/],

  ["a count by no column", at(["countBy"], "statoin"), "countBy", /did you mean "station"/],
  ["a ratio above 1", at(["maxBadRatio"], 5), "maxBadRatio", /0 .* to 1/],
  ["a ratio below 0", at(["maxBadRatio"], -0.1), "maxBadRatio", /0 .* to 1/],
  ["a retention of 1 day", at(["retention"], "1 days"), "retention", /at least 2/],
  ["a retention in weeks", at(["retention"], "2 weeks"), "retention", /days/],
  ["a cron of five fields", at(["schedule", "expression"], "cron(0 8 * * ?)"), "schedule.expression", /six/],
  ["a bare cron", at(["schedule", "expression"], "0 8 * * ? *"), "schedule.expression", /cron\(/],
  ["a cron hour of 24", at(["schedule", "expression"], "cron(0 24 * * ? *)"), "schedule.expression", /hours/],
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

  ["two rules of one name", at(["rules", 1, "name"], "plausible_temperature"), "rules[1].name", /before/],
  ["a rule named as the engine's", range({ name: "key_unique" }), "rules[0].name", /by itself/],
  ["a rule named as the engine's other", range({ name: "key_not_null" }), "rules[0].name", /by itself/],
  ["a rule named as an implied one", range({ name: "not_null_day" }), "rules[0].name", /by itself/],
  ["a range upside down", range({ min: 2 }), "rules[0].min", /above max/],
  ["a range of texts", range({ column: "station" }), "rules[0].column", /string/],
  ["a range of no column", range({ column: "temprature" }), "rules[0].column", /did you mean "temperature"/],
  ["an unknown kind of rule", range({ kind: "rnage" }), "rules[0].kind", /did you mean "range"/],
  ["an unknown severity", range({ severity: "warning" }), "rules[0].severity", /did you mean "warn"/],
  ["an empty expression", rule({ name: "e", kind: "expression", sql: "" }), "rules[0].sql", /empty/],
  [
    "an expression with a comment",
    rule({ name: "e", kind: "expression", sql: "true --" }),
    "rules[0].sql",
    /comment/,
  ],
  [
    "covers of unlike types",
    rule({ name: "c", kind: "covers", column: "day", stage: "station" }),
    "rules[0].stage",
    /like/,
  ],
  [
    "covers of no stage column",
    rule({ name: "c", kind: "covers", column: "day", stage: "dai" }),
    "rules[0].stage",
    /"day"/,
  ],
  ["half a row", rule({ name: "r", kind: "rows", min: 0.5 }), "rules[0].min", /whole/],
  [
    "a change of less than none",
    rule({ name: "r", kind: "change", max: -0.1 }),
    "rules[0].max",
    /a share; 0/,
  ],
  ["a change by column", rule({ name: "r", kind: "change", max: 1, column: "a" }), "rules[0].column", /no/],

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

  ["a function", at(["stage", "rain", "nulls"], () => [""]), "stage.rain.nulls", /function/],
  ["a Date", at(["schedule", "since"], new Date(0)), "schedule.since", /Date/],
  ["a Map", at(["sample", "columns"], new Map()), "sample.columns", /Map/],
  ["an instance of a class", at(["licence"], new Thing()), "licence", /Thing/],
  ["undefined", at(["stage", "rain", "nulls"], undefined), "stage.rain.nulls", /undefined/],
  ["NaN", at(["maxBadRatio"], NaN), "maxBadRatio", /NaN/],
  ["infinity", range({ max: Infinity }), "rules[0].max", /Infinity/],
  ["a bigint", range({ max: 1n }), "rules[0].max", /bigint/],
];

const paths = (described: unknown) => datasetFaults(described).map((fault) => fault.path);

describe("defineDataset", () => {
  it("gives back what it takes", () => {
    const described: Dataset = weather;
    assert.equal(defineDataset(described), described);
  });

  for (const [what, described, path, advice] of cases)
    it(`refuses ${what}`, () => {
      const faults = datasetFaults(described);
      const fault = faults.find((one) => one.path === path);
      assert.ok(fault, `no fault at ${path}, but ${JSON.stringify(faults)}`);
      assert.match(fault.message, advice);
    });

  it("reports one slip once", () => {
    // Those that are wrong in two ways, or whose cure lies at another place.
    const twofold = /source|kind of rule|stage column|class|Map|NaN|bigint|infinity|Date|reserved stage/;
    for (const [what, described, path] of cases)
      if (!twofold.test(what))
        assert.ok(paths(described).length <= 2, `${what}: ${paths(described).join(", ")}; ${path}`);
  });

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

describe("fill", () => {
  const filled = (type: string, fill: unknown) =>
    datasetFaults(upsert(["station", "day"], { temperature: { type, fill } })).map(({ message }) => message);
  const good: Readonly<Record<string, readonly unknown[]>> = {
    string: ["", "unknown"],
    boolean: [true, false],
    int: [0, -2147483648, 2147483647],
    bigint: [0, "-9223372036854775808", "9223372036854775807", 9007199254740991],
    double: [0, -1.5e300],
    "decimal(5,2)": [0, 12.5, "-999.99", "0.10"],
    date: ["2024-02-29"],
    timestamp: ["2024-02-29T23:59:59.123456Z"],
  };
  const bad: Readonly<Record<string, readonly unknown[]>> = {
    string: [0, true],
    boolean: ["true", 1],
    int: [0.5, "0", 2147483648, -2147483649],
    bigint: [0.5, "9223372036854775808", 9007199254740992, "1.0", ""],
    double: ["0", true],
    "decimal(5,2)": ["0.001", 1000, 1e21, "1e1", "", ".", true],
    date: ["2024-02-30", "0000-01-01", "29.02.2024"],
    timestamp: ["2024-02-29", "2024-02-29T24:00:00Z", "2024-02-29T00:00:00+01:00"],
  };
  for (const [type, values] of Object.entries(good))
    it(`may be ${values.map((value) => JSON.stringify(value)).join(", ")} of a ${type}`, () => {
      for (const value of values) assert.deepEqual(filled(type, value), [], JSON.stringify(value));
    });
  for (const [type, values] of Object.entries(bad))
    it(`must be a ${type}`, () => {
      for (const value of values) {
        const [message = ""] = filled(type, value);
        assert.ok(
          message.includes(`${JSON.stringify(value)} is not of type ${type}; give `),
          `${JSON.stringify(value)}: ${message}`,
        );
      }
    });
});
