/** What the reading sides of all formats share about raw files. */
import type { RawFile } from "../run/documents";
import { failure } from "../run/failure";
import type { Shape } from "../run/document-shape";

/** The error for a raw object that differs from the manifest. */
export const damaged = (file: Pick<RawFile, "key">, what: string) =>
  failure(
    "RawDamaged",
    `${file.key}: ${what}; the raw object was changed, so run the data set again with --force`,
  );

/**
 * What the manifest keeps of a file for its format only. Manifests of older versions have it beside the other members. Fails with
 * `StateDamaged` if it is missing.
 */
export function ownOf<Own extends object>(file: RawFile, format: string, shape: Shape<Own>): Own {
  const own = file.format?.[format] ?? file;
  const fault = shape(own, "");
  if (fault === undefined) return own as Own;
  throw failure(
    "StateDamaged",
    `The manifest of ${file.key} lacks what is needed to read it as ${format}: ${fault}. Run the data set again with --force.`,
  );
}
