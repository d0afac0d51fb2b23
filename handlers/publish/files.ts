/** Checks that a table's location holds exactly the files that were written there. */
import type { WrittenFile } from "../../core/run/documents";
import { failure } from "../../core/run/failure";
import type { ObjectStore } from "../../core/run/ports";

/** What is wrong with the files under a location: missing, of another size, or unexpected. */
export async function fileFaults(
  store: Pick<ObjectStore, "list">,
  files: readonly WrittenFile[],
  location: string,
): Promise<string[]> {
  const reported = new Map(files.map((file) => [file.key, file]));
  const faults: string[] = [];
  if (reported.size !== files.length) faults.push("the report names a file twice");
  // A listing is as consistent as a head, and one call finds both missing and unexpected files.
  for await (const { key, size } of store.list(location)) {
    const file = reported.get(key);
    if (!file) faults.push(`${key} is there but was not reported`);
    else if (file.size !== size) faults.push(`${key} has ${size} bytes, reported were ${file.size}`);
    reported.delete(key);
  }
  for (const key of reported.keys()) faults.push(`${key} is missing under ${location}`);
  return faults;
}

/** Fails with `TableFilesDiffer` unless the prefix holds exactly these files, because readers read all of it. */
export async function judgeFiles(
  store: Pick<ObjectStore, "list">,
  files: readonly WrittenFile[],
  location: string,
  where: string,
): Promise<void> {
  const faults = await fileFaults(store, files, location);
  if (faults.length === 0) return;
  throw failure(
    "TableFilesDiffer",
    `${where}: ${faults.slice(0, 5).join("; ")}. Nothing is published; run again with --force.`,
  );
}
