import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { policyOf, type Grant } from "../components/grants";
import { trustPolicy } from "./trust";

export interface RoleArgs {
  readonly description: string;
  readonly providerArn: pulumi.Input<string>;
  /** Exact subjects of the tokens that may take it on. */
  readonly subjects: readonly string[];
  readonly grants: readonly Grant[];
  /** Those for which the inline policy has no room, by name: a policy of the account's for each. @default none */
  readonly further?: Readonly<Record<string, readonly Grant[]>>;
}

/** A role that GitHub's jobs take on for an hour at most, with one inline policy, and further ones as `${name}-${which}`. */
export function makeRole(name: string, args: RoleArgs): aws.iam.Role {
  const { description, providerArn, subjects, grants, further = {} } = args;
  const role = new aws.iam.Role(name, {
    description,
    assumeRolePolicy: trustPolicy(providerArn, subjects),
    maxSessionDuration: 3600,
  });
  new aws.iam.RolePolicy(`${name}-policy`, { role: role.id, policy: policyOf(grants) });
  for (const [which, more] of Object.entries(further)) {
    const policy = new aws.iam.Policy(`${name}-${which}`, { description, policy: policyOf(more) });
    new aws.iam.RolePolicyAttachment(`${name}-${which}`, { role: role.name, policyArn: policy.arn });
  }
  return role;
}
