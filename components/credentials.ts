import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { adjusted, type Transform } from "./adjust";
import type { DataLake } from "./data-lake";
import type { Grant } from "./grants";

export interface CredentialsArgs {
  /** Its key encrypts the secret. */
  readonly lake: DataLake;
  /** The secret's value, a Pulumi secret. @default none: set it in AWS yourself, so that no state contains it */
  readonly value?: pulumi.Input<string> | undefined;
  /** Keep a deleted secret recoverable for 30 days; its name stays taken until then. @default true */
  readonly retain?: boolean;
  /** Changes to the children, by name. @default none */
  readonly transform?: {
    readonly secret?: Transform<aws.secretsmanager.SecretArgs>;
    readonly version?: Transform<aws.secretsmanager.SecretVersionArgs>;
  };
}

/**
 * The credentials of a source, in Secrets Manager: 40 cents a month.
 *
 * @example
 * const lake = new DataLake("lake");
 * const credentials = new Credentials("mhealth-credentials", { lake });
 * new IngestFn("mhealth-ingest", { lake, dataset: mhealth, credentials });
 */
export class Credentials extends pulumi.ComponentResource {
  readonly secret: aws.secretsmanager.Secret;

  constructor(name: string, args: CredentialsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("data-flow:aws:Credentials", name, {}, opts);
    const { lake, value, retain = true, transform } = args;
    this.secret = new aws.secretsmanager.Secret(
      name,
      ...adjusted(
        transform?.secret,
        {
          description: `${name}: read by the function that fetches, at run time`,
          recoveryWindowInDays: retain ? 30 : 0,
          ...(lake.key ? { kmsKeyId: lake.key.arn } : {}),
        },
        { parent: this },
      ),
    );
    if (value !== undefined)
      new aws.secretsmanager.SecretVersion(
        `${name}-value`,
        ...adjusted(
          transform?.version,
          { secretId: this.secret.id, secretString: pulumi.secret(value) },
          { parent: this },
        ),
      );
    this.registerOutputs({ secret: this.secret.arn });
  }

  /** Permission to read the secret's value. */
  read(): Grant[] {
    return [{ actions: ["secretsmanager:GetSecretValue"], resources: [this.secret.arn] }];
  }
}
