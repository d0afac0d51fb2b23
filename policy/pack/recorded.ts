/** A resource as the Pulumi CLI shows it to a policy pack, made into one as the rules read it. */
import type { PolicyResource } from "@pulumi/policy";
import type { Later, RecordedResource } from "../resource";

export type Properties = PolicyResource["props"];

/**
 * A resource of the stack with the inputs that the program gave it: what the CLI shows of a whole stack are outputs,
 * where defaults of AWS stand beside them.
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

/** Tags that the provider puts on the resource; what the stack's file says of it arrives as JSON. */
function defaultTags({ provider }: PolicyResource): object {
  const { defaultTags: set } = plainObject(provider?.props ?? {});
  const { tags } = (typeof set === "string" ? JSON.parse(set) : (set ?? {})) as { tags?: object };
  return tags ?? {};
}

/** Properties as plain values. One that is not known yet comes from what the property around it depends on. */
const plainObject = (values: Properties, from: (property: string) => readonly string[] = () => []) =>
  Object.fromEntries(Object.keys(values).map((key) => [key, plain(values, key, from(key))]));

function plain(inside: Properties, key: string, from: readonly string[]): unknown {
  const value = read(inside, key);
  if (value === undefined) return { later: true, from } satisfies Later;
  if (typeof value !== "object" || value === null) return value;
  // Its content is of no interest, and arrives as promises.
  if ("__pulumiAsset" in value || "__pulumiArchive" in value) return {};
  const members = Object.keys(value).map((name) => [name, plain(value, name, from)] as const);
  return Array.isArray(value) ? members.map(([, member]) => member) : Object.fromEntries(members);
}

/** A member, or undefined if it is not known: the SDK's objects throw then, and only then. */
function read(inside: Properties, key: string): unknown {
  try {
    return inside[key];
  } catch {
    // Not by the error's class: were it another copy's, the SDK would take the whole policy for advice.
    return undefined;
  }
}
