import * as pulumi from "@pulumi/pulumi";

/** One statement of a role's policy, as a value: the role's owner merges its grants. */
export interface Grant {
  /** Denies the actions, whatever else allows them. @default the statement allows them */
  readonly effect?: "Deny";
  readonly actions: readonly string[];
  readonly resources: readonly pulumi.Input<string>[];
  /** IAM conditions: operator, key, value. @default none */
  readonly conditions?: Readonly<
    Record<string, Readonly<Record<string, pulumi.Input<string> | readonly string[]>>>
  >;
  /** Why the resource cannot be named; required if `resources` contains "*". @default none */
  readonly reason?: string;
}

/** IAM's limits in characters: of all inline policies of a role together, and of a customer-managed policy. */
export const policyLimits = { inline: 10_240, managed: 6_144 } as const;

/**
 * The policy document of a role: one statement per grant, in order. Throws if a grant covers every resource and does
 * not say why, or if the document of `name` would be longer than IAM accepts for its kind.
 */
export function policyOf(
  grants: readonly Grant[],
  name = "of a role",
  kind: keyof typeof policyLimits = "inline",
): pulumi.Output<string> {
  for (const { actions, resources, reason } of grants)
    if (resources.includes("*") && !reason)
      throw new pulumi.RunError(
        `The grant of ${actions.join(", ")} is for every resource: name the resources, or give a reason why you cannot.`,
      );
  const document = pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: grants.map(({ effect = "Allow", actions, resources, conditions }) => ({
      Effect: effect,
      Action: actions,
      Resource: resources,
      ...(conditions ? { Condition: conditions } : {}),
    })),
  });
  return document.apply((text) => {
    const most = policyLimits[kind];
    if (text.length <= most) return text;
    throw new pulumi.RunError(
      `The policy ${name} would have ${text.length} characters; IAM allows ${most}. Shorten the names of the ` +
        `project and the stack, which are part of each ARN, or let the role serve fewer data sets.`,
    );
  });
}
