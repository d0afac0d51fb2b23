/** Rules 101 to 110: machines and their network. */
import { all, beside, described, each, eachOf, sideBySide, together, type Demand, type Rule } from "../check";
import { at, aws, input, inputs, isOn, isText, ofType, reference, refersTo } from "../resource";
import { doors, hasEndpoint, hasGateway, type Door } from "./openness";
import { holdsSecret } from "./secret-looking";

const instance = all(aws("ec2", "Instance"));
const template = all(aws("ec2", "LaunchTemplate"));
const machine = all(aws("ec2", "Instance"), aws("ec2", "LaunchTemplate"));
const group = all(aws("ec2", "SecurityGroup"));
const doorway = all(
  ...[aws("ec2", "SecurityGroup"), aws("ec2", "SecurityGroupRule")],
  ...[aws("vpc", "SecurityGroupIngressRule"), aws("vpc", "SecurityGroupEgressRule")],
);
const vpc = all(aws("ec2", "Vpc"));

/** No rule of a security group may match this. */
const noDoor = (isWrong: (way: Door) => boolean, message: string): Demand =>
  eachOf(doorway, (resource, stack) =>
    doors(stack).some((way) => way.of === resource && isWrong(way)) ? [message] : [],
  );

/** The strings of a machine's start script, base64-decoded if needed. */
const userData = (resource: Parameters<typeof input>[0]) =>
  ["userData", "userDataBase64"]
    .map((name) => input(resource, name))
    .filter(isText)
    .flatMap((text) => [text, /^[A-Za-z0-9+/=\s]+$/.test(text) ? decoded(text) : ""]);

function decoded(text: string): string {
  try {
    return atob(text);
  } catch {
    return "";
  }
}

export const network: readonly Rule[] = [
  {
    number: 101,
    ids: ["EC2.8", "EC2.170", "CKV_AWS_79", "CKV_AWS_341"],
    mark: "optional",
    title: "A machine's metadata takes tokens only, and from the machine itself.",
    ...each(
      machine,
      (resource) =>
        input(resource, "metadataOptions.httpTokens") === "required" &&
        input(resource, "metadataOptions.httpPutResponseHopLimit") === 1,
      "gives its metadata without a token, or further than one hop",
    ),
  },
  {
    number: 102,
    ids: ["EC2.9", "EC2.25", "CKV_AWS_88", "aws-ec2-instance-disallow-public-ip"],
    mark: "optional",
    title: "No machine has a public address.",
    ...together(
      each(
        instance,
        (resource) => input(resource, "associatePublicIpAddress") === false,
        "may get a public address",
      ),
      each(
        template,
        (resource) =>
          !inputs(resource, "networkInterfaces").some((card) => isOn(at(card, "associatePublicIpAddress"))),
        "gives its machines public addresses",
      ),
    ),
  },
  {
    number: 103,
    ids: ["EC2.3", "EC2.181", "AwsSolutions-EC26", "CKV_AWS_8", "F1"],
    mark: "optional",
    title: "Every disk is encrypted.",
    ...together(
      each(
        instance,
        (resource) =>
          [input(resource, "rootBlockDevice"), ...inputs(resource, "ebsBlockDevices")].every((disk) =>
            isOn(at(disk, "encrypted")),
          ),
        "has a disk that is not encrypted",
      ),
      each(
        template,
        (resource) => {
          const disks = inputs(resource, "blockDeviceMappings").map((mapping) => at(mapping, "ebs"));
          return disks.length > 0 && disks.every((disk) => isOn(at(disk, "encrypted")));
        },
        "does not say that all disks are encrypted",
      ),
    ),
  },
  {
    number: 104,
    ids: [
      ...["EC2.18", "EC2.19", "AwsSolutions-EC23", "CKV_AWS_24", "CKV_AWS_25", "CKV_AWS_260", "CKV_AWS_277"],
      ...["W2", "W9"],
    ],
    mark: "optional",
    title: "No door is open to the world, and none at all for SSH: Systems Manager gives a shell.",
    ...together(
      noDoor((way) => way.direction === "ingress" && way.toWorld, "is open to the world"),
      noDoor((way) => way.direction === "ingress" && way.from <= 22 && way.to >= 22, "is open for SSH"),
    ),
  },
  {
    number: 105,
    ids: ["AwsSolutions-EC27", "CKV_AWS_23", "W36"],
    mark: "optional",
    title: "Security groups and their rules say what they are for.",
    ...together(
      each(group, described, "has no description"),
      noDoor((way) => !isText(way.description), "has a rule without a description"),
    ),
  },
  {
    number: 106,
    ids: ["CKV_AWS_382", "W5", "F1000"],
    mark: "optional",
    title: "What goes out is restricted too.",
    ...together(
      each(
        group,
        (resource, stack) =>
          doors(stack).some((way) => way.direction === "egress" && refersTo(way.group, resource)),
        "has no rule for what goes out, so all may",
      ),
      noDoor(
        (way) => way.direction === "egress" && way.toWorld && way.protocol === "-1",
        "lets everything out",
      ),
    ),
  },
  {
    number: 107,
    ids: ["AwsSolutions-EC28", "AwsSolutions-EC29", "CKV_AWS_126", "CKV_AWS_135", "CKV2_AWS_41"],
    mark: "optional",
    title:
      "Machines stand in a scaling group, are watched by the minute, have a role and a fast way to their disk.",
    ...together(
      each(instance, () => false, "stands alone, in no scaling group"),
      eachOf(template, (resource, stack) => [
        ...(isOn(input(resource, "monitoring.enabled")) ? [] : ["is not watched by the minute"]),
        ...(isOn(input(resource, "ebsOptimized")) ? [] : ["is not optimised for its disk"]),
        ...(input(resource, "iamInstanceProfile") === undefined ? ["has no role"] : []),
        ...(ofType(stack, aws("autoscaling", "Group")).some((scaling) =>
          ["id", "name"].some((name) => refersTo(reference(scaling, `launchTemplate.${name}`), resource)),
        )
          ? []
          : ["is used by no scaling group"]),
      ]),
    ),
  },
  {
    number: 108,
    ids: ["CKV_AWS_46"],
    mark: "optional",
    title: "A machine's start script holds no secret.",
    ...each(
      machine,
      (resource) => !userData(resource).some(holdsSecret),
      "holds a secret in its start script",
    ),
  },
  {
    number: 109,
    ids: [
      ...["EC2.2", "EC2.6", "EC2.15", "AwsSolutions-VPC7", "CKV2_AWS_11", "CKV2_AWS_12", "CKV_AWS_130"],
      ...["W33", "W60"],
    ],
    mark: "optional",
    title:
      "A network logs its flows, its default group lets nothing through, and its subnets give no public addresses.",
    ...together(
      sideBySide(vpc, aws("ec2", "FlowLog"), "vpcId", () => true, "does not log its flows"),
      each(
        vpc,
        (resource, stack) =>
          beside(stack, aws("ec2", "DefaultSecurityGroup"), "vpcId", resource).some((closed) =>
            ["ingress", "egress"].every((direction) => inputs(closed, direction).length === 0),
          ),
        "has a default group that lets something through",
      ),
      each(
        all(aws("ec2", "Subnet")),
        (resource) => input(resource, "mapPublicIpOnLaunch") !== true,
        "gives public addresses",
      ),
    ),
  },
  {
    number: 110,
    ids: ["EC2.10", "EC2.57"],
    mark: "optional",
    title:
      "A network reaches S3 by a gateway and, where machines stand in it without a way out, Systems Manager by endpoints.",
    ...eachOf(vpc, (_, stack) => {
      const hasWayOut = ofType(stack, aws("ec2", "NatGateway"), aws("ec2", "InternetGateway")).length > 0;
      // It manages only machines; each endpoint is billed by the hour in every zone.
      const isAsked = machine(stack).length > 0 && !hasWayOut;
      const missing = ["ssm", "ssmmessages", "ec2messages"].filter(
        (service) => !hasEndpoint(stack, service, "Interface"),
      );
      return [
        ...(hasGateway(stack) ? [] : ["has no gateway endpoint for S3"]),
        ...(isAsked ? missing.map((service) => `has no endpoint for ${service}`) : []),
      ];
    }),
  },
];
