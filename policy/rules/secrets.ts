/** Rules 86 to 89: secrets. */
import { all, each, eachOf, isOwnKey, type Rule } from "../check";
import { grants, reaches } from "../allowed";
import { arnOf, aws, input, isSecret, texts } from "../resource";
import { statements } from "../statements";

const secret = all(aws("secretsmanager", "Secret"));
const version = all(aws("secretsmanager", "SecretVersion"));

export const secrets: readonly Rule[] = [
  {
    number: 86,
    ids: ["SecretsManager.1", "SecretsManager.4", "AwsSolutions-SMG4", "CKV2_AWS_57", "CKV_AWS_304"],
    mark: "waived",
    title: "Secrets rotate by themselves.",
    waiver:
      "The keys belong to others (Kaggle), who give no way to renew them by a program; people renew them. The password of the warehouse, which is no secret of the program's, Redshift itself renews.",
  },
  {
    number: 87,
    ids: ["SecretsManager.3"],
    mark: "default",
    title: "Every secret is read by exactly one role.",
    ...eachOf(secret, (resource, stack) => {
      const readers = new Set(
        statements(stack, "identity")
          .filter((statement) => grants(statement, "secretsmanager:GetSecretValue"))
          .filter((statement) => reaches(statement, arnOf(resource)))
          .flatMap(({ of }) => (of.type === aws("iam", "Role") ? [of.id] : texts(input(of, "role")))),
      );
      if (readers.size === 1) return [];
      return [readers.size === 0 ? "is read by nobody" : `is read by ${[...readers].join(" and ")}`];
    }),
  },
  {
    number: 88,
    ids: ["CKV_AWS_149", "W77", "aws-secretsmanager-secret-configure-customer-managed-key"],
    mark: "production",
    title: "Secrets are encrypted with a customer-managed key.",
    ...each(
      secret,
      (resource) => isOwnKey(input(resource, "kmsKeyId")),
      "is not encrypted with a customer-managed key",
    ),
  },
  {
    number: 89,
    ids: ["own"],
    mark: "default",
    title:
      "A secret's value is a secret of the program too, or is set by hand; it never stands in the state in plain.",
    ...each(
      version,
      ({ inputs }) =>
        ["secretString", "secretBinary"].every(
          (name) => inputs[name] === undefined || isSecret(inputs[name]),
        ),
      "holds its value in plain text",
    ),
  },
];
