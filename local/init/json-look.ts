/** How files of JSON lines are to be read. */
import type { JsonColumn } from "./json";
import type { Look, PlainColumn } from "./look";

/** The layout of JSON lines with these columns. */
export const lookAtJson = (columns: readonly JsonColumn[]): Look => ({
  words: { format: "json-lines" },
  columns: columns.map(columnOf),
  emptyIsNull: false,
  unsure: [],
});

function columnOf({ path, kinds }: JsonColumn): PlainColumn {
  const [kind = "string", ...others] = kinds;
  const base = { name: path };
  if (others.length > 0) {
    const asString = { path, json: true };
    const what = `JSON text, because its values are of several kinds (${kinds.join(", ")})`;
    return { ...base, place: () => asString, asString, string: what };
  }
  switch (kind) {
    case "array":
    case "object":
      return { ...base, place: () => ({ path }), asString: { path }, string: "" };
    case "number":
    case "boolean": {
      const asString = { path, json: true };
      return { ...base, place: (type) => (type === "string" ? asString : { path }), asString };
    }
    case "string":
      return {
        ...base,
        place: (type) => (/^(string|date|timestamp)$/.test(type) ? { path } : { path, quoted: true }),
        asString: { path },
      };
  }
}
