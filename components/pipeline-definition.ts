import * as pulumi from "@pulumi/pulumi";
import { stateMachine, type Job } from "../workflow/machine";
import type { PipelineArgs } from "./pipeline";

/** The definition of a pipeline's state machine, with the resources that run its tasks. */
export function definitionOf(
  { dataset, steps, alarms, parallelParts = 5 }: PipelineArgs,
  partition: pulumi.Output<string>,
): pulumi.Output<string> {
  const { ingest, convert, convertSpark, transform, publish, load, analyze, sample } = steps;
  const notify = pulumi.all([alarms.topic.arn, partition]).apply(([TopicArn, where]) => ({
    resource: `arn:${where}:states:::sns:publish`,
    parameters: {
      TopicArn,
      Subject: `${dataset.name} failed`,
      Message: {
        dataset: dataset.name,
        "run.$": "$$.Execution.Name",
        "error.$": "$.error.Error",
        "cause.$": "$.error.Cause",
        "execution.$": "$$.Execution.Id",
      },
    },
  }));
  const further = pulumi.all([
    optional({ load: load?.arn, analyze: analyze?.arn }),
    optional<"convertSpark" | "sample", Job>({ convertSpark: convertSpark?.task, sample: sample?.task }),
  ] as const);
  return pulumi
    .all([ingest.arn, convert.arn, publish.arn, transform.task, notify, further] as const)
    .apply(([ingestArn, convertArn, publishArn, job, message, [functions, jobs]]) =>
      JSON.stringify(
        stateMachine({
          dataset: dataset.name,
          parallelParts,
          tasks: {
            ingest: ingestArn,
            convert: convertArn,
            publish: publishArn,
            transform: job,
            notify: message,
            ...functions,
            ...jobs,
          },
        }),
      ),
    );
}

/** The tasks that are defined. */
const optional = <Name extends string, T>(tasks: Readonly<Record<Name, pulumi.Output<T> | undefined>>) =>
  pulumi.all(
    Object.fromEntries(Object.entries(tasks).filter(([, task]) => task !== undefined)),
  ) as pulumi.Output<unknown> as pulumi.Output<{ readonly [Each in Name]?: T }>;
