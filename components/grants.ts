import * as pulumi from "@pulumi/pulumi";

/** One statement of a role's policy, as a value: whoever owns the role merges what it is given. */
export interface Grant {
  /** Takes the actions away, whatever else allows them. @default they are allowed */
  readonly effect?: "Deny";
  readonly actions: readonly string[];
  readonly resources: readonly pulumi.Input<string>[];
  /** IAM conditions: operator, key, value. @default none */
  readonly conditions?: Readonly<
    Record<string, Readonly<Record<string, pulumi.Input<string> | readonly string[]>>>
  >;
  /** Why the resource cannot be named; needed where `resources` holds "*". @default none */
  readonly reason?: string;
}

/**
 * The policy document of a role: one statement per grant, in their order. Throws where a grant is for every
 * resource and does not say why.
 */
export function policyOf(grants: readonly Grant[]): pulumi.Output<string> {
  for (const { actions, resources, reason } of grants)
    if (resources.includes("*") && !reason)
      throw new Error(
        `The grant of ${actions.join(", ")} is for every resource: name the resources, or give the reason why that cannot be.`,
      );
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: grants.map(({ effect = "Allow", actions, resources, conditions }) => ({
      Effect: effect,
      Action: actions,
      Resource: resources,
      ...(conditions ? { Condition: conditions } : {}),
    })),
  });
}
