import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Dataset } from "../contract/dataset";
import type { Job } from "../workflow/machine";
import { accountOf, type Account } from "./account";
import { adjusted, type Transform } from "./adjust";
import type { DataLake } from "./data-lake";
import type { Grant } from "./grants";
import { uploadScripts } from "./glue-scripts";
import type { Key } from "./key";
import { logGroupName, makeLogGroup, type LogSettings } from "./logs";
import { makeRole, type RoleTransform, type RoleWithPolicy } from "./role";
import { seconds, type Minutes } from "./units";

/** What every Spark job of a data set takes. */
export interface GlueJobArgs {
  /** Where the data lies. */
  readonly lake: DataLake;
  /** The data set that the job serves, and no other. */
  readonly dataset: Dataset;
  /** Machines, the driver's included, at 0.44 dollars an hour for each G.1X. @default 2, the fewest */
  readonly workers?: number;
  /** Size of a machine: G.1X has 4 processors and 16 GB. @default "G.1X" */
  readonly workerType?: "G.1X" | "G.2X" | "G.4X" | "G.8X";
  /** After which Glue stops it; the machine waits two hours. @default "110 minutes" */
  readonly timeout?: Minutes;
  /** Runs of the job at the same time, for a day that is run again beside the schedule's. @default 3 */
  readonly concurrentRuns?: number;
  /** "FLEX" costs a third less and may wait for machines. @default "STANDARD" */
  readonly executionClass?: "STANDARD" | "FLEX";
  /** How long its logs are kept. @default 14 days */
  readonly logs?: LogSettings;
  /** Changes to the children, by name. @default none */
  readonly transform?: RoleTransform & {
    readonly job?: Transform<aws.glue.JobArgs>;
    readonly script?: Transform<aws.s3.BucketObjectv2Args>;
    readonly modules?: Transform<aws.s3.BucketObjectv2Args>;
    /** Where the script runs a model. */
    readonly model?: Transform<aws.s3.BucketObjectv2Args>;
    /** Where packages are installed. */
    readonly requirements?: Transform<aws.s3.BucketObjectv2Args>;
    readonly security?: Transform<aws.glue.SecurityConfigurationArgs>;
    /** What the script prints. */
    readonly logs?: Transform<aws.cloudwatch.LogGroupArgs>;
    /** What Spark says. */
    readonly errorLogs?: Transform<aws.cloudwatch.LogGroupArgs>;
  };
}

/** What a kind of job adds. */
export interface GlueJobKind {
  /** `glue/<script>.py`. */
  readonly script: "transform" | "convert" | "analyze";
  readonly description: string;
  /** Beside scripts, logs and the lake's key, which each has. */
  readonly grants: readonly Grant[];
  /** Arguments of a run, as Step Functions fills them in. */
  readonly arguments: Readonly<Record<string, pulumi.Input<string>>>;
  /** Another file, which the script gets as `--model`. @default none */
  readonly model?: string;
  /** Further files in the zip of modules, by their paths there. @default none */
  readonly bundle?: Readonly<Record<string, string>>;
  /** Packages that Glue installs before the script begins: a file of pip's, with their hashes. @default none */
  readonly requirements?: string;
}

/** A script of `glue/` as a job that the state machine starts and waits for. Base of all `Glue…`. */
export abstract class GlueJob extends pulumi.ComponentResource {
  readonly job: aws.glue.Job;
  readonly role: aws.iam.Role;
  readonly logGroup: aws.cloudwatch.LogGroup;
  /** How the state machine runs it. */
  readonly task: pulumi.Output<Job>;
  private readonly account: Account;

  protected constructor(
    type: string,
    name: string,
    args: GlueJobArgs,
    kind: GlueJobKind,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super(type, name, {}, opts);
    const { lake, transform } = args;
    this.account = accountOf(this);
    const scripts = uploadScripts(this, name, { lake, ...kind, transform });
    const security = lake.key ? this.makeSecurity(name, lake.key, args) : undefined;
    const role = this.makeRole(name, args, kind);
    this.role = role.role;
    this.logGroup = this.makeLogs(name, args, security);
    this.job = this.makeJob(name, args, kind, { scripts, security, role });
    this.task = this.taskOf(kind, scripts);
    this.registerOutputs({ job: this.job.name });
  }

  private makeSecurity(name: string, key: Key, { transform }: GlueJobArgs): aws.glue.SecurityConfiguration {
    return new aws.glue.SecurityConfiguration(
      `${name}-security`,
      ...adjusted(transform?.security, encryptedBy(key.arn), { parent: this }),
    );
  }

  private makeRole(name: string, { lake, transform }: GlueJobArgs, kind: GlueJobKind): RoleWithPolicy {
    const { id, region, partition } = this.account;
    return makeRole(this, name, {
      service: "glue.amazonaws.com",
      sourceArn: pulumi.interpolate`arn:${partition}:glue:${region}:${id}:*`,
      grants: [
        ...kind.grants,
        {
          actions: ["s3:GetObject"],
          resources: [pulumi.interpolate`${lake.bucket.arn}/scripts/${name}/*`],
        },
        ...lake.grants.useKey(),
        {
          // With encryption Glue looks to the groups itself.
          actions: [
            ...["logs:CreateLogStream", "logs:PutLogEvents"],
            ...(lake.key ? ["logs:CreateLogGroup", "logs:AssociateKmsKey"] : []),
          ],
          resources: [
            pulumi.interpolate`arn:${partition}:logs:${region}:${id}:log-group:${logGroupName(name)}/*`,
          ],
        },
        {
          actions: ["cloudwatch:PutMetricData"],
          resources: ["*"],
          conditions: { StringEquals: { "cloudwatch:namespace": "Glue" } },
          reason: "metrics belong to no resource; the namespace is Glue's",
        },
      ],
      transform,
    });
  }

  /**
   * Glue 5 writes what Spark says to one group and what the script says to the other, both under a prefix; where it
   * encrypts, it puts the names of configuration and role between. Returns the script's.
   */
  private makeLogs(
    name: string,
    { lake, logs, transform }: GlueJobArgs,
    security: aws.glue.SecurityConfiguration | undefined,
  ): aws.cloudwatch.LogGroup {
    const between = security ? pulumi.interpolate`${security.name}-role/${this.role.name}/` : "";
    const group = { settings: logs, key: lake.key, between };
    makeLogGroup(this, name, { ...group, leaf: "error", transform: transform?.errorLogs });
    return makeLogGroup(this, name, { ...group, leaf: "output", transform: transform?.logs });
  }

  private makeJob(name: string, args: GlueJobArgs, kind: GlueJobKind, parts: JobParts): aws.glue.Job {
    const { dataset, transform, timeout = "110 minutes" } = args;
    const { workers = 2, workerType = "G.1X", concurrentRuns = 3, executionClass = "STANDARD" } = args;
    const { scripts, security, role } = parts;
    return new aws.glue.Job(
      name,
      ...adjusted(
        transform?.job,
        {
          description: `${dataset.name}: ${kind.description}`,
          roleArn: role.role.arn,
          glueVersion: "5.1",
          workerType,
          numberOfWorkers: workers,
          executionClass,
          timeout: seconds(timeout) / 60,
          // Trying again is the state machine's, which knows why it failed.
          maxRetries: 0,
          executionProperty: { maxConcurrentRuns: concurrentRuns },
          jobRunQueuingEnabled: true,
          command: {
            name: "glueetl",
            pythonVersion: "3",
            scriptLocation: locationOf(scripts.script),
          },
          defaultArguments: {
            "--job-bookmark-option": "job-bookmark-disable",
            "--extra-py-files": locationOf(scripts.modules),
            "--enable-metrics": "true",
            // S3A assumes another region unless this sets it.
            "--conf": pulumi.interpolate`spark.hadoop.fs.s3a.endpoint.region=${this.account.region}`,
            "--custom-logGroup-prefix": logGroupName(name),
          },
          ...(security ? { securityConfiguration: security.name } : {}),
          tags: { dataset: dataset.name },
        },
        { parent: this, dependsOn: role.policy },
      ),
    );
  }

  private taskOf(kind: GlueJobKind, { script, modules, model, requirements }: Scripts): pulumi.Output<Job> {
    const values = pulumi.all({
      ...kind.arguments,
      // A job has no versions: so an execution says which scripts it began with, whatever is deployed meanwhile.
      "--scriptLocation": locationOf(script),
      "--extra-py-files": locationOf(modules),
      ...(model ? { "--model": locationOf(model) } : {}),
      ...(requirements
        ? {
            "--additional-python-modules": locationOf(requirements),
            "--python-modules-installer-option": "-r",
          }
        : {}),
    });
    return pulumi
      .all([this.account.partition, this.job.name, values])
      .apply(([where, JobName, Arguments]): Job => ({
        resource: `arn:${where}:states:::glue:startJobRun.sync`,
        parameters: { JobName, Arguments },
      }));
  }

  /** Starting the job and waiting for it. */
  start(): Grant[] {
    return [
      {
        actions: ["glue:StartJobRun", "glue:GetJobRun", "glue:GetJobRuns", "glue:BatchStopJobRun"],
        resources: [this.job.arn],
      },
    ];
  }
}

type Scripts = ReturnType<typeof uploadScripts>;

/** What a job needs of what was made before it. */
interface JobParts {
  readonly scripts: Scripts;
  readonly security: aws.glue.SecurityConfiguration | undefined;
  readonly role: RoleWithPolicy;
}

const locationOf = ({ bucket, key }: aws.s3.BucketObjectv2) => pulumi.interpolate`s3://${bucket}/${key}`;

const encryptedBy = (kmsKeyArn: pulumi.Output<string>): aws.glue.SecurityConfigurationArgs => ({
  encryptionConfiguration: {
    s3Encryption: { s3EncryptionMode: "SSE-KMS", kmsKeyArn },
    cloudwatchEncryption: { cloudwatchEncryptionMode: "SSE-KMS", kmsKeyArn },
    jobBookmarksEncryption: { jobBookmarksEncryptionMode: "CSE-KMS", kmsKeyArn },
  },
});
