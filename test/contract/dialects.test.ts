import assert from "node:assert/strict";
import { datasetPage, type Dataset } from "../../contract";
import { planLayouts } from "../../contract/derive/plan-layouts";
import { weather } from "../examples/weather";
import { paths, refuses } from "./changed-weather";

const { sample: _, ...unsampled } = weather;
const withLayout = (layout: object) => ({ ...unsampled, layouts: [layout] }) as unknown as Dataset;
const csv = (words: object) => withLayout({ ...weather.layouts[0], ...words });
const places = {
  station: { start: 0, end: 4 },
  day: { start: 4, end: 14 },
  temperature: { start: 15, end: 20 },
  rain: { text: "" },
  remark: { start: 20, end: 40 },
};
const fixed = (words: object) =>
  withLayout({ format: "fixed", name: "f", files: "x", columns: places, ...words });
const read = (dataset: Dataset) => /Files whose path matches .*/.exec(datasetPage(dataset))![0];

describe("the words of a dialect", () => {
  it("are on the data set's page", () => {
    const words = {
      delimiter: { runsOf: " \t;" },
      quote: "'",
      escape: "\\",
      header: { lines: 2, join: "_" },
      headerCase: "any",
      units: true,
      skip: "header",
      comment: "#",
      footer: "^Total",
      ragged: "pad",
      encoding: "latin1",
    };
    assert.equal(
      read(csv(words)),
      "Files whose path matches `\\.csv$`; fields separated by runs of spaces or tabs or `;`, quoting as in RFC 4180 with `'` as the quote and " +
        "`\\` before a quote inside quotes, a header of 2 lines, joined with `_`, names in any case, without the lines before it, " +
        "without the line of units after it, encoded as latin1, without lines that begin with `#`, up to the record that matches `^Total`, " +
        "short records filled with empty fields.",
    );
    assert.match(
      read(csv({ trim: true, skip: 1, footer: 2 })),
      /blanks around a field, a header line, without the first line, without the last 2 lines\.$/,
    );
  });

  it("are in the plan only if they are said", () => {
    const [plain] = planLayouts(csv({ quote: '"' }));
    assert.deepEqual(Object.keys(planLayouts(csv({}))[0]!), [
      "name",
      "files",
      "delimiter",
      "quoting",
      "header",
      "fields",
      "columns",
    ]);
    assert.deepEqual({ ...plain, quote: undefined }, { ...planLayouts(csv({}))[0], quote: undefined });
    const words = { trim: true, skip: 2, footer: 1, encoding: "latin1" };
    const [said] = planLayouts(csv(words));
    assert.deepEqual({ ...said }, { ...planLayouts(csv({}))[0], ...words });
  });
});

describe("comments", () => {
  const comment = "layouts[0].comment";
  refuses([
    ["the delimiter", csv({ delimiter: ";", comment: ";" }), comment, /first field is empty/],
    [
      "what begins with the delimiter",
      csv({ delimiter: "|", comment: "||" }),
      comment,
      /first field is empty/,
    ],
    [
      "a character of runs, which no line begins with",
      csv({ delimiter: { runsOf: " #" }, comment: "#" }),
      comment,
      /take it out of one/,
    ],
  ]);
});

describe("layouts that are chosen by their files alone", () => {
  const lines = (name: string) => ({
    format: "json-lines",
    name,
    files: "x",
    columns: Object.fromEntries(Object.keys(places).map((column) => [column, { path: column }])),
  });
  const position = { format: "fixed", name: "f", files: "x", columns: places };
  const several = (...layouts: object[]) => ({ ...unsampled, layouts });
  refuses([
    ["JSON lines twice", several(lines("a"), lines("b")), "layouts[1].files", /"json-lines" is chosen/],
    [
      "fixed positions twice",
      several(position, { ...position, name: "g" }),
      "layouts[1].files",
      /also that of layout "f"/,
    ],
    [
      "delimited text behind another format",
      several(lines("a"), { ...weather.layouts[0], files: "x" }),
      "layouts[1].files",
      /a format is chosen/,
    ],
  ]);

  it("may have others beside them", () => {
    const csvs = [weather.layouts[0]!, { ...weather.layouts[0], name: "other" }];
    assert.deepEqual(paths(several(...csvs, lines("a"), { ...position, files: "y" })), []);
  });
});

describe("a layout of fixed positions", () => {
  it("is sound, and described on the data set's page", () => {
    assert.deepEqual(paths(fixed({ encoding: "latin1", skip: 3, comment: "*", footer: 1 })), []);
    const page = datasetPage(fixed({ skip: 3 }));
    assert.match(page, /fields at fixed positions, without the first 3 lines\./);
    assert.match(page, /`day` \| characters 4 to 13, counted from 0/);
  });

  const at = (day: object) => fixed({ columns: { ...places, day } });
  const day = "layouts[0].columns.day";
  refuses([
    ["a start below 0", at({ start: -1, end: 3 }), `${day}.start`, /from 0/],
    ["an end before its start", at({ start: 4, end: 4 }), `${day}.end`, /after the start/],
    ["an end that no line has", at({ start: 4, end: 1e12 }), `${day}.end`, /1048576 bytes/],
    ["a position without an end", at({ start: 4 }), `${day}.end`, /missing/],
    ["a header's name", at({ header: "Day" }), day, /"start"/],
    ["two columns at one position", at({ start: 0, end: 4 }), day, /"station"/],
    ["a search for a header", fixed({ skip: "header" }), "layouts[0].skip", /number/],
    ["a delimiter", fixed({ delimiter: "," }), "layouts[0].delimiter", /not known/],
    ["an unknown encoding", fixed({ encoding: "x" }), "layouts[0].encoding", /windows-1252/],
  ]);
});
