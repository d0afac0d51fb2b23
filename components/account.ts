import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** Where a resource lives, as its ARN spells it. */
export interface Account {
  /** Twelve digits. */
  readonly id: pulumi.Output<string>;
  readonly region: pulumi.Output<string>;
  /** "aws", or the partition of China or GovCloud. */
  readonly partition: pulumi.Output<string>;
}

/** The account and region of a component's provider. */
export function accountOf(parent: pulumi.Resource): Account {
  const opts = { parent };
  return {
    id: aws.getCallerIdentityOutput({}, opts).accountId,
    region: aws.getRegionOutput({}, opts).region,
    partition: aws.getPartitionOutput({}, opts).partition,
  };
}
