import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { trustPolicy } from "./trust";

/** One statement of a policy. */
export interface Statement {
  readonly effect?: "Deny";
  readonly actions: readonly string[];
  readonly resources: readonly pulumi.Input<string>[];
  readonly conditions?: Readonly<
    Record<string, Readonly<Record<string, pulumi.Input<string> | readonly string[]>>>
  >;
  /** Why the resource cannot be named; needed where `resources` holds "*". @default none */
  readonly reason?: string;
}

export interface RoleArgs {
  readonly description: string;
  readonly providerArn: pulumi.Input<string>;
  /** Exact subjects of the tokens that may take it on. */
  readonly subjects: readonly string[];
  readonly statements: readonly Statement[];
}

/** A role that GitHub's jobs take on for an hour at most, with one inline policy. */
export function makeRole(name: string, args: RoleArgs): aws.iam.Role {
  const { description, providerArn, subjects, statements } = args;
  const nameless = statements.find(({ resources, reason }) => resources.includes("*") && !reason);
  if (nameless)
    throw new Error(`${name} may ${nameless.actions.join(", ")} on every resource, and no reason is given.`);
  const role = new aws.iam.Role(name, {
    description,
    assumeRolePolicy: trustPolicy(providerArn, subjects),
    maxSessionDuration: 3600,
  });
  new aws.iam.RolePolicy(`${name}-policy`, {
    role: role.id,
    policy: pulumi.jsonStringify({
      Version: "2012-10-17",
      Statement: statements.map(({ effect = "Allow", actions, resources, conditions }) => ({
        Effect: effect,
        Action: actions,
        Resource: resources,
        ...(conditions ? { Condition: conditions } : {}),
      })),
    }),
  });
  return role;
}
