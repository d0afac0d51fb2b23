/** One rule, the resources with which it holds, and the smallest changes that break it. */
import { type RecordedResource } from "../../policy";
import { aws } from "../../policy/resource";

export interface Case {
  readonly rule: number;
  /** As in production. */
  readonly holds: readonly RecordedResource[];
  /** What is wrong, and the change that makes it so. */
  readonly breaks: Readonly<Record<string, Change>>;
}

/** Of each named resource: its inputs at these paths (`undefined` takes away), or that it is gone; `+` adds some. */
export interface Change {
  readonly [name: string]: Readonly<Record<string, unknown>> | "gone" | readonly RecordedResource[];
}

export const account = "123456789012";

/** A resource of `@pulumi/aws`, with the id and ARN that a test gives it. */
export function resource(
  module: string,
  kind: string,
  name: string,
  inputs: Readonly<Record<string, unknown>> = {},
  more: Partial<RecordedResource> = {},
): RecordedResource {
  const type = aws(module, kind);
  const id = `${name}-id`;
  const arn = kind === "Bucket" ? `arn:aws:s3:::${id}` : `arn:aws:${module}:eu-west-1:${account}:${id}`;
  const urn = `urn:pulumi:test::data-flow::${type}::${name}`;
  return { type, name, urn, id, inputs, outputs: { arn, name: id }, ...more };
}

/** A policy document of these statements, as programs write it. */
export const policy = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

export const allow = (
  Action: string | readonly string[],
  Resource: string | readonly string[],
  more = {},
) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});

/** Refuses everybody who comes without TLS. */
export const tlsOnly = (Action: string, ...Resource: readonly string[]) => ({
  Effect: "Deny",
  Principal: "*",
  Action,
  Resource,
  Condition: { Bool: { "aws:SecureTransport": "false" } },
});

/** Lets a service take a role, for this account. */
export const trust = (service: string, more: object = { StringEquals: { "aws:SourceAccount": account } }) =>
  policy({ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole", Condition: more });

export const role = (name: string, service = "lambda.amazonaws.com") =>
  resource("iam", "Role", name, { assumeRolePolicy: trust(service) });

/** The inline policy `grants` of a role. */
export const grants = (roleName: string, ...statements: readonly object[]) =>
  resource("iam", "RolePolicy", "grants", { role: `${roleName}-id`, policy: policy(...statements) });

function set(value: unknown, [step, ...rest]: readonly string[], to: unknown): unknown {
  if (step === undefined) return to;
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value)
    ? [...(value as unknown[])]
    : { ...(value as Record<string, unknown>) };
  const inside = (copy as Record<string, unknown>)[step];
  (copy as Record<string, unknown>)[step] = set(inside, rest, to);
  return copy;
}

/** The resources after a change. Throws if it names none of them, since it would then change nothing. */
export function changed(resources: readonly RecordedResource[], change: Change): readonly RecordedResource[] {
  const { "+": added = [], ...changes } = change;
  for (const name of Object.keys(changes))
    if (!resources.some((one) => one.name === name)) throw new Error(`no resource is named ${name}`);
  const after = resources.flatMap((one) => {
    const edits = changes[one.name];
    if (edits === undefined) return [one];
    if (edits === "gone") return [];
    // `@protect` is an option of the resource, everything else an input.
    return [
      Object.entries(edits).reduce((edited, [path, to]) => {
        if (path.startsWith("@")) return { ...edited, [path.slice(1)]: to };
        return { ...edited, inputs: set(edited.inputs, path.split("."), to) as RecordedResource["inputs"] };
      }, one),
    ];
  });
  return [...after, ...(added as readonly RecordedResource[])];
}
