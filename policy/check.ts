/** What a rule is, and the few forms that most rules take. Pure. */
import {
  input,
  isText,
  NotYetKnown,
  ofType,
  reference,
  refersTo,
  type RecordedResource,
  type Stack,
} from "./resource";

/** A fault that a rule finds. */
export interface Fault {
  readonly resource: RecordedResource;
  /** What is wrong, phrased to follow its name: `"has no description"`. */
  readonly message: string;
}

/** A resource that a rule cannot judge before the update, because it reads a value that is not known yet. */
export interface Waiting {
  readonly resource: RecordedResource;
  readonly waits: true;
}

export type Finding = Fault | Waiting;

/** A requirement: the resources that it applies to, and how they break it. */
export interface Demand {
  /** The resources that the requirement applies to; if empty, it does not apply to the stack. */
  readonly subjects: Subjects;
  readonly check: (stack: Stack) => readonly Finding[];
}

export type Subjects = (stack: Stack) => readonly RecordedResource[];

type Holds = (resource: RecordedResource, stack: Stack) => boolean;

interface About {
  /** Never changes: pages and waivers refer to the rule by it. */
  readonly number: number;
  /** Public ids of the standards that require it too; `own` is a rule of this project. */
  readonly ids: readonly string[];
  /** The requirement in one plain sentence. */
  readonly title: string;
}

/** `default` applies in every stack, `production` in production, `optional` in stacks that switch that part on. */
export interface CheckedRule extends About, Demand {
  readonly mark: "default" | "production" | "optional";
}

/** A rule that this project does not follow. */
export interface WaivedRule extends About {
  readonly mark: "waived";
  /** Why not. */
  readonly waiver: string;
}

export type Rule = CheckedRule | WaivedRule;

/** All resources of these types. */
export const all =
  (...types: readonly string[]): Subjects =>
  (stack) =>
    ofType(stack, ...types);

/** The subjects for which the condition holds. */
export const only =
  (subjects: Subjects, condition: Holds): Subjects =>
  (stack) =>
    subjects(stack).filter((resource) => known(() => condition(resource, stack)) ?? false);

/** Each subject must pass; the message describes one that does not. */
export const each = (subjects: Subjects, holds: Holds, message: string): Demand =>
  eachOf(subjects, (resource, stack) => (holds(resource, stack) ? [] : [message]));

/** Each subject must have no fault; for several messages about one resource. */
export const eachOf = (
  subjects: Subjects,
  faults: (resource: RecordedResource, stack: Stack) => readonly string[],
): Demand => ({
  subjects,
  check: (stack) => subjects(stack).flatMap((resource) => findings(resource, () => faults(resource, stack))),
});

/** The faults of a resource, by their messages; if a value is not known yet, that the resource has to wait. */
export const findings = (resource: RecordedResource, messages: () => readonly string[]): readonly Finding[] =>
  known(messages)?.map((message) => ({ resource, message })) ?? [{ resource, waits: true }];

/** The faults, or undefined if they depend on a value that is not known yet. */
function known<T>(find: () => T): T | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof NotYetKnown) return undefined;
    throw error;
  }
}

/** The resources of a type that refer to this one in a property, such as the policies of a bucket. */
export const beside = (stack: Stack, type: string, property: string, resource: RecordedResource) =>
  ofType(stack, type).filter((other) => refersTo(reference(other, property), resource));

/** Each subject must have a resource of this type that refers to it in `property` and passes. */
export const sideBySide = (
  subjects: Subjects,
  type: string,
  property: string,
  holds: Holds,
  message: string,
): Demand =>
  each(
    subjects,
    (resource, stack) => beside(stack, type, property, resource).some((other) => holds(other, stack)),
    message,
  );

/** The stack must not have such a resource. */
export const none = (subjects: Subjects, message: string): Demand => each(subjects, () => false, message);

/** Combines several requirements. */
export const together = (...demands: readonly Demand[]): Demand => ({
  subjects: (stack) => demands.flatMap(({ subjects }) => subjects(stack)),
  check: (stack) => demands.flatMap(({ check }) => check(stack)),
});

/** The resource has a description. */
export const described = (resource: RecordedResource): boolean => isText(input(resource, "description"));

/** The resource has at least one tag, set on it or by the provider. */
export const tagged: Holds = (resource, stack) =>
  Object.keys({ ...stack.defaultTags, ...(input(resource, "tags") as object | undefined) }).length > 0;

/** The value names a customer-managed key, not a service's AWS-managed key, which has an alias `alias/aws/…`. */
export const isOwnKey = (key: unknown): boolean => isText(key) && !key.includes("alias/aws/");
