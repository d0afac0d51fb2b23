import type { Grant } from "../components/grants";
import { useKeys } from "./stack-keys";
import type { Place } from "./stack-place";
import { tagged } from "./tags";

/** What makes the parts of a network, and kinds of EC2's that are made so; their names are numbers, their tags tell whose they are. */
const making = [
  { makes: ["CreateVpc"], kinds: ["vpc"] },
  {
    makes: ["CreateRouteTable", "CreateSecurityGroup", "CreateSubnet", "CreateVpcEndpoint"],
    kinds: ["route-table", "security-group", "subnet", "vpc-endpoint"],
  },
  { makes: ["AuthorizeSecurityGroupEgress"], kinds: ["security-group-rule"] },
  { makes: ["CreateFlowLogs"], kinds: ["vpc-flow-log"] },
] as const;
const changes = [
  ...["AssociateRouteTable", "DisassociateRouteTable", "DeleteRouteTable"],
  ...["DeleteFlowLogs", "DeleteSecurityGroup", "ModifySecurityGroupRules"],
  ...["RevokeSecurityGroupEgress", "RevokeSecurityGroupIngress"],
  ...["DeleteSubnet", "ModifySubnetAttribute", "DeleteVpc", "ModifyVpcAttribute"],
  ...["DeleteVpcEndpoints", "ModifyVpcEndpoint", "CreateTags", "DeleteTags"],
];
const ec2 = (actions: readonly string[]) => actions.map((action) => `ec2:${action}`);

/** Making, changing and destroying a warehouse. */
export const writeWarehouse = (place: Place): Grant[] => [
  {
    actions: [
      "redshift-serverless:CreateNamespace",
      "redshift-serverless:CreateWorkgroup",
      "redshift-serverless:TagResource",
    ],
    resources: ["*"],
    conditions: { StringEquals: tagged("Request", place) },
    reason: "the names of namespaces and workgroups are numbers that nobody knows before",
  },
  {
    actions: [
      "redshift-serverless:DeleteNamespace",
      "redshift-serverless:DeleteWorkgroup",
      "redshift-serverless:UntagResource",
      "redshift-serverless:UpdateNamespace",
      "redshift-serverless:UpdateWorkgroup",
    ],
    resources: ["namespace", "workgroup"].map((kind) => place.any("redshift-serverless", kind)),
    conditions: { StringEquals: tagged("Resource", place) },
  },
  {
    actions: ["CreateUsageLimit", "DeleteUsageLimit", "UpdateUsageLimit"].map(
      (action) => `redshift-serverless:${action}`,
    ),
    resources: ["*"],
    reason: "a usage limit is no resource of IAM's, and has no tags",
  },
  {
    // The administrator's password, which Redshift makes on behalf of whoever makes the namespace.
    actions: [
      ...["CreateSecret", "DeleteSecret", "DescribeSecret", "RotateSecret", "TagResource", "UpdateSecret"],
    ].map((action) => `secretsmanager:${action}`),
    resources: [place.arn("secretsmanager", "secret:redshift!")],
  },
  {
    actions: ["secretsmanager:GetRandomPassword"],
    resources: ["*"],
    reason: "it makes a text up, and reads nothing",
  },
  {
    actions: ["iam:PassRole"],
    resources: [place.global("iam", "role/")],
    conditions: {
      StringEquals: {
        "iam:PassedToService": [
          "redshift-serverless.amazonaws.com",
          "redshift.amazonaws.com",
          "vpc-flow-logs.amazonaws.com",
        ],
      },
    },
  },
  {
    // Redshift's own role, which an account has once: with the first warehouse it is made.
    actions: ["iam:CreateServiceLinkedRole"],
    resources: [place.redshiftRole],
    conditions: { StringEquals: { "iam:AWSServiceName": "redshift.amazonaws.com" } },
  },
  useKeys(
    place,
    ["kms:CreateGrant", "kms:Decrypt", "kms:GenerateDataKey", "kms:RetireGrant"],
    ["redshift", "redshift-serverless"],
  ),
];

/**
 * Making, changing and destroying the network that a warehouse lies in. A thing that is made must bear the stack's tags, and
 * so must what it is made in, and what is changed.
 */
export const writeNetwork = (place: Place): Grant[] => {
  const named = (kinds: readonly string[]) => kinds.map((kind) => place.any("ec2", kind));
  const makes = making.flatMap((each) => each.makes);
  const resources = named(making.flatMap(({ kinds }) => kinds));
  return [
    ...making.map((each) => ({
      actions: ec2(each.makes),
      resources: named(each.kinds),
      conditions: { StringEquals: tagged("Request", place) },
    })),
    {
      actions: ec2([...makes, ...changes]),
      resources,
      conditions: { StringEquals: tagged("Resource", place) },
    },
    {
      actions: ["ec2:CreateTags"],
      resources,
      conditions: { StringEquals: { ...tagged("Request", place), "ec2:CreateAction": makes } },
    },
    {
      // A network's first group, which AWS makes, is there without a tag: it gets some, and only then loses its rules.
      // Nothing else tells it from a group of another network that has no tag either.
      actions: ["ec2:CreateTags"],
      resources: named(["security-group"]),
      conditions: {
        StringEquals: tagged("Request", place),
        Null: Object.fromEntries(
          ["project", "stack", "Name"].map((tag) => [`aws:ResourceTag/${tag}`, "true"]),
        ),
      },
    },
  ];
};
