/** The names that a header must have, and the sentence for those that it lacks. */
import { nearest } from "../../../contract/check/near";
import { neededNames } from "../../../contract/formats";
import type { RecordLayout } from "./dialect";
import { folded } from "./header";

/** At most as many names are shown. */
const mostShown = 5;

/** The first of the names, with a comma between, and how many more there are. */
export const listed = (names: readonly string[]) =>
  names.slice(0, mostShown).join(", ") +
  (names.length > mostShown ? ` and ${names.length - mostShown} more` : "");

/** The names that a header must have. */
export const wantedNames = ({ columns }: RecordLayout): readonly string[] => [
  ...new Set(columns.flatMap(({ from }) => neededNames(from))),
];

/** What a header lacks of the names that a layout wants. */
export function missingNames(layout: RecordLayout, header: readonly string[]): readonly string[] {
  const found = new Set(header.map((name) => folded(layout, name)));
  return wantedNames(layout).filter((name) => !found.has(folded(layout, name)));
}

/** Names of a header that are compared with those it lacks. */
const mostCompared = 1000;

/** The sentence for what a header lacks. */
export function lackedNames(
  layout: RecordLayout,
  header: readonly string[],
  missing: readonly string[],
): string {
  const wanted = wantedNames(layout);
  const [only = "", ...more] = header;
  if (more.length === 0 && wanted.length > 1 && wanted.every((name) => only.includes(name)))
    return `its header is one field, ${JSON.stringify(only.slice(0, 100))}; correct the layout's delimiter`;
  const { comment } = layout;
  if (comment !== undefined && missing.some((name) => name.startsWith(comment)))
    return `its header lacks ${listed(missing)}, and a line that begins with ${comment} is a comment; leave "comment" out, and "skip" as many lines as stand before the header`;
  // A line without the header may have a million fields.
  const others = header.slice(0, mostCompared).filter((name) => !wanted.includes(name));
  const near = missing.map((name) => nearName(name, others));
  const shown = missing.map((name, at) =>
    near[at] === undefined ? name : `${name} (did you mean ${near[at]}?)`,
  );
  const perhapsNone =
    missing.length === wanted.length && near.every((name) => name === undefined) && layout.header === true
      ? `. If it has no header, use header: { fields: ${header.length} } in the layout`
      : "";
  return `its header lacks ${listed(shown)}${perhapsNone}`;
}

/** A similar name; of one or two letters only one that differs in case. */
function nearName(name: string, others: readonly string[]): string | undefined {
  const near = nearest(name, others);
  return name.length > 2 || near?.toLowerCase() === name.toLowerCase() ? near : undefined;
}
