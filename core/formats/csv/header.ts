/** The header of a file, to recognise a record that repeats it. */
import { createHash } from "node:crypto";
import type { CsvLayout } from "../../../contract/formats";
import type { CsvFile } from "./file";

/** Hex sha256 of a header's fields, so that a manifest of 10,000 files does not hold headers. */
export const headerHash = (fields: readonly string[]) =>
  createHash("sha256").update(fields.join("\0")).digest("hex");

type Case = Pick<CsvLayout, "headerCase">;

/** A name, to compare with others of a layout or a header. */
export const folded = ({ headerCase }: Case, name: string): string =>
  headerCase === "any" ? name.toLowerCase() : name;

/** True if a name of the layout is one of a header. */
export const sameName = (layout: Case, wanted: string, name: string): boolean =>
  wanted === name || folded(layout, wanted) === folded(layout, name);

/** The columns' names in a header of one or more lines. */
export function headerNames(
  { header }: Pick<CsvLayout, "header">,
  lines: readonly (readonly string[])[],
): readonly string[] {
  const last = lines.at(-1) ?? [];
  if (typeof header !== "object") return last;
  const filled = lines.slice(0, -1).map((names) => {
    let left = "";
    return last.map((_, field) => (left = names[field] || left));
  });
  return last.map((name, field) =>
    [...filled.map((names) => names[field]!), name].filter((part) => part !== "").join(header.join),
  );
}

/** The layout with the names of a file's header, where they are not those of the contract. */
export function withNames<L extends CsvLayout>(layout: L, { names }: Pick<CsvFile, "names">): L {
  if (names === undefined) return layout;
  const columns = layout.columns.map((column, index) =>
    "header" in column.from ? { ...column, from: { ...column.from, header: names[index]! } } : column,
  );
  return { ...layout, columns };
}

/** Makes a function that tells whether a record with as many fields as the header equals it; undefined if the file has no header. */
export function makeHeaderMatch(
  layout: CsvLayout,
  { fields, columns, header }: Pick<CsvFile, "fields" | "columns" | "header">,
): ((bytes: Buffer, starts: Int32Array, ends: Int32Array) => boolean) | undefined {
  if (header === undefined) return undefined;
  // Compare the columns' names first: hashing every record would cost more than reading it.
  const named = layout.columns.flatMap(({ from }, index) => {
    const field = columns[index];
    return "header" in from && typeof field === "number" ? [{ field, name: Buffer.from(from.header) }] : [];
  });
  return (bytes, starts, ends) => {
    for (const { field, name } of named) {
      const start = starts[field]!;
      if (ends[field]! - start !== name.length) return false;
      for (let at = 0; at < name.length; at++) if (bytes[start + at] !== name[at]) return false;
    }
    const texts = Array.from({ length: fields }, (_, field) =>
      bytes.toString("utf8", starts[field], ends[field]),
    );
    return headerHash(texts) === header;
  };
}
