/** Verifies the laptop's store or a deployed stack's bucket. */
import { verify, type Verified } from "../handlers/verify";
import type { ObjectStore } from "../core/run/ports";

export type { Damage, Verified } from "../handlers/verify";

/** What was checked, and where: the document of `data-flow verify --json`. */
export interface VerifyDocument extends Verified {
  /** The store's folder, or the bucket's address. */
  readonly store: string;
}

/** Checks a data set with its analysis, or all data sets. A bucket's lifecycle removes stage files (components/data-lake.ts). */
export async function verifyStore(
  { store, name, bucket }: { readonly store: ObjectStore; readonly name: string; readonly bucket: boolean },
  dataset?: string,
): Promise<VerifyDocument> {
  return { store: name, ...(await verify(store, { dataset, expiring: bucket ? ["stage"] : [] })) };
}
