import assert from "node:assert/strict";
import type { CsvFiles, Dataset } from "../../contract";
import { datasetPage } from "../../contract/derive/dataset-page";
import { planLayouts } from "../../contract/derive/plan-layouts";
import { at, layout, paths, refuses, type Loose, type Refused } from "./changed-weather";

/** The example with words for the column "rain", and of another type. */
function moment(words: Loose, type = "timestamp", values?: Loose): Dataset {
  const changed = at([...layout, "columns", "rain"], { header: "Rain", ...words }) as Dataset;
  const layouts = changed.layouts.map((each) => ({ ...each, ...(values ? { values } : {}) }) as CsvFiles);
  return { ...changed, layouts, stage: { ...changed.stage, rain: { type, nullable: true } as never } };
}
const date = (...dates: string[]) =>
  moment({ dates, ...(dates.some((each) => /\byy\b/.test(each)) ? { pivot: 1970 } : {}) }, "date");
const timestamp = (...dates: string[]) => moment({ dates });
const place = "layouts[0].columns.rain";
const dates = `${place}.dates`;

const patterns: readonly Refused[] = [
  ["no form", timestamp(), dates, /empty/],
  ["a form twice", timestamp("iso", "iso"), dates, /twice/],
  ["an epoch of no unit", timestamp("epoch"), dates, /did you mean "epoch s"/],
  ["letters that are not quoted", timestamp("yyyy-MM-ddTHH:mm"), dates, /write 'T'/],
  ["five letters of a year", timestamp("yyyyy-MM-dd"), dates, /not one of yyyy, yy/],
  ["ten digits of a fraction", timestamp("yyyy-MM-dd HH:mm:ss.SSSSSSSSSS"), dates, /SSSSSSSSS/],
  ["an unclosed quote", timestamp("yyyy-MM-dd'T"), dates, /not closed/],
  ["an unclosed bracket", timestamp("yyyy[-MM-dd"), dates, /without a "]"/],
  ["a bracket that closes nothing", timestamp("yyyy-MM-dd]"), dates, /without a "\["/],
  ["too many optional parts", timestamp("yyyy[a][b][c][d][e][f]".replace(/[a-f]/g, "-")), dates, /too many/],
  ["a day twice", timestamp("dd dd/MM/yyyy"), dates, /the day twice/],
  ["no year", timestamp("dd/MM"), dates, /no year/],
  ["a day without a month", timestamp("dd yyyy"), dates, /without a month/],
  ["a time without a day", timestamp("yyyy-MM HH:mm"), dates, /without a day/],
  ["minutes without hours", timestamp("yyyy-MM-dd mm:ss"), dates, /minutes without hours/],
  ["seconds without minutes", timestamp("yyyy-MM-dd HH:ss"), dates, /seconds without minutes/],
  ["a fraction without seconds", timestamp("yyyy-MM-dd HH.SSS"), dates, /without seconds/],
  ["an offset without a time", timestamp("yyyy-MM-dd XXX"), dates, /without a time/],
  ["hours to 12 without a half", timestamp("yyyy-MM-dd hh:mm"), dates, /write H/],
  ["a half with hours to 23", timestamp("yyyy-MM-dd HH:mm a"), dates, /without h/],
  ["two digits of a year without a pivot", moment({ dates: ["dd/MM/yy"] }), dates, /`pivot`/],
  ["a time of a date", date("dd/MM/yyyy HH:mm"), dates, /time: "midnight"/],
  ["an epoch of a date", date("epoch ms"), dates, /time: "midnight"/],
];

const slips: readonly Refused[] = [
  ["letters of strptime", timestamp("%d/%m/%Y"), dates, /has "%d"; write letters instead/],
  ["minutes for the month", timestamp("dd/mm/yyyy"), dates, /minutes \(mm, m\) where the month/],
  ["capital letters", timestamp("DD/MM/YYYY"), dates, /"DD", .*did you mean dd/],
  ["a name of JavaScript", timestamp("toString"), dates, /"t", which means nothing/],
  ["no form for all columns", moment({}, "timestamp", { dates: [] }), "layouts[0].values.dates", /empty/],
];

const words: readonly Refused[] = [
  ["a pivot of no year", moment({ dates: ["dd/MM/yy"], pivot: 19.5 }), `${place}.pivot`, /whole number/],
  [
    "a pivot without two digits",
    moment({ dates: ["dd/MM/yyyy"], pivot: 1970 }),
    `${place}.pivot`,
    /leave it out/,
  ],
  [
    "dates of a number",
    moment({ dates: ["iso"] }, "int"),
    dates,
    /is for dates and timestamps; this column is int/,
  ],
  ["an unknown zone", moment({ zone: "Asia/Tokio" }), `${place}.zone`, /did you mean "Asia\/Tokyo"/],
  ["a zone of a date", moment({ zone: "Asia/Tokyo" }, "date"), `${place}.zone`, /day counts as written/],
  [
    "a zone of an epoch",
    moment({ dates: ["epoch s"], zone: "Asia/Tokyo" }),
    `${place}.zone`,
    /changes nothing/,
  ],
  ["a choice without a zone", moment({ twice: "earlier" }), `${place}.twice`, /needs a `zone`/],
  ["a choice that is none", moment({ zone: "Asia/Tokyo", skipped: "both" }), `${place}.skipped`, /one of/],
];

const overlaps: readonly Refused[] = [
  ["day and month in both orders", date("dd/MM/yyyy", "MM/dd/yyyy"), dates, /two moments/],
  ["day and month of one digit", date("d/M/yyyy", "M/d/yyyy"), dates, /two moments/],
  ["two digits of a year first and last", date("dd/MM/yy", "yy/MM/dd"), dates, /two moments/],
  ["digits without separators", date("yyyyMMdd", "ddMMyyyy"), dates, /two moments/],
  ["iso with days first", date("iso", "yyyy-dd-MM"), dates, /"iso" and "yyyy-dd-MM"/],
  ["one pattern with two readings", date("dMyyyy"), dates, /in two ways/],
  ["two epochs", timestamp("epoch s", "epoch ms"), dates, /both read any number/],
  ["an epoch and digits", timestamp("epoch s", "yyyyMMdd"), dates, /two moments/],
  ["an epoch and a fraction of digits", timestamp("epoch s", "yyyyMMddHHmmss.SSS"), dates, /two moments/],
  ["a half as a text", timestamp("d/M/yyyy h:mm a", "d/M/yyyy H:mm 'PM'"), dates, /two moments/],
  ["a month of letters in the other place", date("dd-MMM-yy", "yy-MMM-dd"), dates, /two moments/],
  [
    "Z as a letter beside an offset, in a zone",
    moment({ dates: ["yyyy-MM-dd HH:mm'Z'", "yyyy-MM-dd HH:mmX"], zone: "Asia/Tokyo" }),
    dates,
    /two moments/,
  ],
];

describe("forms of dates", () => {
  refuses(patterns);
  refuses(slips);
  refuses(words);
  refuses(overlaps);

  it("may be several that read no string as two moments", () => {
    for (const described of [
      date("d/M/yyyy", "dd/MM/yyyy", "dd.MM.yyyy", "d MMM yyyy", "MMMM d, yyyy", "EEEE, d MMMM yyyy"),
      date("dd/MM/yyyy", "dd/MM/yy", "yyyy/MM/dd"),
      date("yyyyMMdd", "yyyyMM", "yyyy", "yyyy年M月d日"),
      timestamp(
        "iso",
        "yyyy-MM-dd HH:mm[:ss]",
        "yyyy-MM-dd HH:mm:ss[.SSSSSSSSS][X]",
        "d/M/yyyy h:mm:ss a",
        "d/M/yyyy HH:mm",
      ),
      timestamp("epoch ms", "yyyy-MM-dd"),
      timestamp("yyyyMMddHHmmss", "yyyyMMddHHmmssSSSSSS"),
      timestamp("yyyy-MM-dd HH:mm'Z'", "yyyy-MM-dd HH:mmX"),
      moment({ dates: ["M/d/yyyy h:mm:ss a"], time: "midnight" }, "date"),
      moment({ zone: "America/New_York", twice: "earlier", skipped: "later" }),
      moment({ zone: "UTC" }),
    ])
      assert.deepEqual(paths(described), [], JSON.stringify(described.layouts[0]!.columns["rain"]));
  });

  it("that a layout's columns share go to the columns that they are for", () => {
    const values = {
      ...{ dates: ["dd/MM/yy", "dd/MM/yyyy HH:mm", "iso"], pivot: 2000 },
      ...{ zone: "Asia/Tokyo", twice: "later" },
    };
    const described = moment({}, "timestamp", values);
    assert.deepEqual(paths(described), []);
    const forms = new Map(planLayouts(described)[0]!.columns.map(({ name, form }) => [name, form]));
    assert.deepEqual(forms.get("day"), { dates: ["dd/MM/yy", "iso"], pivot: 2000 });
    assert.deepEqual(forms.get("rain"), {
      dates: ["dd/MM/yyyy HH:mm", "iso"],
      zone: "Asia/Tokyo",
      twice: "later",
    });
    const own = moment({ dates: ["iso"], zone: "UTC" }, "timestamp", values);
    assert.equal(planLayouts(own)[0]!.columns.find(({ name }) => name === "rain")!.form, undefined);
    assert.match(
      datasetPage(described),
      /otherwise: written as `dd\/MM\/yy` or .* local times of Asia\/Tokyo, the later of two times where clocks go back\./,
    );
  });
});
