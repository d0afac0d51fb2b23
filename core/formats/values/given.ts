/** Values that are the same for every record of a file and are not in the records. */
import type { ReadColumn } from "../../../contract/plan";
import { makeColumn } from "../../parquet/columns";
import { makeReader } from "./index";

/**
 * The string that the contract or the file's path gives for a column (`groups`: from the match of the layout's `files`); a sentence
 * without its subject if the value is unreadable.
 */
export function givenText(
  column: ReadColumn,
  from: { readonly path: string } | { readonly text: string },
  groups: Readonly<Record<string, string | undefined>>,
): { readonly text: string } | string {
  const text = "text" in from ? from.text : groups[from.path];
  if (text === undefined) return "path" in from ? `its path gives no ${from.path}` : "";
  const bytes = Buffer.from(text);
  const reader = makeReader(column, makeColumn(column, 1));
  if (reader(bytes, 0, bytes.length, 0) === undefined) return { text };
  return `its path gives ${JSON.stringify(text)}, which is no ${column.type} for ${column.name}`;
}
