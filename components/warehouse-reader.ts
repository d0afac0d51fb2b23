import type * as pulumi from "@pulumi/pulumi";
import type { Dataset } from "../contract/dataset";
import type { DataLake } from "./data-lake";
import { makeRole, type RoleTransform, type RoleWithPolicy } from "./role";
import { tablesOf } from "./tables";

export interface ReaderArgs {
  /** The lake to read. */
  readonly lake: DataLake;
  /** The data sets whose tables, and whose analyses' tables, it may read. */
  readonly datasets: readonly Dataset[];
  /** Changes to role and policy. @default none */
  readonly transform: RoleTransform | undefined;
}

/** Creates the role with which Redshift's COPY reads published files, and the manifests that name them. The role cannot write. */
export function makeReader(parent: pulumi.Resource, name: string, args: ReaderArgs): RoleWithPolicy {
  const { lake, datasets, transform } = args;
  const { grants, bucket } = lake;
  return makeRole(parent, name, {
    // Redshift Serverless takes the role on by either name, and does not say for whom: who gives the role to a namespace
    // must be allowed to pass it, and so is of this account.
    service: ["redshift-serverless.amazonaws.com", "redshift.amazonaws.com"],
    grants: [
      ...datasets
        .flatMap(tablesOf)
        .flatMap((table) => [
          ...grants.list(table, "processed", "state"),
          ...grants.read(table, "processed", "state"),
        ]),
      // COPY asks first whether the bucket is of its own region.
      { actions: ["s3:GetBucketLocation"], resources: [bucket.arn] },
      ...grants.useKey(),
    ],
    transform,
  });
}
