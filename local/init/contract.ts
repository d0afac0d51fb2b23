/** The contract of a data set whose files were looked at: as data, and as the text of its file. */
import type { FileDataset } from "../../contract/file-dataset";
import type { FoundColumn } from "./types";
import { sourceText, type Data } from "./source-text";

/** Everything that the contract says. */
export type FoundDataset = FileDataset<Readonly<Record<string, never>>, "record">;

/** A column with its name and place. */
export interface PlacedColumn extends FoundColumn {
  readonly name: string;
  readonly place: object;
}

/** What the contract is made of. */
export interface Found {
  readonly name: string;
  /** What was looked at, for the description: a file's name, an address. */
  readonly origin: string;
  readonly source: object;
  /** Words of the layout, `files` among them. */
  readonly layout: object;
  readonly columns: readonly PlacedColumn[];
  readonly key: readonly string[] | "record";
  /** Share of the records that may be quarantined. */
  readonly maxBadRatio: number;
  /** Page of the source, for the licence. */
  readonly page?: string;
  /** Each day has a file of its own, whose rows are merged into those of the others. @default false */
  readonly daily?: boolean;
}

/** The contract as data: the argument of `defineFileDataset`. */
export function contractOf(found: Found): FoundDataset {
  const {
    name,
    origin,
    source,
    layout,
    columns,
    key,
    maxBadRatio,
    page = "https://spdx.org/licenses/",
  } = found;
  const contract = {
    name,
    title: titleOf(name),
    description: `What ${origin} holds.`,
    licence: { name: "unknown", url: page },
    citation: origin,
    source,
    layout,
    columns: Object.fromEntries(
      columns.map(({ name, place, words, type, nullable, nulls }) => [
        name,
        { ...place, ...words, type, ...(nullable ? { nullable } : {}), ...(nulls ? { nulls } : {}) },
      ]),
    ),
    key,
    ...(found.daily ? { mode: "upsert" } : {}),
    rules: [{ name: "some_rows", kind: "rows", min: 1 }],
    maxBadRatio,
    schedule: { expression: "cron(0 6 * * ? *)", timeZone: "UTC" },
  };
  return contract as unknown as FoundDataset;
}

/** The text of the contract's file. `from`: the module of the contract, such as "../contract". */
export function contractText(contract: FoundDataset, from: string): string {
  const data = sourceText(contract as unknown as Data, ["columns"]);
  return `import { defineFileDataset } from ${JSON.stringify(from)};

export const ${contract.name} = defineFileDataset(${data});
`;
}

/** `air_quality` as "Air quality". */
function titleOf(name: string): string {
  const words = name.replaceAll("_", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
