/** Files that stand in the contract, as an archive. */
import type { ShelfSource } from "./words";
import { tarOf } from "../../../core/archive/tar-writer";
import type { Source } from "../../../core/sources/source";

/** Makes the source; it never fails. */
export const makeShelfSource = ({ files }: ShelfSource): Source => ({
  origin: "a shelf",
  generated: false,
  version: () => Promise.resolve(undefined),
  open: () =>
    Promise.resolve({
      name: "shelf.tar",
      bytes: tarOf(Object.entries(files).map(([name, text]) => ({ name, bytes: Buffer.from(text) }))),
    }),
});
