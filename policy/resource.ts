/** What a program registered, as the rules see it: plain values, and how one resource names another. Pure. */

/** One resource as it was registered, its inputs resolved. */
export interface RecordedResource {
  /** Type token, such as `aws:s3/bucket:Bucket`. */
  readonly type: string;
  /** Name in the program, not in the cloud. */
  readonly name: string;
  readonly urn: string;
  readonly id: string;
  /** By the provider's names; JSON documents are texts, a secret is a `Secret`, an archive any object. */
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

/** A value that the program marked as secret. */
export interface Secret {
  readonly secret: true;
  readonly value: unknown;
}

export const isSecret = (value: unknown): value is Secret =>
  typeof value === "object" && value !== null && "secret" in value && value.secret === true;

const reveal = (value: unknown): unknown => (isSecret(value) ? value.value : value);

/** What lies in a value at a path such as `rule.objectOwnership` or `rules.0.status`; secrets on the way are opened. */
export function at(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((inside, step) => {
    if (typeof inside !== "object" || inside === null) return undefined;
    return reveal((inside as Record<string, unknown>)[step]);
  }, reveal(value));
}

/** What lies in a resource's inputs at a path. */
export const input = (resource: RecordedResource, path: string): unknown => at(resource.inputs, path);

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

/** How others may refer to a resource: its id, its ARNs, its physical name, its URL. */
export function namesOf({ id, inputs: given, outputs }: RecordedResource): readonly string[] {
  const known = ["arn", "qualifiedArn", "name", "bucket", "url", "keyId", "workgroupName", "namespaceName"];
  return [id, given["name"], given["bucket"], ...known.map((key) => outputs[key])].filter(isText);
}

/** Whether a value (or one of a list of values) names this resource. */
export const refersTo = (value: unknown, resource: RecordedResource): boolean =>
  texts(value).some((text) => namesOf(resource).includes(text));

/** A resource's ARN, or its id where none was recorded. */
export const arnOf = (resource: RecordedResource): string =>
  isText(resource.outputs["arn"]) ? resource.outputs["arn"] : resource.id;

export const ofType = (stack: Stack, ...types: readonly string[]): readonly RecordedResource[] =>
  stack.resources.filter(({ type }) => types.includes(type));

/** Type token of a resource of `@pulumi/aws`: `aws("s3", "Bucket")` is `aws:s3/bucket:Bucket`. */
export const aws = (module: string, name: string): string =>
  `aws:${module}/${name.slice(0, 1).toLowerCase()}${name.slice(1)}:${name}`;
