import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "./account";
import { adjusted, type Transform } from "./adjust";
import type { DataLake } from "./data-lake";
import { flowLog } from "./flow-log";
import type { LogSettings } from "./logs";
import type { RoleTransform } from "./role";

/** Names of three zones. */
type Zones = readonly [string, string, string];

export interface IsolatedNetworkTransform extends RoleTransform {
  readonly vpc?: Transform<aws.ec2.VpcArgs>;
  readonly defaultGroup?: Transform<aws.ec2.DefaultSecurityGroupArgs>;
  /** Of each of the three. */
  readonly subnet?: Transform<aws.ec2.SubnetArgs>;
  readonly routes?: Transform<aws.ec2.RouteTableArgs>;
  /** Of each subnet's way to the routes. */
  readonly association?: Transform<aws.ec2.RouteTableAssociationArgs>;
  readonly gateway?: Transform<aws.ec2.VpcEndpointArgs>;
  readonly group?: Transform<aws.ec2.SecurityGroupArgs>;
  readonly toS3?: Transform<aws.vpc.SecurityGroupEgressRuleArgs>;
  readonly flowLog?: Transform<aws.ec2.FlowLogArgs>;
  readonly logs?: Transform<aws.cloudwatch.LogGroupArgs>;
}

export interface IsolatedNetworkArgs {
  /** The only resource that the network can reach. */
  readonly lake: DataLake;
  /** Addresses of the network: a block of at least 256. @default "10.0.0.0/24" */
  readonly cidrBlock?: pulumi.Input<`${string}/24`> | undefined;
  /** Three zones of the region. @default the first three that are open to every account */
  readonly availabilityZones?: pulumi.Input<Zones> | undefined;
  /** How long to keep the flow logs. @default 14 days */
  readonly logs?: LogSettings | undefined;
  /** Changes to the children, by name. @default none */
  readonly transform?: IsolatedNetworkTransform | undefined;
}

/**
 * A network of three subnets in three zones, with no route in or out: no internet gateway, no NAT, no public address.
 * Resources in it reach the lake's bucket through S3's gateway endpoint, which is free, and no other bucket.
 */
export class IsolatedNetwork extends pulumi.ComponentResource {
  readonly vpc: aws.ec2.Vpc;
  readonly subnets: readonly aws.ec2.Subnet[];
  /** For resources in the network: admits no traffic in, and only traffic to S3 out. */
  readonly group: aws.ec2.SecurityGroup;

  constructor(name: string, args: IsolatedNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("data-flow:aws:IsolatedNetwork", name, {}, opts);
    const { lake, availabilityZones, logs, transform } = args;
    const zones = availabilityZones === undefined ? openZones(this) : pulumi.output(availabilityZones);

    this.vpc = this.makeVpc(name, args);
    this.emptyDefaultGroup(name, transform);
    const routes = this.makeRoutes(name, transform);
    this.subnets = [0, 1, 2].map((index) => {
      const subnet = this.makeSubnet(name, index, zones, args);
      this.associate(`${name}-routes-${index + 1}`, subnet, routes, transform);
      return subnet;
    });
    const gateway = this.makeGateway(name, lake, routes, transform);
    this.group = this.makeGroup(name, transform);
    this.letOutToS3(name, gateway, transform);
    flowLog(this, name, { vpcId: this.vpc.id, key: lake.key, logs, transform });
    this.registerOutputs({ vpc: this.vpc.id });
  }

  private makeVpc(name: string, args: IsolatedNetworkArgs): aws.ec2.Vpc {
    const { cidrBlock = defaultBlock, transform } = args;
    return new aws.ec2.Vpc(
      name,
      ...adjusted(
        transform?.vpc,
        { cidrBlock, enableDnsSupport: true, enableDnsHostnames: true, tags: tags(name) },
        { parent: this },
      ),
    );
  }

  /** Every network has this group. By default, AWS lets everything in it talk to each other and to the internet. */
  private emptyDefaultGroup(name: string, transform: Transforms): void {
    new aws.ec2.DefaultSecurityGroup(
      `${name}-default-group`,
      ...adjusted(transform?.defaultGroup, { vpcId: this.vpc.id, ingress: [], egress: [] }, { parent: this }),
    );
  }

  private makeRoutes(name: string, transform: Transforms): aws.ec2.RouteTable {
    return new aws.ec2.RouteTable(
      `${name}-routes`,
      ...adjusted(transform?.routes, { vpcId: this.vpc.id, tags: tags(`${name}-routes`) }, { parent: this }),
    );
  }

  private makeSubnet(
    name: string,
    index: number,
    zones: pulumi.Output<Zones>,
    args: IsolatedNetworkArgs,
  ): aws.ec2.Subnet {
    const { cidrBlock = defaultBlock, availabilityZones, transform } = args;
    const child = `${name}-subnet-${index + 1}`;
    return new aws.ec2.Subnet(
      child,
      ...adjusted<aws.ec2.SubnetArgs>(
        transform?.subnet,
        {
          vpcId: this.vpc.id,
          cidrBlock: quarter(cidrBlock, index),
          availabilityZone: zones.apply((names) => names[index]!),
          mapPublicIpOnLaunch: false,
          tags: tags(child),
        },
        {
          parent: this,
          // Its addresses are free once it is gone.
          deleteBeforeReplace: true,
          // AWS may add a zone that sorts earlier; ignore that change unless zones were set explicitly.
          ...(availabilityZones === undefined ? { ignoreChanges: ["availabilityZone"] } : {}),
        },
      ),
    );
  }

  private associate(
    name: string,
    subnet: aws.ec2.Subnet,
    routes: aws.ec2.RouteTable,
    transform: Transforms,
  ): void {
    new aws.ec2.RouteTableAssociation(
      name,
      ...adjusted(transform?.association, { subnetId: subnet.id, routeTableId: routes.id }, { parent: this }),
    );
  }

  private makeGateway(
    name: string,
    lake: DataLake,
    routes: aws.ec2.RouteTable,
    transform: Transforms,
  ): aws.ec2.VpcEndpoint {
    return new aws.ec2.VpcEndpoint(
      `${name}-s3`,
      ...adjusted(
        transform?.gateway,
        {
          vpcId: this.vpc.id,
          vpcEndpointType: "Gateway",
          serviceName: pulumi.interpolate`com.amazonaws.${accountOf(this).region}.s3`,
          routeTableIds: [routes.id],
          policy: onlyTheLake(lake),
          tags: tags(`${name}-s3`),
        },
        { parent: this },
      ),
    );
  }

  private makeGroup(name: string, transform: Transforms): aws.ec2.SecurityGroup {
    return new aws.ec2.SecurityGroup(
      `${name}-group`,
      ...adjusted(
        transform?.group,
        {
          vpcId: this.vpc.id,
          description: "Lets nobody in, and out only what is for S3",
          tags: tags(`${name}-group`),
        },
        { parent: this },
      ),
    );
  }

  private letOutToS3(name: string, gateway: aws.ec2.VpcEndpoint, transform: Transforms): void {
    new aws.vpc.SecurityGroupEgressRule(
      `${name}-to-s3`,
      ...adjusted(
        transform?.toS3,
        {
          securityGroupId: this.group.id,
          description: "The lake, by the network's gateway to S3",
          prefixListId: gateway.prefixListId,
          ipProtocol: "tcp",
          fromPort: 443,
          toPort: 443,
        },
        { parent: this },
      ),
    );
  }
}

const defaultBlock = "10.0.0.0/24";

type Transforms = IsolatedNetworkTransform | undefined;

const tags = (child: string) => ({ Name: `${pulumi.getProject()}-${pulumi.getStack()}-${child}` });

/** Three zones that every account has by default; a region with fewer cannot have this network. */
const openZones = (parent: pulumi.Resource): pulumi.Output<Zones> =>
  aws
    .getAvailabilityZonesOutput(
      { state: "available", filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }] },
      { parent },
    )
    .apply(({ names, region }): Zones => {
      const [first, second, third] = names;
      if (first !== undefined && second !== undefined && third !== undefined) return [first, second, third];
      throw new pulumi.RunError(
        `The region ${region} offers this account ${names.length} availability zones; three are needed. Choose another region.`,
      );
    });

/** One of four equal parts of a block of 256 addresses; the last is reserved for future use. */
const quarter = (cidrBlock: pulumi.Input<string>, part: number) =>
  pulumi.output(cidrBlock).apply((block) => block.replace(/\.\d+\/24$/, `.${part * 64}/26`));

const onlyTheLake = ({ bucket }: DataLake) =>
  pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: "*",
        Action: ["s3:GetObject", "s3:ListBucket", "s3:GetBucketLocation"],
        Resource: [bucket.arn, pulumi.interpolate`${bucket.arn}/*`],
      },
    ],
  });
