import * as pulumi from "@pulumi/pulumi";

/** What the bootstrap's configuration says; bootstrap/Pulumi.yaml has a sentence for each key. */
export interface BootstrapSettings {
  /** OWNER/NAME. */
  readonly repository: string;
  /** What the subject of the repository's identity tokens begins with. */
  readonly subject: string;
  /** ARN of the account's identity provider for GitHub; undefined where it is to be made. */
  readonly providerArn: string | undefined;
  readonly project: string;
  readonly stacks: readonly string[];
}

/** Reads the configuration. Throws one error with all faults, which Pulumi prints without a stack trace. */
export function readBootstrapSettings(): BootstrapSettings {
  const config = new pulumi.Config();
  const repository = config.require("githubRepository");
  const subject = config.get("githubSubject") || `repo:${repository}`;
  const providerArn = config.get("githubProviderArn") || undefined;
  const project = config.get("project") ?? "data-flow";
  const stacks: unknown = config.getObject("stacks") ?? ["dev", "prod"];

  const faults = [
    ...(/^[\w.-]+\/[\w.-]+$/.test(repository)
      ? []
      : [`githubRepository is "${repository}": write it as OWNER/NAME, e.g. example/data-flow.`]),
    // A fault of the repository is told once.
    ...(/^repo:[^:*?]+$/.test(subject) || subject === `repo:${repository}`
      ? []
      : [`githubSubject is "${subject}": it begins with "repo:" and has no further colon and no wildcard.`]),
    ...(providerArn === undefined || /^arn:[\w-]+:iam::\d{12}:oidc-provider\/\S+$/.test(providerArn)
      ? []
      : [
          `githubProviderArn is "${providerArn}": give the provider's ARN, arn:aws:iam::<account>:oidc-provider/…, or leave it empty.`,
        ]),
    ...(isName(project) ? [] : [`project is "${project}": give the name in Pulumi.yaml.`]),
    ...(isNames(stacks)
      ? []
      : [
          `stacks is ${JSON.stringify(stacks)}: give a list of one or more stack names, each once, such as ["dev", "prod"].`,
        ]),
  ];
  if (faults.length > 0) throw new pulumi.RunError(faults.join("\n"));
  return { repository, subject, providerArn, project, stacks: stacks as readonly string[] };
}

/** A name as Pulumi takes it for a project or a stack. */
const isName = (value: unknown) => typeof value === "string" && /^[\w.-]+$/.test(value);

const isNames = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length > 0 && new Set(value).size === value.length && value.every(isName);
