/** The stack's own keys. A key's name is a number: its tags tell whose it is. */
import type { Grant } from "../components/grants";
import type { Place } from "./stack-place";
import type { State } from "./state-bucket";
import { tagged } from "./tags";

const management = [
  "kms:PutKeyPolicy",
  "kms:ScheduleKeyDeletion",
  "kms:UntagResource",
  "kms:UpdateKeyDescription",
];

/** Using a stack's keys, and only by what these services are asked for. `services` as in "lambda.eu-central-1.amazonaws.com". */
export const useKeys = (place: Place, actions: readonly string[], services: readonly string[]): Grant => ({
  actions,
  resources: [place.keys],
  conditions: {
    StringEquals: tagged("Resource", place),
    // The region is that of the keys.
    StringLike: { "kms:ViaService": services.map((service) => `${service}.*.amazonaws.com`) },
  },
});

/** Making, changing and using a stack's keys. */
export const writeKeys = (place: Place): Grant[] => [
  {
    actions: ["kms:CreateKey"],
    resources: ["*"],
    reason: "a key's name is a number that nobody knows before",
  },
  {
    // A key gets its tags as it is made.
    actions: ["kms:TagResource"],
    resources: [place.keys],
    conditions: { StringEquals: tagged("Request", place) },
  },
  {
    // Asked for right after a key is made, when its tags may not be known yet: that takes up to five minutes. Of all that
    // changes a key it is what harms none.
    actions: ["kms:EnableKeyRotation"],
    resources: [place.keys],
  },
  {
    actions: management,
    resources: [place.keys],
    conditions: { StringEquals: tagged("Resource", place) },
  },
  // Uploading, a secret's value, a function's variables, a definition, a schedule.
  useKeys(
    place,
    ["kms:CreateGrant", "kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
    ["lambda", "s3", "scheduler", "secretsmanager", "states"],
  ),
];

/** Keeps the deploying roles off the key that their own state's secrets are encrypted with. */
export const leaveStateAlone = ({ key }: State): Grant[] => [
  {
    effect: "Deny",
    actions: ["kms:EnableKeyRotation", "kms:TagResource", ...management],
    resources: [key.arn],
  },
];
