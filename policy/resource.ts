/** What a program registered, as the rules see it: plain values, and how one resource names another. Pure. */

/** One resource as it was registered, its inputs resolved. */
export interface RecordedResource {
  /** Type token, such as `aws:s3/bucket:Bucket`. */
  readonly type: string;
  /** Name in the program, not in the cloud. */
  readonly name: string;
  readonly urn: string;
  /** Empty before it is made. */
  readonly id: string;
  /** By the provider's names; JSON documents are texts, a secret is a `Secret`, an archive any object, what a preview does not know `Later`. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** What the provider answered; `arn`, `name` and the like are how others refer to it. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** URN of the parent. */
  readonly parent?: string;
  readonly protect?: boolean;
  readonly retainOnDelete?: boolean;
}

/** All that one stack registers. */
export interface Stack {
  readonly name: string;
  /** Whether the rules for production hold here too. */
  readonly production: boolean;
  readonly resources: readonly RecordedResource[];
  /** Tags that the provider puts on every resource. @default none */
  readonly defaultTags?: Readonly<Record<string, string>>;
}

/** Whether the rules for production hold in a stack of this name: in all but `dev` and those that begin with `dev-`. */
export const isProduction = (stack: string): boolean => stack !== "dev" && !stack.startsWith("dev-");

/** A value that the program marked as secret. */
export interface Secret {
  readonly secret: true;
  readonly value: unknown;
}

export const isSecret = (value: unknown): value is Secret =>
  typeof value === "object" && value !== null && "secret" in value && value.secret === true;

/** A value that a preview does not know yet. */
export interface Later {
  readonly later: true;
  /** URNs of the resources whose properties it is made of; empty where that is not known either. */
  readonly from: readonly string[];
}

const isLater = (value: unknown): value is Later =>
  typeof value === "object" && value !== null && "later" in value && value.later === true;

/** Thrown where a rule reads a value that is not known yet: its verdict has to wait. */
export class NotYetKnown extends Error {
  override readonly name = "NotYetKnown";
}

function reveal(value: unknown): unknown {
  if (isLater(value)) throw new NotYetKnown("a value is not known before the update");
  return isSecret(value) ? reveal(value.value) : value;
}

/**
 * What lies in a value at a path such as `rule.objectOwnership` or `rules.0.status`; secrets on the way are opened.
 * This and all below throw `NotYetKnown` on a value that is not known yet, but for `reference` and `refersTo`.
 */
export function at(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((inside, step) => {
    if (typeof inside !== "object" || inside === null) return undefined;
    return reveal((inside as Record<string, unknown>)[step]);
  }, reveal(value));
}

/** What lies in a resource's inputs at a path. */
export const input = (resource: RecordedResource, path: string): unknown => at(resource.inputs, path);

/** The same for `refersTo`, which can tell what a value will name before it is known. */
export function reference({ inputs: given }: RecordedResource, path: string): unknown {
  return path.split(".").reduce<unknown>((inside, step) => {
    const open = isSecret(inside) ? inside.value : inside;
    if (typeof open !== "object" || open === null || isLater(open)) return isLater(open) ? open : undefined;
    return (open as Record<string, unknown>)[step];
  }, given);
}

/** The text in a resource's inputs at a path; empty if there is none. */
export function textIn(resource: RecordedResource, path: string): string {
  const value = input(resource, path);
  return typeof value === "string" ? value : "";
}

/** The list in a resource's inputs at a path; empty if there is none. */
export const inputs = (resource: RecordedResource, path: string): readonly unknown[] =>
  list(input(resource, path));

/** A list as it is, one value as a list of one, nothing as none. */
export function list(value: unknown): readonly unknown[] {
  const open = reveal(value);
  return open == null ? [] : Array.isArray(open) ? open.map(reveal) : [open];
}

/** The texts of a list; whatever else is in it is left out. */
export const texts = (value: unknown): readonly string[] =>
  list(value).filter((item) => typeof item === "string");

/** Whether a value is a text with something in it. */
export const isText = (value: unknown): value is string => typeof value === "string" && value.trim() !== "";

/** Whether a flag is set; some resources take it as a text. */
export const isOn = (value: unknown): boolean => value === true || value === "true";

/** How others may refer to a resource: its URN, its id, its ARNs, its physical name, its URL. */
export function namesOf({ urn, id, inputs: given, outputs }: RecordedResource): readonly string[] {
  const known = ["arn", "qualifiedArn", "name", "bucket", "url", "keyId", "workgroupName", "namespaceName"];
  return [urn, id, given["name"], given["bucket"], ...known.map((key) => outputs[key])].filter(isText);
}

/** Whether a value (or one of a list of values) names this resource, or will once it is known. */
export function refersTo(value: unknown, resource: RecordedResource): boolean {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.some((item) => {
    if (isLater(item) && item.from.length > 0) return item.from.includes(resource.urn);
    return texts(item).some((text) => namesOf(resource).includes(text));
  });
}

/** A resource's ARN, or its id where none was recorded. */
export function arnOf({ id, outputs }: RecordedResource): string {
  const arn = reveal(outputs["arn"]);
  if (isText(arn)) return arn;
  if (id === "") throw new NotYetKnown("a resource has no ARN before it is made");
  return id;
}

export const ofType = (stack: Stack, ...types: readonly string[]): readonly RecordedResource[] =>
  stack.resources.filter(({ type }) => types.includes(type));

/** Type token of a resource of `@pulumi/aws`: `aws("s3", "Bucket")` is `aws:s3/bucket:Bucket`. */
export const aws = (module: string, name: string): string =>
  `aws:${module}/${name.slice(0, 1).toLowerCase()}${name.slice(1)}:${name}`;
