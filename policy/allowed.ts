/** What a policy's statement says: which actions, on what, for whom, under which condition. Pure. */
import { matches } from "./glob";
import { arnOf, reference, refersTo, type RecordedResource, type Stack } from "./resource";
import { statementsOf, type Statement } from "./statements";

/** Whether a statement's actions cover this one; `s3:Put*` covers `s3:PutObject`. */
export const covers = ({ actions }: Statement, action: string): boolean =>
  actions.some((written) => matches(written, action));

/** Whether a statement allows this action. */
export const grants = (statement: Statement, action: string): boolean =>
  statement.allows && covers(statement, action);

/** Whether a statement's resources cover this ARN. */
export const reaches = ({ resources }: Statement, arn: string): boolean =>
  resources.some((written) => matches(written, arn));

/**
 * Whether an ARN stands for everything of a service or of one type: `*`, `arn:aws:glue:…:*`, `…:key/*`. A bucket's
 * `bucket/*` does not: that is one bucket, and rule 28 asks for its prefixes.
 */
export function isWildcard(arn: string): boolean {
  const [, , service, , , ...rest] = arn.split(":");
  const named = rest.join(":");
  return arn === "*" || named.startsWith("*") || (service !== "s3" && /^[A-Za-z-]+[:/]\*/.test(named));
}

/** Values that a statement's conditions demand of a key; operators such as `StringNotEquals` do not count. */
export const demanded = ({ conditions }: Statement, key: string): readonly string[] =>
  conditions
    .filter((condition) => condition.key === key.toLowerCase() && !condition.operator.includes("Not"))
    .flatMap(({ values }) => values);

/** Whether a statement is for anybody at all. */
export const isPublic = ({ principals }: Statement): boolean =>
  principals.some(([, who]) => who === "*" || who === "arn:aws:iam::*:root");

/** Whether a statement denies this action to everybody who comes without TLS. */
export const refusesPlain = (statement: Statement, action: string): boolean =>
  !statement.allows &&
  isPublic(statement) &&
  covers(statement, action) &&
  statement.conditions.length === 1 &&
  demanded(statement, "aws:SecureTransport").includes("false");

/** What a role may: the statements of its inline policies. */
export const grantsOf = (stack: Stack, role: RecordedResource): readonly Statement[] =>
  stack.resources
    .filter((of) => of === role || refersTo(reference(of, "role"), role))
    .flatMap(statementsOf)
    .filter(({ kind, allows }) => kind === "identity" && allows);

/** Whether the text, such as a target's `roleArn`, is the ARN of this resource, or a version or alias of it. */
export const isArnOf = (text: unknown, resource: RecordedResource): boolean =>
  refersTo(text, resource) || (typeof text === "string" && text.startsWith(`${arnOf(resource)}:`));
