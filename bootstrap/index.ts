/** Once per account: GitHub's identity provider, a role that previews, one per stack that deploys, and Pulumi's state. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { readBootstrapSettings } from "./bootstrap-config";
import { leaveStateAlone, writeKeys } from "./stack-keys";
import { place } from "./stack-place";
import { readStack } from "./read";
import { readWarehouse } from "./read-warehouse";
import { makeRole } from "./github-role";
import { makeState, readState, writeState } from "./state-bucket";
import { issuer, subjects } from "./trust";
import { writeData } from "./write-data";
import { writeRuns } from "./write-runs";
import { writeNetwork, writeWarehouse } from "./write-warehouse";

const { repository, subject, project, stacks, ...settings } = readBootstrapSettings();

const providerArn =
  settings.providerArn ??
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
  policies: {
    ...Object.fromEntries(
      stacks.map((stack, i) => [
        `read-${stack}`,
        [...readState(state, project, stack), ...readStack(places[i]!)],
      ]),
    ),
    warehouse: readWarehouse,
  },
});

const deploy = stacks.map((stack, i) => {
  const here = places[i]!;
  const role = makeRole(`deploy-${stack}`, {
    description: `Deploys stack ${stack} from environment ${stack} of ${repository}`,
    providerArn,
    subjects: [subjects(subject).environment(stack)],
    policies: {
      state: [...writeState(state, project, stack), ...leaveStateAlone(state)],
      read: readStack(here),
      data: [...writeData(here), ...writeKeys(here)],
      runs: writeRuns(here),
      network: writeNetwork(here),
      warehouse: [...readWarehouse, ...writeWarehouse(here)],
    },
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
