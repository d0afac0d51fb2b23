import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "./account";
import { adjusted, type Transform } from "./adjust";
import type { DataLake } from "./data-lake";
import { flowLog } from "./flow-log";
import type { LogSettings } from "./logs";
import type { RoleTransform } from "./role";

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
  /** The one thing that can be reached from within. */
  readonly lake: DataLake;
  /** Addresses of the network: a block of 256 at least. @default "10.0.0.0/24" */
  readonly cidrBlock?: `${string}/24` | undefined;
  /** Three zones of the region. @default the first three that are open to every account */
  readonly availabilityZones?: readonly [string, string, string] | undefined;
  /** How long the flows are kept. @default 14 days */
  readonly logs?: LogSettings | undefined;
  /** Changes to the children, by name. @default none */
  readonly transform?: IsolatedNetworkTransform | undefined;
}

/**
 * A network of three subnets in three zones, without a way in or out: no internet gateway, no NAT, no public address. What
 * lies in it reaches the lake's bucket by a gateway of S3's, which costs nothing, and no other bucket.
 */
export class IsolatedNetwork extends pulumi.ComponentResource {
  readonly vpc: aws.ec2.Vpc;
  readonly subnets: readonly aws.ec2.Subnet[];
  /** For what lies in the network: lets nobody in, and out only what is for S3. */
  readonly group: aws.ec2.SecurityGroup;

  constructor(name: string, args: IsolatedNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("data-flow:aws:IsolatedNetwork", name, {}, opts);
    const { lake, cidrBlock = "10.0.0.0/24", availabilityZones, logs, transform } = args;
    const zones = availabilityZones ? pulumi.output([...availabilityZones]) : openZones(this);
    const tags = (child: string) => ({ Name: `${pulumi.getProject()}-${pulumi.getStack()}-${child}` });

    this.vpc = new aws.ec2.Vpc(
      name,
      ...adjusted(
        transform?.vpc,
        { cidrBlock, enableDnsSupport: true, enableDnsHostnames: true, tags: tags(name) },
        { parent: this },
      ),
    );
    const vpcId = this.vpc.id;
    // Every network has this group, and as AWS makes it all that is in it may talk to each other and to the world.
    new aws.ec2.DefaultSecurityGroup(
      `${name}-default-group`,
      ...adjusted(transform?.defaultGroup, { vpcId, ingress: [], egress: [] }, { parent: this }),
    );
    const routes = new aws.ec2.RouteTable(
      `${name}-routes`,
      ...adjusted(transform?.routes, { vpcId, tags: tags(`${name}-routes`) }, { parent: this }),
    );
    this.subnets = [0, 1, 2].map((i) => {
      const child = `${name}-subnet-${i + 1}`;
      const subnet = new aws.ec2.Subnet(
        child,
        ...adjusted<aws.ec2.SubnetArgs>(
          transform?.subnet,
          {
            vpcId,
            cidrBlock: quarter(cidrBlock, i),
            availabilityZone: zones.apply((names) => names[i]!),
            mapPublicIpOnLaunch: false,
            tags: tags(child),
          },
          {
            parent: this,
            // Its addresses are free once it is gone.
            deleteBeforeReplace: true,
            // A region may get a zone whose name comes before: what nobody chose stays where it stands.
            ...(availabilityZones ? {} : { ignoreChanges: ["availabilityZone"] }),
          },
        ),
      );
      new aws.ec2.RouteTableAssociation(
        `${name}-routes-${i + 1}`,
        ...adjusted(
          transform?.association,
          { subnetId: subnet.id, routeTableId: routes.id },
          { parent: this },
        ),
      );
      return subnet;
    });
    const gateway = new aws.ec2.VpcEndpoint(
      `${name}-s3`,
      ...adjusted(
        transform?.gateway,
        {
          vpcId,
          vpcEndpointType: "Gateway",
          serviceName: pulumi.interpolate`com.amazonaws.${accountOf(this).region}.s3`,
          routeTableIds: [routes.id],
          policy: onlyTheLake(lake),
          tags: tags(`${name}-s3`),
        },
        { parent: this },
      ),
    );
    this.group = new aws.ec2.SecurityGroup(
      `${name}-group`,
      ...adjusted(
        transform?.group,
        { vpcId, description: "Lets nobody in, and out only what is for S3", tags: tags(`${name}-group`) },
        { parent: this },
      ),
    );
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
    flowLog(this, name, { vpcId, key: lake.key, logs, transform });
    this.registerOutputs({ vpc: vpcId });
  }
}

/** Three zones that every account has without asking; a region with fewer cannot take this network. */
const openZones = (parent: pulumi.Resource): pulumi.Output<string[]> =>
  aws
    .getAvailabilityZonesOutput(
      { state: "available", filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }] },
      { parent },
    )
    .apply(({ names, region }) => {
      if (names.length >= 3) return names.slice(0, 3);
      throw new pulumi.RunError(
        `The region ${region} shows this account ${names.length} zones, and three are needed: choose another region.`,
      );
    });

/** One of four equal parts of a block of 256 addresses; the last is left for what may come. */
const quarter = (cidrBlock: string, part: number) => cidrBlock.replace(/\.\d+\/24$/, `.${part * 64}/26`);

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
