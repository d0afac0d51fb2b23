import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** How what one stack makes is called, as patterns of ARNs. */
export interface Place {
  readonly account: pulumi.Output<string>;
  /** `arn("lambda", "function:")` is every function of the stack. */
  arn(service: string, path: string): pulumi.Output<string>;
  /** Like `arn`, of a service whose ARNs have no region. */
  global(service: string, path: string): pulumi.Output<string>;
  /** Everything of a kind whose names are numbers: tags tell whose it is. */
  any(service: string, kind: string): pulumi.Output<string>;
  /** The role that Redshift takes on by itself, one for the account. */
  readonly redshiftRole: pulumi.Output<string>;
  readonly buckets: string;
  /** Every key of account and region: a key's name is a number. Tags tell whose it is. */
  readonly keys: pulumi.Output<string>;
  /** What the stack file's `aws:defaultTags` say of everything that the stack makes. */
  readonly tags: Readonly<Record<"project" | "stack", string>>;
  readonly logGroups: readonly pulumi.Output<string>[];
  /** Catalog, database and its tables. */
  readonly catalog: readonly pulumi.Output<string>[];
}

/**
 * The names of a stack: Pulumi.yaml's `pulumi:autonaming` begins each with project and stack; log groups and the
 * database are named by the components.
 */
export function place(project: string, stack: string): Place {
  const account = aws.getCallerIdentityOutput().accountId;
  const { region } = aws.getRegionOutput();
  const prefix = `${project}-${stack}-`;
  const database = `${project}_${stack}`.toLowerCase().replaceAll(/[^a-z0-9_]/g, "_");
  const here = (service: string, path: string) =>
    pulumi.interpolate`arn:aws:${service}:${region}:${account}:${path}`;
  return {
    account,
    arn: (service, path) => here(service, `${path}${prefix}*`),
    global: (service, path) => pulumi.interpolate`arn:aws:${service}::${account}:${path}${prefix}*`,
    any: (service, kind) => here(service, `${kind}/*`),
    redshiftRole: pulumi.interpolate`arn:aws:iam::${account}:role/aws-service-role/redshift.amazonaws.com/*`,
    buckets: `arn:aws:s3:::${prefix}*`,
    keys: here("kms", "key/*"),
    tags: { project, stack },
    logGroups: [
      ...["", "/aws/vendedlogs/states"].map((root) => `${root}/${project}/${stack}/*`),
      `/aws/redshift/${prefix}*`,
    ].map((name) => here("logs", `log-group:${name}`)),
    catalog: [`catalog`, `database/${database}`, `table/${database}/*`].map((path) => here("glue", path)),
  };
}
