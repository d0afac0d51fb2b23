import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf, type Account } from "./account";
import { adjusted, type Transform } from "./adjust";
import type { Grant } from "./grants";

export interface KeyArgs {
  /** Refuse to be destroyed, and wait 30 days before a deleted key is gone. @default true */
  readonly retain?: boolean;
  /** Changes to the children, by name. @default none */
  readonly transform?: { readonly key?: Transform<aws.kms.KeyArgs> };
}

/** Actions to read and write what a key encrypts. */
const use = ["kms:Decrypt", "kms:GenerateDataKey"];

/**
 * A customer-managed key for everything that a platform stores, rotated each year. Roles get permission to use it by
 * their own policies; only those AWS services may use it that act without a role: logs and alarms.
 *
 * @example
 * const key = new Key("key");
 * export const policy = policyOf(key.use());
 */
export class Key extends pulumi.ComponentResource {
  readonly key: aws.kms.Key;
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: KeyArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("data-flow:aws:Key", name, {}, opts);
    const { retain = true, transform } = args;
    this.key = new aws.kms.Key(
      name,
      ...adjusted(
        transform?.key,
        {
          description: pulumi.interpolate`${pulumi.getProject()} ${pulumi.getStack()}: what the platform stores`,
          enableKeyRotation: true,
          deletionWindowInDays: retain ? 30 : 7,
          policy: keyPolicy(accountOf(this)),
        },
        { parent: this, protect: retain, retainOnDelete: retain },
      ),
    );
    this.arn = this.key.arn;
    this.registerOutputs({ arn: this.arn });
  }

  /** Permission to read and write what this key encrypts. */
  use(): Grant[] {
    return [{ actions: use, resources: [this.arn] }];
  }
}

function keyPolicy({ id, region, partition }: Account): pulumi.Output<string> {
  const statement = (Principal: object, Action: readonly string[], Condition?: object) => ({
    Effect: "Allow",
    Principal,
    Action,
    // In a key's policy this is the key itself.
    Resource: "*",
    ...(Condition ? { Condition } : {}),
  });
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      // The account's own policies decide; without this statement the key could never be changed again.
      statement({ AWS: pulumi.interpolate`arn:${partition}:iam::${id}:root` }, ["kms:*"]),
      statement(
        { Service: pulumi.interpolate`logs.${region}.amazonaws.com` },
        ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
        {
          ArnLike: {
            "kms:EncryptionContext:aws:logs:arn": pulumi.interpolate`arn:${partition}:logs:${region}:${id}:log-group:*`,
          },
        },
      ),
      // Who may use these two for what is said by the topic's policy and the log group's: they tell a key less.
      statement({ Service: "delivery.logs.amazonaws.com" }, ["kms:Decrypt"]),
      statement({ Service: "cloudwatch.amazonaws.com" }, use),
    ],
  });
}
