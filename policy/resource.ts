/** The resources that a program registered, as the rules see them: plain values, and references between resources. Pure. */

/** One registered resource, with its inputs resolved. */
export interface RecordedResource {
  /** Type token, such as `aws:s3/bucket:Bucket`. */
  readonly type: string;
  /** Name in the program, not in the cloud. */
  readonly name: string;
  readonly urn: string;
  /** Empty before it is created. */
  readonly id: string;
  /**
   * By the provider's names; JSON documents are strings, a secret is a `Secret`, an archive any object, and a value
   * that a preview does not know is `Later`.
   */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** The provider's outputs; other resources refer to this one by `arn`, `name` and similar. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** URN of the parent. */
  readonly parent?: string;
  readonly protect?: boolean;
  readonly retainOnDelete?: boolean;
}

/** All resources that one stack registers. */
export interface Stack {
  readonly name: string;
  /** Whether the production rules apply here too. */
  readonly production: boolean;
  readonly resources: readonly RecordedResource[];
  /** Tags that the provider adds to every resource. @default none */
  readonly defaultTags?: Readonly<Record<string, string>>;
}

/** Whether the production rules apply in a stack of this name: in all except `dev` and those that begin with `dev-`. */
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
  /** URNs of the resources that it depends on; empty if they are not known either. */
  readonly from: readonly string[];
}

const isLater = (value: unknown): value is Later =>
  typeof value === "object" && value !== null && "later" in value && value.later === true;

/** Thrown if a rule reads a value that is not known yet: its verdict has to wait. */
export class NotYetKnown extends Error {
  override readonly name = "NotYetKnown";
}

function reveal(value: unknown): unknown {
  if (isLater(value)) throw new NotYetKnown("a value is not known before the update");
  return isSecret(value) ? reveal(value.value) : value;
}

/**
 * The value at a path such as `rule.objectOwnership` or `rules.0.status`; opens secrets along the path. This and all
 * functions below throw `NotYetKnown` for a value that is not known yet, except `reference` and `refersTo`.
 */
export function at(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((inside, step) => {
    if (typeof inside !== "object" || inside === null) return undefined;
    return reveal((inside as Record<string, unknown>)[step]);
  }, reveal(value));
}

/** The value at a path in a resource's inputs. */
export const input = (resource: RecordedResource, path: string): unknown => at(resource.inputs, path);

/** The same for `refersTo`, which can tell what a value will refer to before the value is known. */
export function reference({ inputs: given }: RecordedResource, path: string): unknown {
  return path.split(".").reduce<unknown>((inside, step) => {
    const open = isSecret(inside) ? inside.value : inside;
    if (typeof open !== "object" || open === null || isLater(open)) return isLater(open) ? open : undefined;
    return (open as Record<string, unknown>)[step];
  }, given);
}

/** The string at a path in a resource's inputs; empty if missing. */
export function textIn(resource: RecordedResource, path: string): string {
  const value = input(resource, path);
  return typeof value === "string" ? value : "";
}

/** The list at a path in a resource's inputs; empty if missing. */
export const inputs = (resource: RecordedResource, path: string): readonly unknown[] =>
  list(input(resource, path));

/** A list as it is, a single value as a list of one, undefined as an empty list. */
export function list(value: unknown): readonly unknown[] {
  const open = reveal(value);
  return open == null ? [] : Array.isArray(open) ? open.map(reveal) : [open];
}

/** The strings in a list; drops all other values. */
export const texts = (value: unknown): readonly string[] =>
  list(value).filter((item) => typeof item === "string");

/** Whether a value is a string that is not empty. */
export const isText = (value: unknown): value is string => typeof value === "string" && value.trim() !== "";

/** Whether a flag is set; some resources take it as a string. */
export const isOn = (value: unknown): boolean => value === true || value === "true";

/** The values by which others may refer to a resource: its URN, its id, its ARNs, its physical name, its URL. */
export function namesOf({ urn, id, inputs: given, outputs }: RecordedResource): readonly string[] {
  const known = ["arn", "qualifiedArn", "name", "bucket", "url", "keyId", "workgroupName", "namespaceName"];
  return [urn, id, given["name"], given["bucket"], ...known.map((key) => outputs[key])].filter(isText);
}

/** Whether a value (or an item of a list) refers to this resource, or will once it is known. */
export function refersTo(value: unknown, resource: RecordedResource): boolean {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.some((item) => {
    if (isLater(item) && item.from.length > 0) return item.from.includes(resource.urn);
    return texts(item).some((text) => namesOf(resource).includes(text));
  });
}

/** A resource's ARN, or its id if no ARN was recorded. */
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
