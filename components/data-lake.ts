import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf, type Account } from "./account";
import { adjusted, type Transform } from "./adjust";
import { Key, type KeyArgs } from "./key";
import { lakeGrants, type LakeGrants } from "./lake-grants";
import { PrivateBucket, type PrivateBucketTransform } from "./private-bucket";
import { amount, type Days, type Gigabytes } from "./units";

export interface DataLakeArgs {
  /** Refuse to destroy bucket, data and database; never empty them to destroy them. @default true */
  readonly retain?: boolean;
  /** Encrypt everything with a customer-managed key, a dollar a month, instead of AWS's. @default false */
  readonly customerKey?: boolean;
  /** Log all reads and writes to a second bucket. @default false */
  readonly accessLogs?: boolean;
  /** How long a replaced or deleted version stays recoverable. @default "7 days" */
  readonly noncurrent?: Days;
  /** How long to keep the rows between raw and table, and query results, these for 30 days at most. @default "7 days" */
  readonly temporary?: Days;
  /** Athena stops a query that reads more than this, at 5 dollars a terabyte. @default "1 GB" */
  readonly scanLimit?: Gigabytes;
  /** Name of the database in SQL; two lakes in one stack need two. @default project and stack, e.g. `data_flow_dev` */
  readonly database?: pulumi.Input<string>;
  /** Changes to the children, by name. @default none */
  readonly transform?: {
    readonly bucket?: PrivateBucketTransform;
    readonly logBucket?: PrivateBucketTransform;
    readonly logging?: Transform<aws.s3.BucketLoggingArgs>;
    readonly key?: NonNullable<KeyArgs["transform"]>["key"];
    readonly database?: Transform<aws.glue.CatalogDatabaseArgs>;
    readonly workgroup?: Transform<aws.athena.WorkgroupArgs>;
  };
}

/**
 * The place for the data: a private bucket with its zones, the database that names the tables in it, and the workgroup
 * that queries them. Publish creates the tables in it.
 *
 * @example
 * const lake = new DataLake("lake");
 * export const bucket = lake.bucket.id;
 *
 * @example
 * // Production: keeps everything, and encrypts with a customer-managed key.
 * new DataLake("lake", { retain: true, customerKey: true, accessLogs: true, scanLimit: "100 GB" });
 */
export class DataLake extends pulumi.ComponentResource {
  readonly bucket: aws.s3.Bucket;
  /** Resources that must exist before the program itself writes objects. */
  readonly encryption: pulumi.Resource;
  readonly database: aws.glue.CatalogDatabase;
  readonly workgroup: aws.athena.Workgroup;
  readonly key: Key | undefined;
  /** Grants for the roles that work with the lake. */
  readonly grants: LakeGrants;
  private readonly region: pulumi.Output<string>;

  constructor(name: string, args: DataLakeArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("data-flow:aws:DataLake", name, {}, opts);
    const { retain = true, customerKey = false, accessLogs = false } = args;
    const account = accountOf(this);
    this.region = account.region;

    this.key = customerKey ? this.makeKey(name, retain, args) : undefined;
    const { bucket, encryption } = this.makeBucket(name, retain, args);
    this.bucket = bucket;
    this.encryption = encryption;
    if (accessLogs) this.logAccess(name, retain, account, args);
    this.database = this.makeDatabase(name, retain, args);
    this.workgroup = this.makeWorkgroup(name, retain, args);
    this.grants = lakeGrants(this, account);
    this.registerOutputs({
      bucket: this.bucket.id,
      database: this.database.name,
      workgroup: this.workgroup.name,
    });
  }

  /** `s3://bucket/`, the prefix that turns a key into an address. */
  get root(): pulumi.Output<string> {
    return pulumi.interpolate`s3://${this.bucket.id}/`;
  }

  /** Address of the workgroup's query editor in the AWS console. */
  get console(): pulumi.Output<string> {
    return pulumi.interpolate`https://console.aws.amazon.com/athena/home?region=${this.region}#/query-editor/workgroup/${this.workgroup.name}`;
  }

  private makeKey(name: string, retain: boolean, { transform }: DataLakeArgs): Key {
    return new Key(
      `${name}-key`,
      { retain, transform: transform?.key ? { key: transform.key } : {} },
      { parent: this },
    );
  }

  private makeBucket(name: string, retain: boolean, args: DataLakeArgs): PrivateBucket {
    const { noncurrent = "7 days", temporary = "7 days", transform } = args;
    const days = amount(temporary);
    return new PrivateBucket(
      name,
      {
        retain,
        key: this.key,
        noncurrentDays: amount(noncurrent),
        // Never raw/ or processed/: the current run of a data set that does not change grows old.
        expire: { "stage/": days, [`${resultsFolder}/`]: Math.min(days, 30) },
        transform: transform?.bucket,
      },
      { parent: this },
    );
  }

  private logAccess(name: string, retain: boolean, account: Account, { transform }: DataLakeArgs): void {
    const logs = new PrivateBucket(
      `${name}-access`,
      {
        retain,
        noncurrentDays: 1,
        expire: { "": 90 },
        // S3 writes access logs only to a bucket with its own kind of key, and asks for leave.
        allow: (arn) => [
          {
            Sid: "AccessLogs",
            Effect: "Allow",
            Principal: { Service: "logging.s3.amazonaws.com" },
            Action: "s3:PutObject",
            Resource: pulumi.interpolate`${arn}/*`,
            Condition: {
              ArnLike: { "aws:SourceArn": this.bucket.arn },
              StringEquals: { "aws:SourceAccount": account.id },
            },
          },
        ],
        transform: transform?.logBucket,
      },
      { parent: this },
    );
    new aws.s3.BucketLogging(
      `${name}-logging`,
      ...adjusted(
        transform?.logging,
        { bucket: this.bucket.id, targetBucket: logs.bucket.id, targetPrefix: "s3/" },
        { parent: this },
      ),
    );
  }

  private makeDatabase(name: string, retain: boolean, args: DataLakeArgs): aws.glue.CatalogDatabase {
    const { database = `${pulumi.getProject()}_${pulumi.getStack()}`, transform } = args;
    return new aws.glue.CatalogDatabase(
      `${name}-database`,
      ...adjusted(
        transform?.database,
        {
          // Glue lowercases names, and a hyphen would have to be quoted in every query.
          name: pulumi.output(database).apply((given) => given.toLowerCase().replaceAll(/[^a-z0-9_]/g, "_")),
          description: `Tables published by ${pulumi.getProject()}, stack ${pulumi.getStack()}`,
        },
        // With the database its tables go, which Publish made.
        { parent: this, protect: retain, retainOnDelete: retain },
      ),
    );
  }

  private makeWorkgroup(name: string, retain: boolean, args: DataLakeArgs): aws.athena.Workgroup {
    const { scanLimit = "1 GB", transform } = args;
    return new aws.athena.Workgroup(
      `${name}-workgroup`,
      ...adjusted(
        transform?.workgroup,
        {
          description: `Queries over ${pulumi.getProject()}, stack ${pulumi.getStack()}`,
          // A workgroup that has run a query is otherwise refused to be destroyed.
          forceDestroy: !retain,
          tags: { component: name },
          configuration: {
            enforceWorkgroupConfiguration: true,
            publishCloudwatchMetricsEnabled: true,
            bytesScannedCutoffPerQuery: amount(scanLimit) * 1e9,
            engineVersion: { selectedEngineVersion: "Athena engine version 3" },
            resultConfiguration: {
              outputLocation: pulumi.interpolate`s3://${this.bucket.id}/${resultsFolder}/`,
              encryptionConfiguration: this.key
                ? { encryptionOption: "SSE_KMS", kmsKeyArn: this.key.arn }
                : { encryptionOption: "SSE_S3" },
            },
          },
        },
        { parent: this },
      ),
    );
  }
}

/** Folder of the bucket for Athena's results. */
const resultsFolder = "athena-results";
