import assert from "node:assert/strict";
import type { CsvFiles, Dataset } from "../../contract";
import { datasetPage } from "../../contract/derive/dataset-page";
import { planLayouts } from "../../contract/derive/plan-layouts";
import { weather } from "../examples/weather";
import { at, layout, noHeader, paths, refuses, type Loose, type Refused } from "./changed-weather";

/** A description whose sample has no waves, which are written with decimal points. */
function calm(described: unknown): Dataset {
  const copy = structuredClone(described) as { sample: { columns: Record<string, Loose> } };
  for (const [header, { kind }] of Object.entries(copy.sample.columns))
    if (kind === "wave") copy.sample.columns[header] = { kind: "runs", values: ["1"], length: 1 };
  return copy as unknown as Dataset;
}

/** The example with words for the column "temperature", and of another type. */
function temperature(words: Loose, type = "double", column: Loose = {}): Dataset {
  const changed = at([...layout, "columns", "temperature"], { header: "Temp", ...words }) as Dataset;
  return { ...changed, stage: { ...changed.stage, temperature: { type, ...column } as never } };
}
const values = (words: Loose) => calm(at([...layout, "values"], words));
const place = "layouts[0].columns.temperature";

const join = (place: Loose) => at([...layout, "columns", "rain"], place) as Dataset;

const numbers: readonly Refused[] = [
  [
    "a decimal mark of a string",
    temperature({ decimal: "," }, "string"),
    `${place}.decimal`,
    /is for numbers; this column is string/,
  ],
  ["thousands of a date", temperature({ thousands: "." }, "date"), `${place}.thousands`, /is for numbers/],
  ["zeros of a double", temperature({ wholeZeros: true }), `${place}.wholeZeros`, /is for integers/],
  [
    "thousands like the decimal point",
    temperature({ thousands: "." }),
    `${place}.thousands`,
    /also the decimal mark/,
  ],
  [
    "thousands like the decimal comma",
    temperature({ thousands: ",", decimal: "," }),
    `${place}.thousands`,
    /1,234 is two/,
  ],
  [
    "thousands like the mark of whole zeros",
    temperature({ thousands: ".", wholeZeros: true }, "int"),
    `${place}.thousands`,
    /two numbers/,
  ],
  ["a decimal mark that is none", temperature({ decimal: ";" }), `${place}.decimal`, /not known/],
  ["no sign", temperature({ signs: [] }), `${place}.signs`, /empty/],
  ["a sign with a blank", temperature({ signs: ["$ "] }), `${place}.signs`, /blank/],
  ["a sign with a minus", temperature({ signs: ["-$"] }), `${place}.signs`, /belong to the number/],
  ["a sign that is a minus", temperature({ signs: ["\u2212"] }), `${place}.signs`, /a minus/],
  ["a sign with a digit", temperature({ signs: ["m2"] }), `${place}.signs`, /digit/],
  ["a point as sign", temperature({ signs: ["."] }), `${place}.signs`, /part of a number/],
  ["thousands as sign", temperature({ thousands: "'", signs: ["'"] }), `${place}.signs`, /part of a number/],
  ["a sign twice", temperature({ signs: ["$", "$"] }), `${place}.signs`, /twice/],
  [
    "two signs with the decimal mark between",
    temperature({ signs: ["kr", "kr."] }),
    `${place}.signs`,
    /two numbers/,
  ],
];

const booleans: readonly Refused[] = [
  [
    "a word for true of a number",
    temperature({ true: ["Y"], false: ["N"] }),
    `${place}.true`,
    /for booleans/,
  ],
  ["true without false", temperature({ true: ["Y"] }, "boolean"), `${place}.true`, /needs `false`/],
  ["false without true", temperature({ false: ["N"] }, "boolean"), `${place}.false`, /needs `true`/],
  ["no word for true", temperature({ true: [], false: ["N"] }, "boolean"), `${place}.true`, /empty/],
  [
    "a word for both",
    temperature({ true: ["Y", "1"], false: ["1"] }, "boolean"),
    `${place}.true`,
    /one of them/,
  ],
  [
    "a word for false and null",
    temperature({ true: ["Y"], false: [""] }, "boolean"),
    `${place}.false`,
    /nulls/,
  ],
];

const sampled: readonly Refused[] = [
  [
    "a wave where the decimal mark is a comma",
    temperature({ decimal: "," }),
    "sample.columns.Temp",
    /has decimal points/,
  ],
];

const joined: readonly Refused[] = [
  [
    "one column joined",
    join({ headers: ["Rain"], join: " " }),
    "layouts[0].columns.rain.headers",
    /at least two/,
  ],
  [
    "a column joined with itself",
    join({ headers: ["Rain", "Rain"], join: "" }),
    "layouts[0].columns.rain.headers",
    /"Rain" twice/,
  ],
  [
    "joined columns without a string between",
    join({ headers: ["A", "B"] }),
    "layouts[0].columns.rain.join",
    /missing/,
  ],
  [
    "joined fields where there is a header",
    join({ fields: [0, 1], join: "" }),
    "layouts[0].columns.rain.fields",
    /has a header/,
  ],
  [
    "a header and several",
    join({ header: "A", headers: ["A", "B"], join: "" }),
    "layouts[0].columns.rain",
    /write one/,
  ],
  [
    "the same columns joined twice",
    at([...layout, "columns"], {
      ...weather.layouts[0]!.columns,
      rain: { headers: ["Station", "Day"], join: "" },
      remark: { headers: ["Station", "Day"], join: "" },
    }),
    "layouts[0].columns.remark",
    /same place as "rain"/,
  ],
];

describe("forms of values", () => {
  refuses(numbers);
  refuses(joined);
  refuses(sampled);
  refuses(booleans);

  it("are refused once where all columns share them", () => {
    assert.deepEqual(paths(values({ thousands: "." })), ["layouts[0].values.thousands"]);
  });

  it("may read one string in one way", () => {
    for (const described of [
      temperature({ thousands: ".", decimal: "," }),
      temperature({ thousands: "." }, "int"),
      temperature({ signs: ["$", "US$", "°C", "e"], parentheses: true }),
      temperature({ signs: ["kr", "kr."] }, "int"),
      temperature({ signs: ["kr", "kr."], decimal: "," }),
      temperature({ true: ["Y"], false: [""] }, "boolean", { nulls: [] }),
      values({ decimal: ",", thousands: ".", true: ["Y"], false: ["N"] }),
    ])
      assert.deepEqual(paths(calm(described)), []);
  });

  it("are in the plan only where something is said, and only what a type takes", () => {
    const forms = (dataset: Dataset) =>
      planLayouts(dataset)[0]!.columns.map(({ name, form }) => [name, form] as const);
    assert.deepEqual(
      forms(weather).filter(([, form]) => form),
      [],
    );
    assert.ok(planLayouts(weather)[0]!.columns.every((column) => !("form" in column)));
    const shared = values({ decimal: ",", wholeZeros: true, true: ["Y"], false: ["N"] });
    assert.deepEqual(forms(shared), [
      ["station", undefined],
      ["day", undefined],
      ["temperature", { decimal: "," }],
      ["rain", { decimal: "," }],
      ["remark", undefined],
    ]);
    const own = structuredClone(shared) as unknown as { layouts: { columns: Record<string, Loose> }[] };
    own.layouts[0]!.columns["rain"] = { header: "Rain", decimal: "." };
    own.layouts[0]!.columns["temperature"] = { text: "1.5" };
    assert.deepEqual(
      forms(own as unknown as Dataset).map(([, form]) => form),
      Array(5).fill(undefined),
    );
  });

  it("may be of several columns or fields", () => {
    assert.deepEqual(paths(join({ headers: ["Rain", "Remark"], join: "", signs: ["mm"] })), []);
    const described = join({ headers: ["A", "B"], join: " " });
    assert.deepEqual(planLayouts(described)[0]!.columns[3]!.from, { headers: ["A", "B"], join: " " });
    assert.match(datasetPage(described), /columns `A` and `B`, joined with ` `/);
    const fields = at([...layout], noHeader(5, { remark: { fields: [4, 0], join: "-" } })) as Dataset;
    assert.ok(!paths(fields).some((path) => path.startsWith("layouts")));
    assert.match(datasetPage(fields), /fields `4` and `0`, joined with `-`, counted from 0/);
    const beyond = at([...layout], noHeader(5, { remark: { fields: [5, 0], join: "" } }));
    assert.ok(paths(beyond).includes("layouts[0].columns.remark.fields"));
  });

  it("are described on the page", () => {
    const csv = weather.layouts[0] as CsvFiles;
    const rain = { header: "Rain", signs: ["mm", "l"], parentheses: true } as const;
    const described = {
      ...weather,
      layouts: [
        {
          ...csv,
          values: { decimal: ",", thousands: " " },
          columns: { ...csv.columns, rain },
        },
      ],
    } as Dataset;
    assert.deepEqual(paths(calm(described)), []);
    const page = datasetPage(described);
    assert.match(page, /not say otherwise: decimals after `,`, thousands apart by blanks\./);
    assert.match(page, /column `Rain`, with or without `mm` or `l`, negative in parentheses/);
  });
});
