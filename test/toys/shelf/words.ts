/** Files that stand in the contract itself. */
import type { ShapeOf } from "../../../contract/check/shape-of";
import type { SourceKind } from "../../../contract/sources/source";

/** Files by their names. */
export interface ShelfSource {
  readonly kind: "shelf";
  readonly files: { readonly [name: string]: string };
}

/** Files that stand in the contract. */
export const shelf: SourceKind<ShelfSource> = {
  shape: { fields: { kind: "text", files: { record: "text" } } } satisfies ShapeOf<ShelfSource>,
  faults({ files }, report) {
    if (Object.keys(files).length === 0) report("source.files", "is empty; write at least one");
  },
  inWords: ({ files }) => `${Object.keys(files).length} files of the contract`,
};
