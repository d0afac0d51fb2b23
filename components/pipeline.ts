import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Dataset } from "../contract/dataset";
import { accountOf, type Account } from "./account";
import { adjusted, type Transform } from "./adjust";
import type { Alarms } from "./alarms";
import type { AnalyzeFn } from "./analyze-fn";
import type { ConvertFn } from "./convert-fn";
import type { DataLake } from "./data-lake";
import type { GlueAnalyze } from "./glue-analyze";
import type { GlueConvert } from "./glue-convert";
import type { GlueTransform } from "./glue-transform";
import type { Grant } from "./grants";
import type { IngestFn } from "./ingest-fn";
import { makeLogGroup, type LogSettings } from "./logs";
import type { LoadFn } from "./load-fn";
import { logDelivery, machineTraces } from "./machine-grants";
import { definitionOf } from "./pipeline-definition";
import { watchPipeline, type PipelineAlarmTransforms } from "./pipeline-alarms";
import type { PublishFn } from "./publish-fn";
import { makeRole, type RoleTransform, type RoleWithPolicy } from "./role";

/** The components that run the steps. */
export interface Steps {
  readonly ingest: IngestFn;
  readonly convert: ConvertFn;
  /** Converts by Spark if the contract or a run asks for it. @default none, and such a run fails by name */
  readonly convertSpark?: GlueConvert | undefined;
  readonly transform: GlueTransform;
  readonly publish: PublishFn;
  /** Loads the published table into the warehouse. @default none */
  readonly load?: LoadFn | undefined;
  /** Analyses the published table into a second table. @default none */
  readonly analyze?: AnalyzeFn | undefined;
  /** Samples the analysis' model, if the contract's engine is one. @default none, and such a data set is refused */
  readonly sample?: GlueAnalyze | undefined;
}

export interface PipelineArgs {
  /** The data set that the machine updates. */
  readonly dataset: Dataset;
  /** The lake that holds it. */
  readonly lake: DataLake;
  /** The components that run the steps. */
  readonly steps: Steps;
  /** The alarms for its failures. */
  readonly alarms: Alarms;
  /** Parts converted at the same time; an account's functions share a limit, ten in a new one. @default 5 */
  readonly parallelParts?: number;
  /** Alarm from this share of quarantined records on, 0 to 1. @default half of the contract's limit */
  readonly quarantineRatio?: number;
  /** Which steps of an execution to log. @default "ALL" */
  readonly logLevel?: "ALL" | "ERROR" | "FATAL";
  /** How long to keep its logs. @default 14 days */
  readonly logs?: LogSettings;
  /** Changes to the children, by name. @default none */
  readonly transform?: RoleTransform &
    PipelineAlarmTransforms & {
      readonly machine?: Transform<aws.sfn.StateMachineArgs>;
      readonly logs?: Transform<aws.cloudwatch.LogGroupArgs>;
    };
}

/**
 * The state machine of a data set, over its steps: the same definition as on a laptop.
 *
 * @example
 * const lake = new DataLake("lake");
 * const on = { lake, dataset: mhealth };
 * new Pipeline("mhealth", {
 *   ...on,
 *   steps: {
 *     ingest: new IngestFn("mhealth-ingest", on),
 *     convert: new ConvertFn("mhealth-convert", on),
 *     transform: new GlueTransform("mhealth-transform", on),
 *     publish: new PublishFn("mhealth-publish", on),
 *   },
 *   alarms: new Alarms("alarms", { lake }),
 * });
 */
export class Pipeline extends pulumi.ComponentResource {
  readonly machine: aws.sfn.StateMachine;
  readonly role: aws.iam.Role;
  readonly dataset: Dataset;
  readonly lake: DataLake;
  readonly alarms: Alarms;
  private readonly region: pulumi.Output<string>;

  constructor(name: string, args: PipelineArgs, opts?: pulumi.ComponentResourceOptions) {
    super("data-flow:aws:Pipeline", name, {}, opts);
    const { dataset, lake, steps, alarms, logs, transform } = args;
    if (dataset.analysis?.engine === "pymc" && steps.analyze && !steps.sample)
      throw new pulumi.RunError(
        `The pipeline ${name} analyses with a model but has no step that samples it: set steps.sample to a GlueAnalyze of ${dataset.name}.`,
      );
    const account = accountOf(this);
    this.dataset = dataset;
    this.lake = lake;
    this.alarms = alarms;
    this.region = account.region;

    const group = makeLogGroup(this, name, {
      settings: logs,
      key: lake.key,
      transform: transform?.logs,
      // Else every machine adds to one policy of the account, which is full some day.
      root: "/aws/vendedlogs/states",
    });
    const runner = this.makeRole(name, args, account);
    this.role = runner.role;
    this.machine = this.makeMachine(name, args, {
      definition: definitionOf(args, account.partition),
      group,
      runner,
    });
    watchPipeline(this, name, args);
    this.registerOutputs({ machine: this.machine.arn });
  }

  private makeRole(name: string, args: PipelineArgs, { id, region, partition }: Account): RoleWithPolicy {
    const { steps, alarms, lake, transform } = args;
    const functions = [steps.ingest, steps.convert, steps.publish, steps.load, steps.analyze];
    const jobs = [steps.transform, steps.convertSpark, steps.sample];
    return makeRole(this, name, {
      service: "states.amazonaws.com",
      sourceArn: pulumi.interpolate`arn:${partition}:states:${region}:${id}:stateMachine:*`,
      grants: [
        ...functions.flatMap((fn) => fn?.invoke() ?? []),
        ...jobs.flatMap((job) => job?.start() ?? []),
        ...alarms.notify(),
        ...lake.grants.useKey(),
        logDelivery,
        machineTraces,
      ],
      transform,
    });
  }

  private makeMachine(name: string, args: PipelineArgs, parts: MachineParts): aws.sfn.StateMachine {
    const { dataset, lake, logLevel = "ALL", transform } = args;
    const { definition, group, runner } = parts;
    return new aws.sfn.StateMachine(
      name,
      ...adjusted(
        transform?.machine,
        {
          roleArn: runner.role.arn,
          definition,
          loggingConfiguration: {
            level: logLevel,
            // State data holds keys and counts, never data.
            includeExecutionData: true,
            logDestination: pulumi.interpolate`${group.arn}:*`,
          },
          tracingConfiguration: { enabled: true },
          ...(lake.key
            ? { encryptionConfiguration: { type: "CUSTOMER_MANAGED_KMS_KEY", kmsKeyId: lake.key.arn } }
            : {}),
          tags: { dataset: dataset.name },
        },
        // Step Functions tries at once whether it may write the log.
        { parent: this, dependsOn: runner.policy },
      ),
    );
  }

  /** Address of the machine in the AWS console. */
  get console(): pulumi.Output<string> {
    return pulumi.interpolate`https://console.aws.amazon.com/states/home?region=${this.region}#/statemachines/view/${this.machine.arn}`;
  }

  /** Permission to start an execution. */
  start(): Grant[] {
    return [{ actions: ["states:StartExecution"], resources: [this.machine.arn] }];
  }
}

/** The resources that must exist before a machine. */
interface MachineParts {
  readonly definition: pulumi.Output<string>;
  readonly group: aws.cloudwatch.LogGroup;
  readonly runner: RoleWithPolicy;
}
