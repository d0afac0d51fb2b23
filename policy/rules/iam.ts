/** Rules 18 to 28: roles and their permissions. */
import { all, each, eachOf, together, type Rule } from "../check";
import { demanded, grants, isWildcard } from "../allowed";
import { aws, input, inputs, ofType, reference, refersTo } from "../resource";
import { eachStatement, statementsOf, type Statement } from "../statements";
import { wildcards } from "../wildcards";
import { dangerous, decrypting } from "./dangerous-actions";
import { isPrefixExact } from "./prefixes";

const role = all(aws("iam", "Role"));
const attachment = all(aws("iam", "RolePolicyAttachment"));
const provider = all(aws("iam", "OpenIdConnectProvider"));

const isManagedByAws = (arn: unknown) => /^arn:aws[\w-]*:iam::aws:policy\//.test(String(arn));

/** Services that pass the account on whose behalf they assume a role. */
const sayTheAccount = [
  ...["scheduler.amazonaws.com", "states.amazonaws.com", "glue.amazonaws.com"],
  "vpc-flow-logs.amazonaws.com",
];

/** Services that have a second name. */
const serviceOf: Readonly<Record<string, string>> = {
  "redshift-serverless.amazonaws.com": "redshift.amazonaws.com",
};

/** The actions that this statement may not allow on all resources; empty if it is valid. */
function wildcardFaults(statement: Statement): readonly string[] {
  if (!statement.allows || !statement.resources.some(isWildcard)) return [];
  return statement.actions.filter(
    (action) =>
      !wildcards.some(
        ({ actions, condition }) =>
          actions.includes(action) && (!condition || demanded(statement, condition).length > 0),
      ),
  );
}

/** Which resources use a role, and the property that names it. */
const takers: Readonly<Record<string, string>> = {
  [aws("lambda", "Function")]: "role",
  [aws("glue", "Job")]: "roleArn",
  [aws("sfn", "StateMachine")]: "roleArn",
  [aws("scheduler", "Schedule")]: "target.roleArn",
};

const github = "token.actions.githubusercontent.com";
const isFederated = ({ principals }: Statement) => principals.some(([kind]) => kind === "Federated");
/** `repo:owner/name:` and an environment, a branch, or any pull request (which may preview): no wildcard. */
const boundSubject = /^repo:[\w.-]+\/[\w.-]+:(environment:[\w.-]+|ref:refs\/heads\/[\w./-]+|pull_request)$/;

export const iam: readonly Rule[] = [
  {
    number: 18,
    ids: ["IAM.1", "CKV_AWS_62", "CKV_AWS_63", "F3", "F4", "F5", "CKV_AWS_1", "CKV_AWS_49"],
    mark: "default",
    title: "No policy allows every action.",
    ...eachStatement(
      ["identity", "resource"],
      ({ allows, actions }) =>
        !allows || !actions.some((action) => action === "*" || action.startsWith("*:")),
      "allows every action",
    ),
  },
  {
    number: 19,
    ids: ["IAM.21", "CKV2_AWS_40"],
    mark: "default",
    title: "No role has all actions of a service.",
    ...eachStatement(
      ["identity"],
      ({ allows, actions }) => !allows || !actions.some((action) => /^[\w-]+:\*$/.test(action)),
      ({ actions }) => `allows all of ${actions.filter((action) => action.endsWith(":*")).join(", ")}`,
    ),
  },
  {
    number: 20,
    ids: ["AwsSolutions-IAM4", "CKV_AWS_274", "CKV_AWS_275", "CKV2_AWS_56", "W43", "W44"],
    mark: "default",
    title: "No role has a policy that AWS manages.",
    ...together(
      each(
        role,
        (resource) => !inputs(resource, "managedPolicyArns").some(isManagedByAws),
        "has a policy managed by AWS",
      ),
      each(
        attachment,
        (resource) => !isManagedByAws(input(resource, "policyArn")),
        "attaches a policy managed by AWS",
      ),
    ),
  },
  {
    number: 21,
    ids: ["AwsSolutions-IAM5", "CKV_AWS_355", "CKV_AWS_356", "W11", "W12", "W13"],
    mark: "default",
    title:
      "Permissions name their resources; the few that AWS gives on all resources only are listed with a reason.",
    ...eachStatement(
      ["identity"],
      (statement) => wildcardFaults(statement).length === 0,
      (statement) =>
        `allows ${wildcardFaults(statement).join(", ")} on ${statement.resources.filter(isWildcard).join(", ")}`,
    ),
  },
  {
    number: 22,
    ids: ["F38", "F39", "F40"],
    mark: "default",
    title: "A role is passed by its exact ARN, and to one named service.",
    ...eachStatement(
      ["identity"],
      (statement) =>
        !grants(statement, "iam:PassRole") ||
        (!statement.resources.some((arn) => arn.includes("*")) &&
          demanded(statement, "iam:PassedToService").length > 0),
      "passes roles by a wildcard or to any service",
    ),
  },
  {
    number: 23,
    ids: ["CKV_AWS_60", "CKV_AWS_61", "F2", "F6", "W14"],
    mark: "default",
    title:
      "A role trusts exactly one service, by each name that it has, and for this account's sake only where the service says for whose (Lambda and Redshift do not).",
    ...together(
      eachStatement(
        ["trust"],
        ({ principals }) =>
          principals.length > 0 &&
          principals.every(
            ([kind, who]) =>
              kind === "Federated" || (kind === "Service" && /^[\w-]+\.amazonaws\.com$/.test(who)),
          ),
        "trusts something else than a named service",
      ),
      eachOf(role, (resource) => {
        const trusted = new Set(
          statementsOf(resource)
            .filter(({ kind }) => kind === "trust")
            .flatMap(({ principals }) => principals.map(([, who]) => serviceOf[who] ?? who)),
        );
        return trusted.size > 1 ? [`trusts ${trusted.size} services: ${[...trusted].join(", ")}`] : [];
      }),
      eachStatement(
        ["trust"],
        (statement) =>
          !statement.principals.some(([, who]) => sayTheAccount.includes(who)) ||
          demanded(statement, "aws:SourceAccount").some((account) => !account.includes("*")),
        "trusts a service without aws:SourceAccount",
      ),
    ),
  },
  {
    number: 24,
    ids: [
      ...["CKV_AWS_286", "CKV_AWS_287", "CKV_AWS_288", "CKV_AWS_289", "CKV_AWS_290"],
      ...["CKV_AWS_107", "CKV_AWS_108", "CKV_AWS_109", "CKV_AWS_110", "CKV_AWS_111"],
    ],
    mark: "default",
    title: "No role may raise its own rights, take credentials, or share what it holds.",
    ...eachStatement(
      ["identity"],
      (statement) => !dangerous.some((action) => grants(statement, action)),
      (statement) => `allows ${dangerous.filter((action) => grants(statement, action)).join(", ")}`,
    ),
  },
  {
    number: 25,
    ids: ["KMS.1", "KMS.2"],
    mark: "default",
    title: "A role decrypts with the keys it names only.",
    ...eachStatement(
      ["identity"],
      (statement) =>
        !statement.resources.some(isWildcard) || !decrypting.some((action) => grants(statement, action)),
      "decrypts with all keys",
    ),
  },
  {
    number: 26,
    ids: ["W15", "W16", "W17", "W21", "W22", "W23"],
    mark: "default",
    title: "Policies say what they mean, not what they do not: no NotAction, no NotResource.",
    ...eachStatement(
      ["identity", "resource", "trust"],
      ({ negations }) => !negations.some((name) => name === "NotAction" || name === "NotResource"),
      ({ negations }) => `uses ${negations.join(", ")}`,
    ),
  },
  {
    number: 27,
    ids: ["CKV_AWS_358", "CKV_AWS_393"],
    mark: "optional",
    title: "A role for GitHub's workflows is bound to one repository and one branch or environment.",
    subjects: provider,
    check: eachStatement(
      ["trust"],
      (statement) =>
        !isFederated(statement) ||
        (demanded(statement, `${github}:aud`).length > 0 &&
          demanded(statement, `${github}:sub`).length > 0 &&
          demanded(statement, `${github}:sub`).every((subject) => boundSubject.test(subject))),
      "trusts more workflows than those of one repository and branch or environment",
    ).check,
  },
  {
    number: 28,
    ids: ["own"],
    mark: "default",
    title:
      "Every function, job, state machine and schedule has a role of its own, with exact prefixes of the store.",
    ...together(
      eachOf(role, (resource, stack) => {
        const users = Object.entries(takers).flatMap(([type, property]) =>
          ofType(stack, type).filter((taker) => refersTo(reference(taker, property), resource)),
        );
        return users.length > 1 ? [`is the role of ${users.map(({ name }) => name).join(" and ")}`] : [];
      }),
      eachStatement(
        ["identity"],
        (statement) => !statement.allows || isPrefixExact(statement),
        ({ resources }) => `reaches more of the store than a prefix: ${resources.join(", ")}`,
      ),
    ),
  },
];
