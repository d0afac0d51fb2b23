import * as pulumi from "@pulumi/pulumi";
import type { Dataset } from "../contract/dataset";
import type { zones } from "../contract/keys";
import type { Account } from "./account";
import type { DataLake } from "./data-lake";
import type { Grant } from "./grants";

/** A zone of the lake: the first folder of a key. */
export type Zone = (typeof zones)[number];

/** The part of a data set that keys and permissions need. */
export type Named = Pick<Dataset, "name">;

/** What a lake can grant to a role: one intent each, for one data set, in the named zones. */
export interface LakeGrants {
  /** Permission to read objects. */
  read(dataset: Named, ...zones: Zone[]): Grant[];
  /** Permission to write objects, in one piece or several. */
  write(dataset: Named, ...zones: Zone[]): Grant[];
  /** Permission to remove objects; their versions stay as long as the lake keeps them. */
  remove(dataset: Named, ...zones: Zone[]): Grant[];
  /** Permission to list keys. */
  list(dataset: Named, ...zones: Zone[]): Grant[];
  /** Permission to list keys and unfinished uploads in the whole lake. */
  listAll(): Grant[];
  /** Permission to create and update the data set's table in the catalog. */
  publish(dataset: Named): Grant[];
  /** Permission to use the lake's key, if it has a customer-managed one. */
  useKey(): Grant[];
}

/** The grants of a lake. Prefixes are exact: `raw/mhealth/` does not include `raw/mhealth2/`. */
export function lakeGrants(
  { bucket, database, key }: Pick<DataLake, "bucket" | "database" | "key">,
  { id, region, partition }: Account,
): LakeGrants {
  const objects = (dataset: Named, names: readonly Zone[]) =>
    names.map((zone) => pulumi.interpolate`${bucket.arn}/${zone}/${dataset.name}/*`);
  const catalog = pulumi.interpolate`arn:${partition}:glue:${region}:${id}`;
  return {
    read: (dataset, ...names) => [{ actions: ["s3:GetObject"], resources: objects(dataset, names) }],
    write: (dataset, ...names) => [
      { actions: ["s3:PutObject", "s3:AbortMultipartUpload"], resources: objects(dataset, names) },
    ],
    remove: (dataset, ...names) => [{ actions: ["s3:DeleteObject"], resources: objects(dataset, names) }],
    list: (dataset, ...names) => [
      {
        actions: ["s3:ListBucket"],
        resources: [bucket.arn],
        conditions: { StringLike: { "s3:prefix": names.map((zone) => `${zone}/${dataset.name}/*`) } },
      },
    ],
    listAll: () => [{ actions: ["s3:ListBucket", "s3:ListBucketMultipartUploads"], resources: [bucket.arn] }],
    publish: ({ name }) => [
      {
        actions: ["glue:GetTable", "glue:CreateTable", "glue:UpdateTable"],
        resources: [
          pulumi.interpolate`${catalog}:catalog`,
          pulumi.interpolate`${catalog}:database/${database.name}`,
          pulumi.interpolate`${catalog}:table/${database.name}/${name}`,
        ],
      },
    ],
    useKey: () => key?.use() ?? [],
  };
}
