import * as pulumi from "@pulumi/pulumi";

/** Who signs GitHub's identity tokens. */
export const issuer = "token.actions.githubusercontent.com";

/** The subjects of a repository's tokens, by what a job runs for. `prefix` is "repo:OWNER/NAME", or GitHub's form of it with numbers. */
export const subjects = (prefix: string) => ({
  pullRequests: `${prefix}:pull_request`,
  main: `${prefix}:ref:refs/heads/main`,
  /** Jobs that name the environment, once its protection rules let them run. */
  environment: (name: string) => `${prefix}:environment:${name}`,
});

/** A trust policy for exactly these subjects: no wildcard, and only tokens that were made for AWS. */
export const trustPolicy = (
  provider: pulumi.Input<string>,
  subjects: readonly string[],
): pulumi.Output<string> =>
  pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "sts:AssumeRoleWithWebIdentity",
        Principal: { Federated: provider },
        Condition: { StringEquals: { [`${issuer}:aud`]: "sts.amazonaws.com", [`${issuer}:sub`]: subjects } },
      },
    ],
  });
