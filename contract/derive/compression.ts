import type { PublishedTable } from "../dataset";
import type { Compression } from "../plan";

/** How a published table's files are compressed: the smaller way, unless Redshift is to read them. */
export const compressionOf = ({ warehouse }: Pick<PublishedTable, "warehouse">): Compression =>
  warehouse ? "snappy" : "zstd";
