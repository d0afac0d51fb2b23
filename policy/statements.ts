/** The statements of every policy in a stack, in one form however they were written. Pure. */
import { all, findings, type Demand, type Subjects } from "./check";
import { at, aws, inputs, isText, list, texts, type RecordedResource, type Stack } from "./resource";

/** Who may assume a role (`trust`), what a role may do (`identity`), or what others may do with a resource (`resource`). */
export type Kind = "identity" | "trust" | "resource";

export interface Statement {
  /** The resource that carries the policy. */
  readonly of: RecordedResource;
  readonly kind: Kind;
  readonly allows: boolean;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** A type, such as `AWS` or `Service`, and the principal; a bare `*` is `["AWS", "*"]`. */
  readonly principals: readonly (readonly [kind: string, who: string])[];
  readonly conditions: readonly Condition[];
  /** Which of `NotAction`, `NotResource`, `NotPrincipal` it uses. */
  readonly negations: readonly string[];
}

export interface Condition {
  readonly operator: string;
  /** In lower case, because IAM ignores case here. */
  readonly key: string;
  readonly values: readonly string[];
}

const rolePolicies = [aws("iam", "RolePolicy"), aws("iam", "Policy")];
const role = aws("iam", "Role");
const resourcePolicies = [
  ...[aws("s3", "Bucket"), aws("s3", "BucketPolicy")],
  ...[aws("sqs", "Queue"), aws("sqs", "QueuePolicy")],
  ...[aws("sns", "Topic"), aws("sns", "TopicPolicy")],
  ...[aws("kms", "Key"), aws("kms", "KeyPolicy")],
  ...[aws("secretsmanager", "SecretPolicy"), aws("cloudwatch", "EventBusPolicy")],
];

/** The policy documents of a resource, with their kind. */
function documentsOf(resource: RecordedResource): readonly (readonly [Kind, unknown])[] {
  const read = (path: string) => inputs(resource, path);
  if (rolePolicies.includes(resource.type)) return read("policy").map((text) => ["identity", text]);
  if (resourcePolicies.includes(resource.type)) return read("policy").map((text) => ["resource", text]);
  if (resource.type !== role) return [];
  return [
    ...read("assumeRolePolicy").map((text) => ["trust", text] as const),
    ...read("inlinePolicies").map((item) => ["identity", at(item, "policy") ?? {}] as const),
  ];
}

/** The statements of one resource's policies. Throws if a policy is not JSON, because then it cannot be judged. */
export const statementsOf = (resource: RecordedResource): readonly Statement[] =>
  documentsOf(resource).flatMap(([kind, document]) =>
    list(at(parse(resource, document), "Statement")).map((written) => read(resource, kind, written)),
  );

function parse(resource: RecordedResource, document: unknown): unknown {
  if (typeof document !== "string") return document;
  try {
    return JSON.parse(document);
  } catch {
    throw new Error(`${resource.type} "${resource.name}": its policy is not JSON: ${document.slice(0, 80)}`);
  }
}

const entries = (value: unknown): [string, unknown][] =>
  typeof value === "object" && value !== null ? Object.entries(value) : [];

function read(of: RecordedResource, kind: Kind, written: unknown): Statement {
  const principal = at(written, "Principal");
  return {
    of,
    kind,
    allows: at(written, "Effect") === "Allow",
    actions: texts(at(written, "Action")),
    resources: texts(at(written, "Resource")),
    principals: isText(principal)
      ? [["AWS", principal]]
      : entries(principal).flatMap(([type, who]) => texts(who).map((name) => [type, name] as const)),
    conditions: entries(at(written, "Condition")).flatMap(([operator, keys]) =>
      entries(keys).map(([key, values]) => ({
        operator,
        key: key.toLowerCase(),
        values: list(values).map(String),
      })),
    ),
    negations: entries(written).flatMap(([name]) => (name.startsWith("Not") ? [name] : [])),
  };
}

/** All statements of these kinds in a stack. */
export const statements = (stack: Stack, ...kinds: readonly Kind[]): readonly Statement[] =>
  stack.resources.flatMap(statementsOf).filter(({ kind }) => kinds.includes(kind));

/** Everything that carries a policy of this kind. */
export const carriers: Readonly<Record<Kind, Subjects>> = {
  identity: all(...rolePolicies, role),
  trust: all(role),
  resource: (stack) => all(...resourcePolicies)(stack).filter(({ inputs: given }) => given["policy"] != null),
};

/** Each statement of these kinds must pass; the message is about the policy that contains it. */
export const eachStatement = (
  kinds: readonly Kind[],
  holds: (statement: Statement, stack: Stack) => boolean,
  message: string | ((statement: Statement) => string),
): Demand => ({
  subjects: (stack) => kinds.flatMap((kind) => carriers[kind](stack)),
  check: (stack) =>
    stack.resources.flatMap((resource) =>
      findings(resource, () =>
        statementsOf(resource)
          .filter((statement) => kinds.includes(statement.kind) && !holds(statement, stack))
          .map((statement) => (typeof message === "string" ? message : message(statement))),
      ),
    ),
});
