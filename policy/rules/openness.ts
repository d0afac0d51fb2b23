/** Which ports of a network are open, and to whom. */
import {
  at,
  aws,
  input,
  inputs,
  list,
  ofType,
  reference,
  refersTo,
  textIn,
  texts,
  type RecordedResource,
  type Stack,
} from "../resource";

/** One rule of a security group, wherever it is defined. */
export interface Door {
  readonly direction: "ingress" | "egress";
  /** The resource that defines it. */
  readonly of: RecordedResource;
  /** The security group, by any of its names. */
  readonly group: unknown;
  readonly description: unknown;
  readonly from: number;
  readonly to: number;
  /** `-1` means every protocol. */
  readonly protocol: string;
  readonly toWorld: boolean;
}

const isWorld = (range: unknown) => range === "0.0.0.0/0" || range === "::/0";

function door(of: RecordedResource, direction: string, group: unknown, rule: unknown): Door {
  const read = (...names: readonly string[]) =>
    names.map((name) => at(rule, name)).find((value) => value != null);
  return {
    direction: direction === "egress" ? "egress" : "ingress",
    of,
    group,
    description: read("description"),
    from: Number(read("fromPort") ?? 0),
    to: Number(read("toPort") ?? 65_535),
    protocol: texts(read("protocol", "ipProtocol"))[0] ?? "",
    toWorld: ["cidrBlocks", "ipv6CidrBlocks", "cidrIpv4", "cidrIpv6"].some((name) =>
      list(at(rule, name)).some(isWorld),
    ),
  };
}

/** All rules of all security groups of a stack. */
export function doors(stack: Stack): readonly Door[] {
  const own = ofType(stack, aws("ec2", "SecurityGroup")).flatMap((group) =>
    ["ingress", "egress"].flatMap((direction) =>
      inputs(group, direction).map((rule) => door(group, direction, group.urn, rule)),
    ),
  );
  const single = (type: string, direction: (resource: RecordedResource) => string) =>
    ofType(stack, type).map((rule) =>
      door(rule, direction(rule), reference(rule, "securityGroupId"), rule.inputs),
    );
  return [
    ...own,
    ...single(aws("ec2", "SecurityGroupRule"), (rule) => textIn(rule, "type")),
    ...single(aws("vpc", "SecurityGroupIngressRule"), () => "ingress"),
    ...single(aws("vpc", "SecurityGroupEgressRule"), () => "egress"),
  ];
}

/** Whether a security group admits the whole internet on some port. */
export const opensToWorld = (stack: Stack, group: RecordedResource): boolean =>
  doors(stack).some((way) => way.direction === "ingress" && way.toWorld && refersTo(way.group, group));

/** Whether a stack has an endpoint for this service. */
export const hasEndpoint = (stack: Stack, service: string, kind: "Gateway" | "Interface"): boolean =>
  ofType(stack, aws("ec2", "VpcEndpoint")).some(
    (endpoint) =>
      textIn(endpoint, "serviceName").endsWith(`.${service}`) &&
      (input(endpoint, "vpcEndpointType") ?? "Gateway") === kind,
  );

/** Whether a stack reaches S3 without leaving its network. */
export const hasGateway = (stack: Stack): boolean => hasEndpoint(stack, "s3", "Gateway");
