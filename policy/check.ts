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

/** Something that a rule finds wrong. */
export interface Fault {
  readonly resource: RecordedResource;
  /** What is wrong with it, to be read after its name: `"has no description"`. */
  readonly message: string;
}

/** A resource of which a rule can say nothing before the update makes known what it reads. */
export interface Waiting {
  readonly resource: RecordedResource;
  readonly waits: true;
}

export type Finding = Fault | Waiting;

/** What must hold: of which resources, and what they do against it. */
export interface Demand {
  /** The resources that the demand is about; none means that it does not apply to the stack. */
  readonly subjects: Subjects;
  readonly check: (stack: Stack) => readonly Finding[];
}

export type Subjects = (stack: Stack) => readonly RecordedResource[];

type Holds = (resource: RecordedResource, stack: Stack) => boolean;

interface About {
  /** Stays the same for ever: pages and waivers name the rule by it. */
  readonly number: number;
  /** Public ids of whoever asks for it too; `own` is a rule of this project. */
  readonly ids: readonly string[];
  /** What must hold, in one plain sentence. */
  readonly title: string;
}

/** `default` holds in every stack, `production` in production, `optional` wherever that part is switched on. */
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

/** Those of the subjects for which the condition holds. */
export const only =
  (subjects: Subjects, condition: Holds): Subjects =>
  (stack) =>
    subjects(stack).filter((resource) => known(() => condition(resource, stack)) ?? false);

/** Each of the subjects must hold; the message says what is wrong with one that does not. */
export const each = (subjects: Subjects, holds: Holds, message: string): Demand =>
  eachOf(subjects, (resource, stack) => (holds(resource, stack) ? [] : [message]));

/** Each of the subjects must have no fault; for several messages about one resource. */
export const eachOf = (
  subjects: Subjects,
  faults: (resource: RecordedResource, stack: Stack) => readonly string[],
): Demand => ({
  subjects,
  check: (stack) => subjects(stack).flatMap((resource) => findings(resource, () => faults(resource, stack))),
});

/** What is wrong with a resource, by its messages; where one cannot be said yet, that it waits. */
export const findings = (resource: RecordedResource, messages: () => readonly string[]): readonly Finding[] =>
  known(messages)?.map((message) => ({ resource, message })) ?? [{ resource, waits: true }];

/** What was found, or undefined if that took a value that is not known yet. */
function known<T>(find: () => T): T | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof NotYetKnown) return undefined;
    throw error;
  }
}

/** The resources of a type that name this one in a property, such as the policies of a bucket. */
export const beside = (stack: Stack, type: string, property: string, resource: RecordedResource) =>
  ofType(stack, type).filter((other) => refersTo(reference(other, property), resource));

/** Each of the subjects must have a resource of this type beside it, naming it in `property`, that holds. */
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

/** There must be no such resource. */
export const none = (subjects: Subjects, message: string): Demand => each(subjects, () => false, message);

/** Several demands as one. */
export const together = (...demands: readonly Demand[]): Demand => ({
  subjects: (stack) => demands.flatMap(({ subjects }) => subjects(stack)),
  check: (stack) => demands.flatMap(({ check }) => check(stack)),
});

/** The resource has a description. */
export const described = (resource: RecordedResource): boolean => isText(input(resource, "description"));

/** The resource has at least one tag, of its own or of the provider. */
export const tagged: Holds = (resource, stack) =>
  Object.keys({ ...stack.defaultTags, ...(input(resource, "tags") as object | undefined) }).length > 0;

/** A customer-managed key is named here: not AWS's own key of a service, which has an alias `alias/aws/…`. */
export const isOwnKey = (key: unknown): boolean => isText(key) && !key.includes("alias/aws/");
