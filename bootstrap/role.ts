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
}

/** A role that GitHub's jobs take on for an hour at most, with one inline policy. */
export function makeRole(name: string, args: RoleArgs): aws.iam.Role {
  const { description, providerArn, subjects, grants } = args;
  const role = new aws.iam.Role(name, {
    description,
    assumeRolePolicy: trustPolicy(providerArn, subjects),
    maxSessionDuration: 3600,
  });
  new aws.iam.RolePolicy(`${name}-policy`, { role: role.id, policy: policyOf(grants) });
  return role;
}
