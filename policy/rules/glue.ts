/** Rules 53 to 60: Spark jobs. */
import { all, each, eachOf, isOwnKey, none, tagged, together, type Demand, type Rule } from "../check";
import { aws, input, isOn, isText, ofType, reference, refersTo } from "../resource";

const job = all(aws("glue", "Job"));

/** Maximum workers of one job; AWS bills each of them by the second. */
const mostWorkers = 20;

/** Each job must have a security configuration with this part of it in this mode, with a key. */
const encrypts = (part: string, mode: string, message: string): Demand =>
  each(
    job,
    (resource, stack) =>
      ofType(stack, aws("glue", "SecurityConfiguration"))
        .filter((configuration) => refersTo(reference(resource, "securityConfiguration"), configuration))
        .some(
          (configuration) =>
            input(configuration, `encryptionConfiguration.${part}Encryption.${part}EncryptionMode`) ===
              mode && isOwnKey(input(configuration, `encryptionConfiguration.${part}Encryption.kmsKeyArn`)),
        ),
    message,
  );

export const glue: readonly Rule[] = [
  {
    number: 53,
    ids: ["Glue.4"],
    mark: "default",
    title: "Jobs run on Glue 5.0 or later.",
    ...each(job, (resource) => Number(input(resource, "glueVersion")) >= 5, "runs on an old version of Glue"),
  },
  {
    number: 54,
    ids: ["AwsSolutions-GL1", "CKV_AWS_195"],
    mark: "production",
    title: "A job's logs are encrypted with a customer-managed key.",
    ...encrypts("cloudwatch", "SSE-KMS", "does not encrypt its logs with a key"),
  },
  {
    number: 55,
    ids: ["AwsSolutions-GL3"],
    mark: "production",
    title: "A job's bookmarks are encrypted with a customer-managed key.",
    ...encrypts("jobBookmarks", "CSE-KMS", "does not encrypt its bookmarks with a key"),
  },
  {
    number: 56,
    ids: ["CKV_AWS_99"],
    mark: "production",
    title: "What a job writes to S3 is encrypted with a customer-managed key.",
    ...encrypts("s3", "SSE-KMS", "does not encrypt what it writes with a key"),
  },
  {
    number: 57,
    ids: ["CKV_AWS_94"],
    mark: "waived",
    title: "The Glue catalog is encrypted.",
    waiver:
      "That is one setting for the whole account: a stack must not change it for everybody else in there.",
  },
  {
    number: 58,
    ids: ["Glue.1"],
    mark: "default",
    title: "Jobs are tagged.",
    ...each(job, tagged, "has no tag"),
  },
  {
    number: 59,
    ids: ["Glue.3"],
    mark: "optional",
    title: "There are no machine learning transforms, whose data Glue keeps unencrypted by default.",
    ...none(all(aws("glue", "MLTransform")), "is a machine learning transform"),
  },
  {
    number: 60,
    ids: ["own"],
    mark: "default",
    title:
      "Jobs end in time, are retried by the state machine alone, are bounded and observed; there are no crawlers.",
    ...together(
      eachOf(job, (resource) => {
        const workers = Number(input(resource, "numberOfWorkers"));
        const argument = (name: string) => input(resource, `defaultArguments.${name}`);
        return [
          ...(Number(input(resource, "timeout")) < 480
            ? []
            : ["has no time limit below Glue's own of 480 minutes"]),
          ...(input(resource, "maxRetries") === 0 ? [] : ["retries by itself"]),
          ...(Number(input(resource, "executionProperty.maxConcurrentRuns")) > 0
            ? []
            : ["does not say how many runs there may be at once"]),
          ...(input(resource, "jobRunQueuingEnabled") === true ? [] : ["does not queue its runs"]),
          ...(workers >= 2 && workers <= mostWorkers ? [] : [`does not have 2 to ${mostWorkers} workers`]),
          ...(isOn(argument("--enable-metrics")) ? [] : ["has no metrics"]),
          // From Glue 5 on, every job logs while it runs, by default to groups that all jobs share.
          ...(isText(argument("--custom-logGroup-prefix")) ? [] : ["does not log to groups of its own"]),
        ];
      }),
      none(all(aws("glue", "Crawler")), "is a crawler: columns come from the contract"),
    ),
  },
];
