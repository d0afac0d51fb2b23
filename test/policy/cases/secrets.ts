import { allow, grants, policy, resource, type Case } from "../case";

const secret = resource("secretsmanager", "Secret", "kaggle", { kmsKeyId: "key-arn" });
const arn = String(secret.outputs["arn"]);
const reader = grants("ingest", allow("secretsmanager:GetSecretValue", arn));

export const secrets: readonly Case[] = [
  {
    rule: 87,
    holds: [secret, reader],
    breaks: {
      nobody: { grants: { policy: policy(allow("secretsmanager:DescribeSecret", arn)) } },
      "two roles": { "+": [{ ...reader, name: "more", inputs: { ...reader.inputs, role: "publish-id" } }] },
    },
  },
  { rule: 88, holds: [secret], breaks: { "AWS's key": { kaggle: { kmsKeyId: undefined } } } },
  {
    rule: 89,
    holds: [
      resource("secretsmanager", "SecretVersion", "value", {
        secretId: "kaggle-id",
        secretString: { secret: true, value: "{}" },
      }),
    ],
    breaks: { "in plain": { value: { secretString: "{}" } } },
  },
];
