/** Converts a resource from the form that the Pulumi CLI passes to a policy pack to the one that the rules read. */
import type { PolicyResource } from "@pulumi/policy";
import type { Later, RecordedResource } from "../resource";

export type Properties = PolicyResource["props"];

/**
 * A resource of the stack with the inputs that the program gave it: for a whole stack the CLI passes outputs, which
 * also contain AWS's defaults.
 */
export function recorded(resource: PolicyResource, given: Properties): RecordedResource {
  const { type, name, urn, opts, parent, props } = resource;
  const inputs = plainObject(given, (property) =>
    (resource.propertyDependencies[property] ?? []).map((each) => each.urn),
  );
  const outputs = plainObject(props);
  const tags = { ...defaultTags(resource), ...(inputs["tags"] as object | undefined) };
  return {
    type,
    name,
    urn,
    id: typeof outputs["id"] === "string" ? outputs["id"] : "",
    inputs: Object.keys(tags).length > 0 ? { ...inputs, tags } : inputs,
    outputs,
    protect: opts.protect,
    ...(parent && { parent: parent.urn }),
  };
}

/** Tags that the provider adds to the resource; the CLI passes the stack file's tags as JSON. */
function defaultTags({ provider }: PolicyResource): object {
  const { defaultTags: set } = plainObject(provider?.props ?? {});
  const { tags } = (typeof set === "string" ? JSON.parse(set) : (set ?? {})) as { tags?: object };
  return tags ?? {};
}

/** Properties as plain values. A value that is not known yet is computed from the dependencies of the enclosing property. */
const plainObject = (values: Properties, from: (property: string) => readonly string[] = () => []) =>
  Object.fromEntries(Object.keys(values).map((key) => [key, plain(values, key, from(key))]));

function plain(inside: Properties, key: string, from: readonly string[]): unknown {
  const value = read(inside, key);
  if (value === undefined) return { later: true, from } satisfies Later;
  if (typeof value !== "object" || value === null) return value;
  // Its content is not needed, and arrives as promises.
  if ("__pulumiAsset" in value || "__pulumiArchive" in value) return {};
  const members = Object.keys(value).map((name) => [name, plain(value, name, from)] as const);
  return Array.isArray(value) ? members.map(([, member]) => member) : Object.fromEntries(members);
}

/** A member, or undefined if it is not known: only then do the SDK's objects throw. */
function read(inside: Properties, key: string): unknown {
  try {
    return inside[key];
  } catch {
    // Not by the error's class: if it came from another copy of the SDK, the SDK would treat the whole policy as
    // advisory.
    return undefined;
  }
}
