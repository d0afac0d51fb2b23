import type { JsonColumn } from "../../../contract/formats";
import { givenText } from "../values/given";

/**
 * The string that the contract or the file's path gives for a column; a sentence without its subject if it is unreadable; undefined for
 * a column that is read from the lines. `groups`: from the match of the layout's `files`.
 */
export function givenOf(
  column: JsonColumn,
  groups: Readonly<Record<string, string | undefined>>,
): { readonly text: string } | string | undefined {
  const { from } = column;
  if ("group" in from) return givenText(column, { path: from.group }, groups);
  return "text" in from ? givenText(column, from, groups) : undefined;
}
