import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { policyOf, type Grant } from "../components/grants";
import { trustPolicy } from "./trust";

export interface RoleArgs {
  readonly description: string;
  readonly providerArn: pulumi.Input<string>;
  /** Exact subjects of the tokens that may take it on. */
  readonly subjects: readonly string[];
  /** What it may do, by what that is needed for: each is a policy of its own, which has room for long names. */
  readonly policies: Readonly<Record<string, readonly Grant[]>>;
}

/** Policies that a role takes, where the account's quota was not raised. */
const mostPolicies = 10;

/** A role that GitHub's jobs take on for an hour at most, with its policies as `${name}-${which}`. */
export function makeRole(name: string, args: RoleArgs): aws.iam.Role {
  const { description, providerArn, subjects, policies } = args;
  const count = Object.keys(policies).length;
  if (count > mostPolicies)
    throw new pulumi.RunError(
      `The role ${name} would have ${count} policies; IAM allows ${mostPolicies}. Name fewer stacks in "stacks", ` +
        `and deploy the others to another account.`,
    );
  const role = new aws.iam.Role(name, {
    description,
    assumeRolePolicy: trustPolicy(providerArn, subjects),
    maxSessionDuration: 3600,
  });
  for (const [which, grants] of Object.entries(policies)) {
    const named = `${name}-${which}`;
    const policy = new aws.iam.Policy(named, { description, policy: policyOf(grants, named, "managed") });
    new aws.iam.RolePolicyAttachment(named, { role: role.name, policyArn: policy.arn });
  }
  return role;
}
