import type { PublishedTable } from "../dataset";
import type { Compression } from "../plan";

/** How a published table's files are compressed: zstd is smaller, but Redshift needs snappy. */
export const compressionOf = ({ warehouse }: Pick<PublishedTable, "warehouse">): Compression =>
  warehouse ? "snappy" : "zstd";
