import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { adjusted, type Transform } from "./adjust";
import type { DataLake } from "./data-lake";
import type { Grant } from "./grants";

export interface CredentialsArgs {
  /** Whose key encrypts the secret. */
  readonly lake: DataLake;
  /** The secret's value, a Pulumi secret. @default none: put it there by hand, and it is in no state */
  readonly value?: pulumi.Input<string> | undefined;
  /** Can be brought back for 30 days after it was deleted; its name is taken until then. @default true */
  readonly retain?: boolean;
  /** Changes to the children, by name. @default none */
  readonly transform?: {
    readonly secret?: Transform<aws.secretsmanager.SecretArgs>;
    readonly version?: Transform<aws.secretsmanager.SecretVersionArgs>;
  };
}

/**
 * What a source asks for, in Secrets Manager: 40 cents a month.
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

  /** Reading the secret's value. */
  read(): Grant[] {
    return [{ actions: ["secretsmanager:GetSecretValue"], resources: [this.secret.arn] }];
  }
}
