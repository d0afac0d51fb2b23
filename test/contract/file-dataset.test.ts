import assert from "node:assert/strict";
import { defineDataset, defineFileDataset, type Row } from "../../contract";

const words = {
  name: "air",
  title: "Air",
  description: "Air.",
  licence: { name: "unknown", url: "https://example.org/" },
  citation: "None.",
  source: { kind: "local" },
  schedule: { expression: "cron(0 6 * * ? *)", timeZone: "UTC" },
} as const;
const layout = { files: "\\.csv$", delimiter: ",", quoting: "rfc4180", header: true } as const;

describe("the short form of a data set", () => {
  const air = defineFileDataset({
    ...words,
    layout,
    columns: {
      station: { header: "Station", type: "string" },
      ozone: { header: "O\n3", type: "double", nullable: true, nulls: ["", "-"], unit: "µg/m³" },
    },
    key: ["station"],
  });

  it("is the whole form, each column described once", () => {
    const whole = defineDataset({
      rules: [],
      maxBadRatio: 0,
      retention: "30 days",
      convert: "lambda",
      ...words,
      layouts: [
        { name: "file", ...layout, columns: { station: { header: "Station" }, ozone: { header: "O\n3" } } },
      ],
      stage: { station: { type: "string" }, ozone: { type: "double", nullable: true, nulls: ["", "-"] } },
      table: {
        columns: {
          station: { type: "string", description: "Station" },
          ozone: { type: "double", nullable: true, unit: "µg/m³", description: "O 3" },
        },
        key: ["station"],
        mode: "replace",
        sql: "select station, ozone from stage",
      },
    });
    assert.deepEqual(air, whole);
  });

  it("knows the rows of its table, and the columns of its key", () => {
    const row: Row<typeof air> = { station: "A-01", ozone: null };
    assert.equal(row.station, "A-01");
    // @ts-expect-error -- it is a string
    const wrong: Row<typeof air> = { station: 1, ozone: 2 };
    assert.ok(wrong);
    assert.throws(
      () =>
        defineFileDataset({
          ...words,
          layout,
          columns: { station: { header: "Station", type: "string" } },
          // @ts-expect-error -- a misspelled column does not compile
          key: ["statoin"],
        }),
      /\n {2}key\[0\]: "statoin" is not a column of the table \(did you mean "station"\?\)/,
    );
  });

  it("has the record for a key where no columns identify a row", () => {
    const { table } = defineFileDataset({
      ...words,
      layout,
      columns: { station: { header: "Station", type: "string" } },
      key: "record",
    });
    assert.deepEqual(table.key, ["record_file", "record_row"]);
    assert.equal(table.sql, "select station, _file as record_file, _row as record_row from stage");
    assert.deepEqual([table.columns.record_file.type, table.columns.record_row.type], ["string", "bigint"]);
  });

  it("names faults as it is written, once each", () => {
    const described = {
      ...words,
      layout: { ...layout, delimiter: "" },
      columns: { Station: { header: "Station", type: "string" }, day: { header: "Day", type: "datum" } },
      key: ["Station"],
    };
    assert.throws(
      () => defineFileDataset(described as never),
      (error: Error) => {
        const paths = error.message.split("\n").flatMap((line) => /^ {2}([^:]+):/.exec(line)?.[1] ?? []);
        assert.ok(paths.includes("columns.day.type"), error.message);
        assert.ok(paths.includes("layout.delimiter"), error.message);
        assert.ok(
          paths.every((path) => !/^(layouts|stage|table)/.test(path)),
          error.message,
        );
        assert.equal(new Set(error.message.split("\n")).size, error.message.split("\n").length);
        return error.name === "InvalidDataset";
      },
    );
  });
});
