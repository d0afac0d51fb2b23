/** What the reading sides of all formats say of a raw file. */
import type { RawFile } from "../run/documents";
import { failure } from "../run/failure";
import type { Shape } from "../run/document-shape";

/** The error of a raw object that is not as the manifest says. */
export const damaged = (file: Pick<RawFile, "key">, what: string) =>
  failure(
    "RawDamaged",
    `${file.key}: ${what}; the raw object was changed, so run the data set again with --force`,
  );

/**
 * What the manifest keeps of a file for its format alone. Manifests of older versions have it beside the rest. Fails with
 * `StateDamaged` where it is not there.
 */
export function ownOf<Own extends object>(file: RawFile, format: string, shape: Shape<Own>): Own {
  const own = file.format?.[format] ?? file;
  const fault = shape(own, "");
  if (fault === undefined) return own as Own;
  throw failure(
    "StateDamaged",
    `The manifest of ${file.key} says too little of it to read it as ${format}: ${fault}. Run the data set again with --force.`,
  );
}
