/** The rules as Pulumi policies. */
import type { Policies, PolicyResource } from "@pulumi/policy";
import { isProduction, sentence, verdicts, type Stack, type Verdict } from "..";
import { recorded, type Properties } from "./recorded";

/** The CLI decrypts secrets before a pack sees them, so rule 89 cannot tell a secret from plain text here. */
const unseen = [89];

/**
 * One policy records each resource, another judges all of them together, since most rules concern several resources.
 * With one policy per rule, Pulumi's SDK would read the whole stack once per rule.
 */
export function policies(): Policies {
  const inputs = new Map<string, Properties>();
  const judged = (resources: readonly PolicyResource[]) =>
    verdicts(stackOf(resources, inputs)).filter(({ rule }) => !unseen.includes(rule.number));
  return [
    {
      name: "resources",
      description: "Records the inputs of each resource, for the rules.",
      enforcementLevel: "advisory",
      validateResource: ({ urn, props }) => void inputs.set(urn, props),
    },
    {
      name: "security-rules",
      description:
        "A rule of docs/security.md is broken. Change the resource, or accept the fault in policy/waivers.ts.",
      enforcementLevel: "mandatory",
      validateStack: ({ resources }, report) => {
        for (const { rule, faults } of judged(resources))
          for (const fault of faults) report(sentence(rule, fault), fault.resource.urn);
      },
    },
    {
      name: "not-yet-known",
      description: "Rules that cannot be applied yet.",
      enforcementLevel: "advisory",
      validateStack: ({ resources }, report) => {
        const waiting = judged(resources).filter((verdict) => verdict.waiting.length > 0);
        if (waiting.length > 0) report(waitingSentence(waiting));
      },
    },
  ];
}

function stackOf(resources: readonly PolicyResource[], inputs: ReadonlyMap<string, Properties>): Stack {
  const [, , name = ""] = resources[0]?.urn.split(":") ?? [];
  return {
    name,
    production: isProduction(name),
    // A resource that this run of the program did not register is no longer part of the stack.
    resources: resources.flatMap((resource) => {
      const given = inputs.get(resource.urn);
      return given ? [recorded(resource, given)] : [];
    }),
  };
}

const waitingSentence = (waiting: readonly Verdict[]): string => {
  const numbers = waiting.map(({ rule }) => rule.number).join(", ");
  return `Some values are not known before the update, so these rules were not applied to all resources: ${numbers}. The update applies them at its end.`;
};
