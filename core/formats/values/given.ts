/** Values that every record of a file has, and that do not stand in it. */
import type { ReadColumn } from "../../../contract/plan";
import { makeColumn } from "../../parquet/columns";
import { makeReader } from "./index";

/**
 * The text of a column that the contract gives, or the file's path (`groups`: of the match of the layout's `files`); a sentence
 * without its subject where it gives none that can be read.
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
