import type { Grant } from "../components/grants";

/** What a preview, and a refresh, look at of a warehouse and its network: how they are set up. */
export const readWarehouse: readonly Grant[] = [
  {
    actions: [
      "ec2:DescribeAccountAttributes",
      "ec2:DescribeAvailabilityZones",
      "ec2:DescribeFlowLogs",
      "ec2:DescribeNetworkAcls",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribePrefixLists",
      "ec2:DescribeRouteTables",
      "ec2:DescribeSecurityGroupRules",
      "ec2:DescribeSecurityGroups",
      "ec2:DescribeSubnets",
      "ec2:DescribeVpcAttribute",
      "ec2:DescribeVpcEndpoints",
      "ec2:DescribeVpcs",
      "redshift-serverless:GetNamespace",
      "redshift-serverless:GetUsageLimit",
      "redshift-serverless:GetWorkgroup",
      "redshift-serverless:ListTagsForResource",
    ],
    resources: ["*"],
    reason: "these are asked of a list, or of things whose name is a number; they show settings only",
  },
];
