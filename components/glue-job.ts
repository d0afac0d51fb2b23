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

/** Arguments of every Spark job of a data set. */
export interface GlueJobArgs {
  /** The lake that holds the data. */
  readonly lake: DataLake;
  /** The only data set that the job serves. */
  readonly dataset: Dataset;
  /** Machines, including the driver, at 0.44 dollars an hour for each G.1X. @default 2, the fewest */
  readonly workers?: number;
  /** Size of a machine: G.1X has 4 processors and 16 GB. @default "G.1X" */
  readonly workerType?: "G.1X" | "G.2X" | "G.4X" | "G.8X";
  /** Glue stops it after this time; the machine waits two hours. @default "110 minutes" */
  readonly timeout?: Minutes;
  /** Runs of the job at the same time, so that you can rerun a day beside the schedule. @default 3 */
  readonly concurrentRuns?: number;
  /** "FLEX" costs a third less and may wait for machines. @default "STANDARD" */
  readonly executionClass?: "STANDARD" | "FLEX";
  /** How long to keep its logs. @default 14 days */
  readonly logs?: LogSettings;
  /** Changes to the children, by name. @default none */
  readonly transform?: RoleTransform & {
    readonly job?: Transform<aws.glue.JobArgs>;
    readonly script?: Transform<aws.s3.BucketObjectv2Args>;
    readonly modules?: Transform<aws.s3.BucketObjectv2Args>;
    /** Exists if the script runs a model. */
    readonly model?: Transform<aws.s3.BucketObjectv2Args>;
    /** Exists if Glue installs packages. */
    readonly requirements?: Transform<aws.s3.BucketObjectv2Args>;
    readonly security?: Transform<aws.glue.SecurityConfigurationArgs>;
    /** The script's own output. */
    readonly logs?: Transform<aws.cloudwatch.LogGroupArgs>;
    /** Spark's log. */
    readonly errorLogs?: Transform<aws.cloudwatch.LogGroupArgs>;
  };
}

/** What a kind of job adds. */
export interface GlueJobKind {
  /** `glue/<script>.py`. */
  readonly script: "transform" | "convert" | "analyze";
  readonly description: string;
  /** Grants besides scripts, logs and the lake's key, which every job has. */
  readonly grants: readonly Grant[];
  /** Arguments of a run, which Step Functions fills in. */
  readonly arguments: Readonly<Record<string, pulumi.Input<string>>>;
  /** Another file, which the script receives as `--model`. @default none */
  readonly model?: string;
  /** Further files for the zip of modules, by their paths in it. @default none */
  readonly bundle?: Readonly<Record<string, string>>;
  /** Packages that Glue installs before the script begins: a pip requirements file with hashes. @default none */
  readonly requirements?: string;
}

/** A script of `glue/` as a job that the state machine starts and waits for. Base class of all `Glue…`. */
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
   * Glue 5 writes Spark's log to one group and the script's output to the other, both under a prefix; if it encrypts,
   * it inserts the names of configuration and role. Returns the script's group.
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

  /** Permission to start the job and wait for it. */
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

/** The resources that must exist before a job. */
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
