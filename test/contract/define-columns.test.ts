import assert from "node:assert/strict";
import { datasetFaults } from "../../contract/define";
import { at, range, refuses, rule, text, upsert, type Refused } from "./changed-weather";

const cases: readonly Refused[] = [
  [
    "an unknown property",
    at(["stage", "rain", "nulable"], true),
    "stage.rain.nulable",
    /did you mean "nullable"/,
  ],

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
  ["a nullable column in the key", at(["table", "key", 0], "remark"), "table.key[0]", /nullable/],
  ["a double in the key", at(["table", "key", 0], "temperature"), "table.key[0]", /double/],
  ["empty SQL", at(["table", "sql"], " \n"), "table.sql", /empty/],
  ["SQL that does not read stage", at(["table", "sql"], "select 1"), "table.sql", /stage/],
  ["SQL with a semicolon", at(["table", "sql"], "select 1 from stage;"), "table.sql", /semicolon/],

  ["a count by no column", at(["countBy"], "statoin"), "countBy", /did you mean "station"/],

  ["two rules of one name", at(["rules", 1, "name"], "plausible_temperature"), "rules[1].name", /already/],
  ["a rule named as the engine's", range({ name: "key_unique" }), "rules[0].name", /built-in/],
  ["a rule named as the engine's other", range({ name: "key_not_null" }), "rules[0].name", /built-in/],
  ["a rule named as an implied one", range({ name: "not_null_day" }), "rules[0].name", /built-in/],
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
    /a ratio; give 0/,
  ],
  ["a change by column", rule({ name: "r", kind: "change", max: 1, column: "a" }), "rules[0].column", /no/],

  ["a function", at(["stage", "rain", "nulls"], () => [""]), "stage.rain.nulls", /function/],
  ["undefined", at(["stage", "rain", "nulls"], undefined), "stage.rain.nulls", /undefined/],
  ["infinity", range({ max: Infinity }), "rules[0].max", /Infinity/],
  ["a bigint", range({ max: 1n }), "rules[0].max", /bigint/],
];

describe("defineDataset, of columns and rules", () => {
  refuses(cases);
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
