/** Once per account: GitHub's identity provider, a role that previews, one per stack that deploys, and Pulumi's state. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { leaveStateAlone } from "./keys";
import { place } from "./names";
import { readStack } from "./read";
import { readWarehouse } from "./read-warehouse";
import { makeRole } from "./role";
import { makeState, readState, writeState } from "./state";
import { issuer, subjects } from "./trust";
import { writeStack } from "./write";
import { writeWarehouse } from "./write-warehouse";

const config = new pulumi.Config();
const repository = config.require("githubRepository");
if (!/^[\w.-]+\/[\w.-]+$/.test(repository))
  throw new Error(`githubRepository is "${repository}": write it as OWNER/NAME, e.g. example/data-flow.`);
const subject = config.get("githubSubject") || `repo:${repository}`;
if (!/^repo:[^:*?]+$/.test(subject))
  throw new Error(
    `githubSubject is "${subject}": it begins with "repo:" and has no further colon and no wildcard.`,
  );
const project = config.get("project") ?? "data-flow";
const stacks = config.getObject<string[]>("stacks") ?? ["dev", "prod"];

const providerArn =
  config.get("githubProviderArn") ||
  new aws.iam.OpenIdConnectProvider("github", {
    url: `https://${issuer}`,
    clientIdLists: ["sts.amazonaws.com"],
  }).arn;

const state = makeState();
const places = stacks.map((stack) => place(project, stack));

const preview = makeRole("preview", {
  description: `Pull requests of ${repository} and its nightly check: reads`,
  providerArn,
  subjects: [subjects(subject).pullRequests, subjects(subject).main],
  grants: [...readState(state, project, stacks), ...readStack(places), ...readWarehouse],
});

const deploy = stacks.map((stack, i) => {
  const role = makeRole(`deploy-${stack}`, {
    description: `Deploys stack ${stack} from environment ${stack} of ${repository}`,
    providerArn,
    subjects: [subjects(subject).environment(stack)],
    grants: [
      ...writeState(state, project, stack),
      ...readStack([places[i]!]),
      ...writeStack(places[i]!),
      ...leaveStateAlone(state),
    ],
    // An inline policy has 10,240 characters at most.
    further: { warehouse: [...readWarehouse, ...writeWarehouse(places[i]!)] },
  });
  return [stack, role.arn] as const;
});

/** What docs/deploy.md puts into the repository's variables. */
export const previewRole = preview.arn;
export const deployRoles = Object.fromEntries(deploy);
/** For `PULUMI_BACKEND_URL` and `pulumi login`. */
export const backendUrl = pulumi.interpolate`s3://${state.bucket.bucket}?region=${state.region}`;
/** For `pulumi stack init --secrets-provider`. */
export const secretsProvider = pulumi.interpolate`awskms://${state.alias.name}?region=${state.region}`;
