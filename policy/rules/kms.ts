/** Rules 29 to 32: keys. */
import { all, beside, described, each, eachOf, type Rule } from "../check";
import { isPublic } from "../allowed";
import { aws, input, isText } from "../resource";
import { statementsOf } from "../statements";

const key = all(aws("kms", "Key"));

export const kms: readonly Rule[] = [
  {
    number: 29,
    ids: ["KMS.3"],
    mark: "production",
    title: "Keys are protected, and a deletion can be taken back for thirty days.",
    ...eachOf(key, (resource) => [
      ...(resource.protect || resource.retainOnDelete ? [] : ["is neither protected nor retained"]),
      ...(Number(input(resource, "deletionWindowInDays") ?? 30) < 30
        ? ["is deleted in less than 30 days"]
        : []),
    ]),
  },
  {
    number: 30,
    ids: ["KMS.4", "AwsSolutions-KMS5", "CKV_AWS_7", "F19", "aws-kms-key-enable-key-rotation"],
    mark: "production",
    title: "Keys rotate.",
    ...each(key, (resource) => input(resource, "enableKeyRotation") === true, "does not rotate"),
  },
  {
    number: 31,
    ids: ["KMS.5", "CKV_AWS_33", "F76", "CKV2_AWS_64"],
    mark: "production",
    title: "Every key has a written policy, and none is for everybody.",
    ...eachOf(key, (resource, stack) => {
      const policies = beside(stack, aws("kms", "KeyPolicy"), "keyId", resource);
      if (!isText(input(resource, "policy")) && policies.length === 0) return ["has no written policy"];
      const open = [resource, ...policies]
        .flatMap(statementsOf)
        .some((statement) => statement.allows && isPublic(statement));
      return open ? ["allows everybody"] : [];
    }),
  },
  {
    number: 32,
    ids: [
      "aws-kms-key-disallow-bypass-policy-lockout-safety-check",
      "aws-kms-key-missing-description",
      "CKV_AWS_227",
    ],
    mark: "production",
    title: "Keys are described and enabled, and AWS checks that their policy locks nobody out.",
    ...eachOf(key, (resource) => [
      ...(described(resource) ? [] : ["has no description"]),
      ...(input(resource, "isEnabled") === false ? ["is disabled"] : []),
      ...(input(resource, "bypassPolicyLockoutSafetyCheck") === true ? ["bypasses the lock-out check"] : []),
    ]),
  },
];
