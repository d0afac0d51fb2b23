import { resource, type Case } from "../case";

const disk = { encrypted: true };
const instance = resource("ec2", "Instance", "machine", {
  associatePublicIpAddress: false,
  rootBlockDevice: disk,
  metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
  userData: "#!/bin/sh\necho hello",
});
const template = resource("ec2", "LaunchTemplate", "template", {
  metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
  networkInterfaces: [{ associatePublicIpAddress: "false" }, { deviceIndex: 1 }],
  blockDeviceMappings: [{ ebs: { encrypted: "true" } }, { ebs: { encrypted: true } }],
  monitoring: { enabled: true },
  ebsOptimized: "true",
  iamInstanceProfile: { arn: "profile-arn" },
});
const scaling = resource("autoscaling", "Group", "scaling", { launchTemplate: { id: "template-id" } });
const group = resource("ec2", "SecurityGroup", "doors", {
  description: "The dashboard",
  ingress: [
    {
      description: "its balancer",
      fromPort: 8080,
      toPort: 8080,
      protocol: "tcp",
      cidrBlocks: ["10.0.0.0/16"],
    },
  ],
  egress: [{ description: "AWS", fromPort: 443, toPort: 443, protocol: "tcp", cidrBlocks: ["0.0.0.0/0"] }],
});
const vpc = resource("ec2", "Vpc", "network");
const endpoint = (service: string, vpcEndpointType: string) =>
  resource("ec2", "VpcEndpoint", service, {
    serviceName: `com.amazonaws.eu-west-1.${service}`,
    vpcEndpointType,
  });
const endpoints = [
  endpoint("s3", "Gateway"),
  ...["ssm", "ssmmessages", "ec2messages"].map((service) => endpoint(service, "Interface")),
];
const door = (inputs: object) =>
  resource("vpc", "SecurityGroupIngressRule", "more", {
    securityGroupId: "doors-id",
    description: "more",
    ipProtocol: "tcp",
    ...inputs,
  });

const key = ["AKIA", "ABCDEFGHIJKLMNOP"].join("");

export const network: readonly Case[] = [
  {
    rule: 101,
    holds: [instance, template],
    breaks: {
      "no token": { machine: { "metadataOptions.httpTokens": "optional" } },
      "two hops": { template: { "metadataOptions.httpPutResponseHopLimit": 2 } },
    },
  },
  {
    rule: 102,
    holds: [instance, template],
    breaks: {
      "a machine has": { machine: { associatePublicIpAddress: true } },
      "the template gives": { template: { "networkInterfaces.0.associatePublicIpAddress": "true" } },
    },
  },
  {
    rule: 103,
    holds: [instance, template],
    breaks: {
      "the root is not": { machine: { rootBlockDevice: undefined } },
      "another is not": { machine: { ebsBlockDevices: [{ encrypted: false }] } },
      "the template's is not": { template: { "blockDeviceMappings.0.ebs.encrypted": "false" } },
      "the template says nothing": { template: { blockDeviceMappings: undefined } },
    },
  },
  {
    rule: 104,
    holds: [group],
    breaks: {
      "to the world": { doors: { "ingress.0.cidrBlocks": ["0.0.0.0/0"] } },
      "for SSH": { "+": [door({ fromPort: 20, toPort: 30, cidrIpv4: "10.0.0.0/8" })] },
      "from beside": { "+": [door({ fromPort: 443, toPort: 443, cidrIpv6: "::/0" })] },
    },
  },
  {
    rule: 105,
    holds: [group],
    breaks: {
      "the group": { doors: { description: undefined } },
      "a rule of it": { doors: { "egress.0.description": "" } },
      "a rule beside it": { "+": [door({ description: undefined })] },
    },
  },
  {
    rule: 106,
    holds: [group],
    breaks: {
      "everything may out": { doors: { "egress.0.protocol": "-1" } },
      "nothing is said": { doors: { egress: undefined } },
    },
  },
  {
    rule: 107,
    holds: [template, scaling],
    breaks: {
      "one alone": { "+": [instance] },
      "not watched": { template: { monitoring: undefined } },
      "not optimised": { template: { ebsOptimized: undefined } },
      "no role": { template: { iamInstanceProfile: undefined } },
      "no group": { scaling: "gone" },
    },
  },
  {
    rule: 108,
    holds: [instance, template],
    breaks: {
      "in plain": { machine: { userData: `export KEY=${key}` } },
      "in base 64": { template: { userData: btoa(`export KEY=${key}`) } },
    },
  },
  {
    rule: 109,
    holds: [
      vpc,
      resource("ec2", "FlowLog", "flows", { vpcId: "network-id" }),
      resource("ec2", "DefaultSecurityGroup", "closed", { vpcId: "network-id" }),
      resource("ec2", "Subnet", "private", { vpcId: "network-id", mapPublicIpOnLaunch: false }),
    ],
    breaks: {
      "no flow log": { flows: "gone" },
      "the default group is AWS's": { closed: "gone" },
      "the default group lets something in": { closed: { ingress: [{ self: true }] } },
      "a public subnet": { private: { mapPublicIpOnLaunch: true } },
    },
  },
  {
    rule: 110,
    holds: [vpc, instance, ...endpoints],
    breaks: {
      "no gateway": { s3: "gone" },
      "an interface for S3": { s3: { vpcEndpointType: "Interface" } },
      "no way to Systems Manager": { ssmmessages: "gone" },
    },
  },
  // No machine stands in it, and so nothing asks Systems Manager.
  { rule: 110, holds: [vpc, endpoints[0]!], breaks: { "a machine": { "+": [template] } } },
];
