/** A file of the laptop, for data that has no address yet. */
import type { ShapeOf } from "../check/shape-of";
import type { SourceKind } from "./source";

/** A file that you give to each run with `--archive`. A stack cannot fetch it. */
export interface LocalSource {
  readonly kind: "local";
}

/** A file of the laptop. */
export const local: SourceKind<LocalSource> = {
  shape: { fields: { kind: "text" } } satisfies ShapeOf<LocalSource>,
  faults: () => undefined,
  inWords: () => "a file on the machine that runs it, given with `--archive`",
  unfetched: true,
};
