/** JSON lines: one JSON object per line. */
import { below, type Report } from "../check/fault";
import { hint } from "../check/near";
import type { PlanLayout, ReadColumn } from "../plan";
import { decimalOf } from "../types";
import type { Format, LayoutShape } from "./format";
import { joinedFaults, joinedInWords, joinedShape, type JoinedPlace } from "./joined";
import { jsonSteps, type JsonStep } from "./json-path";
import { columnsShape } from "./layout";
import type { PlaceKind, TextPlace } from "./place";
import { valuesShape, writtenInWords, writtenShape, type ValueForm, type Written } from "./written";

/** A value of the line's object. */
type ValuePlace = {
  /**
   * The keys to the value, with `.` between them: `user.id`. An array's index, from 0, is in brackets: `tags[0]`. So is a key with
   * other characters: `["a.b"].c`. Where a file lacks the key, the value is null.
   */
  readonly path: string;
  /**
   * For a string column: takes any value as its JSON text, byte for byte. Without it a string is taken decoded, an object or an array
   * as its JSON text, and a number or a boolean makes the line bad.
   */
  readonly json?: true;
  /** For numbers and booleans: also takes a JSON string, as in `"price": "1.50"`. @default such a line is bad */
  readonly quoted?: true;
} & Written;

/** Several values of the line's object: `{ paths: ["date", "hour"], join: " " }`. What is missing or null joins as an empty string. */
type PathsPlace = JoinedPlace<"paths", string>;

/** A named group of the layout's `files`. */
type GroupPlace = { readonly group: string } & Written;

/** Where a layout of JSON lines finds a stage column. */
export type JsonPlace = ValuePlace | PathsPlace | GroupPlace | TextPlace;

/** Files with one JSON object per line. */
export interface JsonLinesFiles<StageName extends string = string> {
  readonly format: "json-lines";
  readonly name: string;
  /** Regular expression on the member's path. Its named groups are the values for `{ group }`. */
  readonly files: string;
  /** How the values of all columns are written. A column's own words count instead. @default the strict form of each type */
  readonly values?: ValueForm;
  readonly columns: { readonly [K in StageName]: JsonPlace };
}

/** How one stage column is read from a line. */
export interface JsonColumn extends ReadColumn {
  readonly from:
    | { readonly path: string; readonly json?: true; readonly quoted?: true }
    | { readonly paths: readonly string[]; readonly join: string }
    | { readonly group: string }
    | { readonly text: string };
}

/** How to read the files of a layout. */
export interface JsonLinesLayout extends PlanLayout {
  readonly format: "json-lines";
  readonly columns: readonly JsonColumn[];
}

const path: PlaceKind<ValuePlace, JsonLinesFiles> = {
  shape: writtenShape({ path: "text" }, { json: "true", quoted: "true" }),
  faults(place, _layout, _groups, path, report, column) {
    const steps = jsonSteps(place.path);
    if (typeof steps === "string") report(`${path}.path`, `"${place.path}": ${steps}`);
    if (!column) return;
    const { type } = column;
    if (place.json && type !== "string")
      report(`${path}.json`, `is for strings, which can hold JSON text; this column is ${type}`);
    const isQuotable = decimalOf(type) || ["double", "int", "bigint", "boolean"].includes(type);
    if (place.quoted && !isQuotable)
      report(`${path}.quoted`, `is for numbers and booleans; a ${type} is read from a JSON string anyway`);
    if (place.quoted || place.prefix || !isQuotable) return;
    for (const word of ["decimal", "thousands", "signs", "parentheses"] as const)
      if (place[word] !== undefined)
        report(`${path}.${word}`, "is for numbers in a JSON string; add quoted: true, or leave it out");
  },
  inWords: (place) =>
    `\`${place.path}\`${place.json ? ", as JSON text" : ""}${place.quoted ? ", which may be a string" : ""}${writtenInWords(place)}`,
  from: ({ path, json, quoted }) => ({ path, ...(json ? { json } : {}), ...(quoted ? { quoted } : {}) }),
};

const paths: PlaceKind<PathsPlace, JsonLinesFiles> = {
  shape: joinedShape("paths", "text"),
  faults({ paths }, _layout, _groups, path, report) {
    paths.forEach((each, index) => {
      const steps = jsonSteps(each);
      if (typeof steps === "string") report(`${path}.paths[${index}]`, `"${each}": ${steps}`);
    });
    joinedFaults(paths, `${path}.paths`, report);
  },
  inWords: (place) => `${joinedInWords(place.paths, place.join)}${writtenInWords(place)}`,
  from: ({ paths, join }) => ({ paths, join }),
};

const group: PlaceKind<GroupPlace, JsonLinesFiles> = {
  shape: writtenShape({ group: "text" }),
  outside: true,
  faults({ group }, _layout, groups, path, report) {
    if (groups && !groups.includes(group))
      report(`${path}.group`, `"${group}" is not a named group of "files" ${hint(group, groups)}`);
  },
  inWords: (place) => `the file's path, its group \`${place.group}\`${writtenInWords(place)}`,
  from: ({ group }) => ({ group }),
};

const places = { path, paths, group };

/** JSON lines. */
export const jsonLines: Format<JsonLinesFiles, JsonLinesLayout> = {
  shape: {
    fields: { format: "text", name: "text", files: "text", columns: columnsShape(places) },
    optional: { values: valuesShape },
  } satisfies LayoutShape<JsonLinesFiles>,
  places,
  byFiles: true,
  faults: ({ columns }, path, report) => containerFaults(columns, `${path}.columns`, report),
  plan: ({ name, files }) => ({ format: "json-lines", name, files }),
  inWords: () => "JSON lines, an object for each record",
  wanted: () => "JSON lines: a JSON object on each line",
};

/** Reports paths that step into one value as an object and as an array: no line could have both. */
function containerFaults(columns: JsonLinesFiles["columns"], path: string, report: Report): void {
  const seen = new Map<string, { readonly column: string; readonly kind: string }>();
  const all = Object.entries(columns).flatMap(([column, place]) => {
    if ("paths" in place)
      return place.paths.map((each, index) => ({
        column,
        each,
        at: `${below(path, column)}.paths[${index}]`,
      }));
    return "path" in place ? [{ column, each: place.path, at: `${below(path, column)}.path` }] : [];
  });
  for (const { column, each, at } of all) {
    const steps = jsonSteps(each);
    if (typeof steps === "string") continue;
    steps.forEach((step: JsonStep, depth) => {
      const parent = JSON.stringify(steps.slice(0, depth));
      const kind = typeof step === "number" ? "an array" : "an object";
      const first = seen.get(parent) ?? { column, kind };
      seen.set(parent, first);
      if (first.kind !== kind) report(at, `reads as ${kind} what "${first.column}" reads as ${first.kind}`);
    });
  }
}
