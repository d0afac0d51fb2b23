import { account, allow, policy, resource, type Case } from "../case";

const key = resource(
  "kms",
  "Key",
  "key",
  {
    description: "Data of the lake",
    deletionWindowInDays: 30,
    enableKeyRotation: true,
    policy: policy(allow("kms:*", "*", { Principal: { AWS: `arn:aws:iam::${account}:root` } })),
  },
  { protect: true },
);

export const kms: readonly Case[] = [
  {
    rule: 29,
    holds: [key],
    breaks: {
      "it may go": { key: { "@protect": false } },
      "it goes in a week": { key: { deletionWindowInDays: 7 } },
    },
  },
  { rule: 30, holds: [key], breaks: { "it does not": { key: { enableKeyRotation: undefined } } } },
  {
    rule: 31,
    holds: [key],
    breaks: {
      "none is written": { key: { policy: undefined } },
      "it is for everybody": { key: { policy: policy(allow("kms:*", "*", { Principal: { AWS: "*" } })) } },
      "the one beside it is": {
        "+": [
          resource("kms", "KeyPolicy", "more", {
            keyId: "key-id",
            policy: policy(allow("kms:Decrypt", "*", { Principal: "*" })),
          }),
        ],
      },
    },
  },
  {
    rule: 32,
    holds: [key],
    breaks: {
      "no description": { key: { description: " " } },
      disabled: { key: { isEnabled: false } },
      "the check is bypassed": { key: { bypassPolicyLockoutSafetyCheck: true } },
    },
  },
];
