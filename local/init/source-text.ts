/** Writes data as TypeScript, formatted like the data sets of this repository (Prettier, 110 columns). */

const width = 110;
const identifier = /^[A-Za-z_$][\w$]*$/;

/** Plain data. */
export type Data =
  string | number | boolean | readonly Data[] | { readonly [name: string]: Data | undefined };

/**
 * A value as an expression that begins at `column` of a line with the margin `indent`. `open`: names of properties whose objects take
 * a line for each of their properties, even if they fit on one.
 */
export function sourceText(value: Data, open: readonly string[] = [], indent = 0, column = indent): string {
  const line = oneLine(value, open);
  // A comma follows.
  return line !== undefined && column + line.length + 1 <= width ? line : manyLines(value, open, indent);
}

function manyLines(value: Data, open: readonly string[], indent: number): string {
  if (typeof value !== "object") return oneLine(value, open)!;
  const margin = " ".repeat(indent + 2);
  const end = " ".repeat(indent);
  if (isList(value)) {
    const items = value.map((item) => `${margin}${sourceText(item, open, indent + 2)},\n`);
    return `[\n${items.join("")}${end}]`;
  }
  const items = entries(value).map(([name, item]) => {
    const key = `${margin}${keyText(name)}: `;
    if (open.includes(name)) return `${key}${manyLines(item, open, indent + 2)},\n`;
    // A string that does not fit goes below its name, unless the name is so short that this gains nothing.
    if (typeof item === "string" && keyText(name).length > 4 && key.length + quoted(item).length + 1 > width)
      return `${key.trimEnd()}\n${margin}  ${quoted(item)},\n`;
    return `${key}${sourceText(item, open, indent + 2, key.length)},\n`;
  });
  return `{\n${items.join("")}${end}}`;
}

const isList = (value: object): value is readonly Data[] => Array.isArray(value);
const keyText = (name: string) => (identifier.test(name) ? name : quoted(name));

const entries = (value: { readonly [name: string]: Data | undefined }) =>
  Object.entries(value).flatMap(([name, item]) => (item === undefined ? [] : [[name, item] as const]));

/** The value on one line; undefined if it has to take more. */
function oneLine(value: Data, open: readonly string[]): string | undefined {
  if (typeof value === "string") return quoted(value);
  if (typeof value !== "object") return String(value);
  const items = isList(value)
    ? value.map((item) => oneLine(item, open))
    : entries(value).map(([name, item]) => {
        const text = open.includes(name) ? undefined : oneLine(item, open);
        return text === undefined ? undefined : `${keyText(name)}: ${text}`;
      });
  if (items.includes(undefined)) return undefined;
  if (isList(value)) return `[${items.join(", ")}]`;
  return items.length === 0 ? "{}" : `{ ${items.join(", ")} }`;
}

/** A string literal, with the quotes that need fewer escapes. */
function quoted(text: string): string {
  const double = JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, escaped);
  const count = (mark: string) => text.split(mark).length - 1;
  if (count('"') <= count("'")) return double;
  return `'${double.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
