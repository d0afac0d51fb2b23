/** What a policy's statement covers: which actions, on which resources, for whom, under which condition. Pure. */
import { matches } from "./glob";
import { arnOf, reference, refersTo, type RecordedResource, type Stack } from "./resource";
import { statementsOf, type Statement } from "./statements";

/** Whether a statement's actions include this one; `s3:Put*` includes `s3:PutObject`. */
export const covers = ({ actions }: Statement, action: string): boolean =>
  actions.some((written) => matches(written, action));

/** Whether a statement allows this action. */
export const grants = (statement: Statement, action: string): boolean =>
  statement.allows && covers(statement, action);

/** Whether a statement's resources include this ARN. */
export const reaches = ({ resources }: Statement, arn: string): boolean =>
  resources.some((written) => matches(written, arn));

/**
 * Whether an ARN covers a whole service or type: `*`, `arn:aws:glue:…:*`, `…:key/*`. A bucket's `bucket/*` does not: it
 * is a single bucket, and rule 28 requires its prefixes.
 */
export function isWildcard(arn: string): boolean {
  const [, , service, , , ...rest] = arn.split(":");
  const named = rest.join(":");
  return arn === "*" || named.startsWith("*") || (service !== "s3" && /^[A-Za-z-]+[:/]\*/.test(named));
}

/** Values that a statement's conditions require of a key; operators such as `StringNotEquals` do not count. */
export const demanded = ({ conditions }: Statement, key: string): readonly string[] =>
  conditions
    .filter((condition) => condition.key === key.toLowerCase() && !condition.operator.includes("Not"))
    .flatMap(({ values }) => values);

/** Whether a statement applies to everyone. */
export const isPublic = ({ principals }: Statement): boolean =>
  principals.some(([, who]) => who === "*" || who === "arn:aws:iam::*:root");

/** Whether a statement denies this action to everyone who connects without TLS. */
export const refusesPlain = (statement: Statement, action: string): boolean =>
  !statement.allows &&
  isPublic(statement) &&
  covers(statement, action) &&
  statement.conditions.length === 1 &&
  demanded(statement, "aws:SecureTransport").includes("false");

/** What a role may do: the statements of its inline policies. */
export const grantsOf = (stack: Stack, role: RecordedResource): readonly Statement[] =>
  stack.resources
    .filter((of) => of === role || refersTo(reference(of, "role"), role))
    .flatMap(statementsOf)
    .filter(({ kind, allows }) => kind === "identity" && allows);

/** Whether the string, such as a target's `roleArn`, is the ARN of this resource, or of a version or alias of it. */
export const isArnOf = (text: unknown, resource: RecordedResource): boolean =>
  refersTo(text, resource) || (typeof text === "string" && text.startsWith(`${arnOf(resource)}:`));
