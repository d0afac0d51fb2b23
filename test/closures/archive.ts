/** A function's archive in a folder, as Lambda unpacks it. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { input, type RecordedResource } from "../../policy/resource";

/** An archive as it is recorded: a text, a path below the working directory, or entries by their paths. */
type Recorded =
  | { readonly text: string }
  | { readonly path: string }
  | { readonly assets: Readonly<Record<string, Recorded>> };

/**
 * Writes the archive of a recorded function into a new folder, which is the caller's to remove. Fails where a package of
 * this checkout could be found from there: Lambda has none.
 */
export function unpack(fn: RecordedResource): string {
  // Node resolves links before it looks for packages.
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "data-flow-archive-"));
  for (let above = folder; above !== dirname(above); above = dirname(above))
    if (existsSync(join(above, "node_modules")))
      throw new Error(`${above} holds node_modules, which Lambda does not; set TMPDIR to a folder without.`);
  place(folder, input(fn, "code") as Recorded);
  return folder;
}

function place(path: string, recorded: Recorded): void {
  if ("assets" in recorded)
    for (const [name, inside] of Object.entries(recorded.assets)) place(join(path, name), inside);
  else if ("text" in recorded) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, recorded.text);
  } else cpSync(recorded.path, path, { recursive: true });
}

/** The files of an unpacked archive by their paths, sorted. */
export const archived = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
