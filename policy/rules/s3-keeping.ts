/** Rules 8 to 17: what a bucket keeps, for how long, and what it logs and reports. */
import { zones } from "../../contract";
import { all, beside, each, eachOf, only, sideBySide, together, type Demand, type Rule } from "../check";
import { isPublic } from "../allowed";
import { at, aws, input, isOn, type RecordedResource, type Stack } from "../resource";
import { statementsOf, type Statement } from "../statements";
import { atLeastZones, expiresIn, lifecycleOf } from "./lifecycle";

const bucket = all(aws("s3", "Bucket"));
const lock = all(aws("s3", "BucketObjectLockConfiguration"));
const database = all(aws("glue", "CatalogDatabase"));

/** Whether other buckets log their accesses here. */
const isLogBucket = (candidate: RecordedResource, stack: Stack) =>
  beside(stack, aws("s3", "BucketLogging"), "targetBucket", candidate).length > 0;
const dataBucket = only(bucket, (candidate, stack) => !isLogBucket(candidate, stack));

const isVersioned = (stack: Stack, resource: RecordedResource) =>
  beside(stack, aws("s3", "BucketVersioning"), "bucket", resource).some(
    (versioning) => input(versioning, "versioningConfiguration.status") === "Enabled",
  );

/** Each statement of a bucket's policy must pass. */
const eachBucketStatement = (holds: (statement: Statement) => boolean, message: string): Demand =>
  eachOf(all(aws("s3", "BucketPolicy"), aws("s3", "Bucket")), (resource) =>
    statementsOf(resource).every(holds) ? [] : [message],
  );

/** The zones whose newest objects are always needed; only Publish removes old runs from them. */
const kept = zones.filter((zone) => zone !== "stage" && zone !== "quarantine");

export const s3Keeping: readonly Rule[] = [
  {
    number: 8,
    ids: ["S3.14", "CKV_AWS_21"],
    mark: "default",
    title: "Every bucket that holds data keeps old versions.",
    ...each(dataBucket, (resource, stack) => isVersioned(stack, resource), "is not versioned"),
  },
  {
    number: 9,
    ids: ["S3.10", "S3.13", "CKV2_AWS_61"],
    mark: "default",
    title: "Every bucket has a lifecycle, and old versions expire.",
    ...eachOf(bucket, (resource, stack) => {
      const rules = lifecycleOf(stack, resource);
      if (rules.length === 0) return ["has no lifecycle configuration"];
      const expires = atLeastZones(
        rules,
        (rule) => Number(at(rule, "noncurrentVersionExpiration.noncurrentDays")) > 0,
      );
      return isVersioned(stack, resource) && !expires ? ["keeps old versions for ever in some zone"] : [];
    }),
  },
  {
    number: 10,
    ids: ["CKV_AWS_300"],
    mark: "default",
    title: "Incomplete uploads are removed after seven days at most.",
    ...each(
      bucket,
      (resource, stack) =>
        atLeastZones(
          lifecycleOf(stack, resource),
          (rule) => Number(at(rule, "abortIncompleteMultipartUpload.daysAfterInitiation")) <= 7,
        ),
      "keeps incomplete uploads for more than seven days",
    ),
  },
  {
    number: 11,
    ids: ["S3.9", "AwsSolutions-S1", "CKV_AWS_18", "W35"],
    mark: "production",
    title: "Accesses are logged to another bucket.",
    ...sideBySide(
      bucket,
      aws("s3", "BucketLogging"),
      "bucket",
      (logging) => input(logging, "targetBucket") !== input(logging, "bucket"),
      "does not log its accesses to another bucket",
    ),
  },
  {
    number: 12,
    ids: ["S3.6", "CKV_AWS_70", "CKV_AWS_93", "F15", "F16", "F9", "W20"],
    mark: "default",
    title: "No bucket policy allows everybody, names who is excepted, or locks everybody out.",
    ...together(
      eachBucketStatement((statement) => !(statement.allows && isPublic(statement)), "allows everybody"),
      eachBucketStatement(({ negations }) => !negations.includes("NotPrincipal"), "uses NotPrincipal"),
      eachBucketStatement(
        (statement) => statement.allows || !isPublic(statement) || statement.conditions.length > 0,
        "denies everybody, its owner too, without a condition",
      ),
    ),
  },
  {
    number: 13,
    ids: ["S3.11", "CKV2_AWS_62"],
    mark: "waived",
    title: "Buckets announce what happens in them.",
    waiver: "Nothing waits for such an event: the state machine knows what it wrote.",
  },
  {
    number: 14,
    ids: ["CKV_AWS_144", "aws-s3-bucket-enable-replication-configuration"],
    mark: "waived",
    title: "Buckets are copied to another region.",
    waiver: "It doubles the storage. Raw data can be fetched again, and the rest is derived from it.",
  },
  {
    number: 15,
    ids: ["CKV_AWS_143"],
    mark: "optional",
    title: "Where objects are locked, the bucket says for how long.",
    ...each(
      lock,
      (resource) =>
        ["days", "years"].some((unit) => Number(input(resource, `rule.defaultRetention.${unit}`)) > 0),
      "has no default retention",
    ),
  },
  {
    number: 16,
    ids: ["own"],
    mark: "default",
    title: `Nothing under ${kept.map((zone) => `${zone}/`).join(", ")} expires by its age: a run may be current for years.`,
    ...eachOf(dataBucket, (resource, stack) =>
      kept
        .filter((zone) => expiresIn(lifecycleOf(stack, resource), zone))
        .map((zone) => `lets ${zone}/ expire`),
    ),
  },
  {
    number: 17,
    ids: ["own"],
    mark: "default",
    title: "In production buckets and databases cannot be destroyed together with what they hold.",
    ...eachOf(
      (stack) => [...bucket(stack), ...database(stack)],
      (resource, { production }) => {
        if (!production) return [];
        const stays = resource.protect === true || resource.retainOnDelete === true;
        return [
          ...(isOn(input(resource, "forceDestroy")) ? ["is destroyed with all objects in it"] : []),
          ...(stays ? [] : ["is neither protected nor retained"]),
        ];
      },
    ),
  },
];
