import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Dataset } from "../contract/dataset";
import { adjusted, type Transform } from "./adjust";
import type { Alarms } from "./alarms";
import type { DataLake } from "./data-lake";
import type { Grant } from "./grants";
import { IsolatedNetwork, type IsolatedNetworkArgs, type IsolatedNetworkTransform } from "./isolated-network";
import { Key, type KeyArgs } from "./key";
import type { LogSettings } from "./logs";
import type { RoleTransform, RoleWithPolicy } from "./role";
import { amount, type Rpu, type RpuHours } from "./units";
import { watchWarehouse } from "./warehouse-alarm";
import { makeAuditLogs, type AuditLogTransforms } from "./warehouse-logs";
import { makeReader } from "./warehouse-reader";

export interface WarehouseArgs {
  /** The lake that holds the tables to load. */
  readonly lake: DataLake;
  /** The data sets to load; Redshift may read only their tables. */
  readonly datasets: readonly Dataset[];
  /** The alarm when most of a day's budget is used publishes here. */
  readonly alarms: Alarms;
  /** Refuse to destroy the namespace, which holds the tables. @default true */
  readonly retain?: boolean;
  /** Minimum capacity, at 0.375 dollars an hour for each unit; some regions begin at 8. @default "4 RPU" */
  readonly capacity?: Rpu;
  /** Maximum capacity. @default "8 RPU" */
  readonly maxCapacity?: Rpu;
  /** Daily budget: after it Redshift answers no queries until the next day, UTC. @default "4 RPU hours", a dollar and a half */
  readonly daily?: RpuHours;
  /** Name of the database in SQL. @default "lake" */
  readonly database?: pulumi.Input<string>;
  /** Addresses of its network. @default "10.0.0.0/24" */
  readonly cidrBlock?: IsolatedNetworkArgs["cidrBlock"];
  /** Three zones of the region. @default the first three that are open to every account */
  readonly availabilityZones?: IsolatedNetworkArgs["availabilityZones"];
  /** How long to keep the logs of connections, users, statements and the network's flows. @default 14 days */
  readonly logs?: LogSettings;
  /** Changes to the children, by name. @default none */
  readonly transform?: RoleTransform &
    AuditLogTransforms & {
      readonly namespace?: Transform<aws.redshiftserverless.NamespaceArgs>;
      readonly workgroup?: Transform<aws.redshiftserverless.WorkgroupArgs>;
      readonly limit?: Transform<aws.redshiftserverless.UsageLimitArgs>;
      /** Used if the lake has no customer-managed key. */
      readonly key?: NonNullable<KeyArgs["transform"]>["key"];
      readonly alarm?: Transform<aws.cloudwatch.MetricAlarmArgs>;
      readonly network?: IsolatedNetworkTransform;
    };
}

/**
 * A warehouse that you pay for only while it answers: Redshift Serverless in a separate network with no route in or
 * out. Clients use the Data API; it requires TLS, and switches off for the day once the day's budget is used up.
 *
 * @example
 * const lake = new DataLake("lake");
 * const alarms = new Alarms("alarms", { lake });
 * new Warehouse("warehouse", { lake, alarms, datasets: [prices], daily: "8 RPU hours" });
 */
export class Warehouse extends pulumi.ComponentResource {
  readonly namespace: aws.redshiftserverless.Namespace;
  readonly workgroup: aws.redshiftserverless.Workgroup;
  readonly network: IsolatedNetwork;
  /** Names of the loaded data sets. */
  readonly datasets: readonly string[];
  /** The warehouse's own key, if the lake has none. */
  readonly key: Key | undefined;

  constructor(name: string, args: WarehouseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("data-flow:aws:Warehouse", name, {}, opts);
    const { lake, datasets, alarms, retain = true, daily = "4 RPU hours", logs, transform } = args;
    // AWS makes up no name here. Two stacks may share account and region.
    const named = `${pulumi.getProject()}-${pulumi.getStack()}-${name}`.toLowerCase();
    this.datasets = datasets.map((dataset) => dataset.name);

    this.key = lake.key ? undefined : this.makeKey(name, retain, args);
    const key = lake.key ?? this.key!;
    this.network = this.makeNetwork(name, args);
    const groups = makeAuditLogs(this, name, { namespace: named, key, logs, transform });
    const reader = makeReader(this, name, { lake, datasets, transform });
    this.namespace = this.makeNamespace(name, args, { named, retain, key, groups, reader });
    this.workgroup = this.makeWorkgroup(name, args, named);
    this.limitUse(name, daily, args);
    watchWarehouse(this, name, { alarms, daily, transform: transform?.alarm });
    this.registerOutputs({ workgroup: this.workgroup.workgroupName, database: this.namespace.dbName });
  }

  private makeKey(name: string, retain: boolean, { transform }: WarehouseArgs): Key {
    return new Key(
      `${name}-key`,
      { retain, transform: transform?.key ? { key: transform.key } : {} },
      { parent: this },
    );
  }

  private makeNetwork(name: string, args: WarehouseArgs): IsolatedNetwork {
    const { lake, logs, cidrBlock, availabilityZones, transform } = args;
    return new IsolatedNetwork(
      `${name}-network`,
      { lake, logs, cidrBlock, availabilityZones, transform: transform?.network },
      { parent: this },
    );
  }

  private makeNamespace(name: string, args: WarehouseArgs, parts: NamespaceParts) {
    const { database = "lake", transform } = args;
    const { named, retain, key, groups, reader } = parts;
    return new aws.redshiftserverless.Namespace(
      name,
      ...adjusted<aws.redshiftserverless.NamespaceArgs>(
        transform?.namespace,
        {
          namespaceName: named,
          dbName: database,
          adminUsername: "administrator",
          // Redshift creates and rotates it, in a secret that no role of this stack may read.
          manageAdminPassword: true,
          kmsKeyId: key.arn,
          iamRoles: [reader.role.arn],
          defaultIamRoleArn: reader.role.arn,
          logExports: Object.keys(groups),
          tags: { component: name },
        },
        {
          parent: this,
          protect: retain,
          retainOnDelete: retain,
          // Its name is said: another one can only be made once this one is gone.
          deleteBeforeReplace: true,
          // A group that is missing Redshift makes by itself, and keeps for ever.
          dependsOn: [reader.policy, ...Object.values(groups)],
        },
      ),
    );
  }

  private makeWorkgroup(name: string, args: WarehouseArgs, named: string) {
    const { capacity = "4 RPU", maxCapacity = "8 RPU", transform } = args;
    return new aws.redshiftserverless.Workgroup(
      `${name}-workgroup`,
      ...adjusted<aws.redshiftserverless.WorkgroupArgs>(
        transform?.workgroup,
        {
          workgroupName: named,
          namespaceName: this.namespace.namespaceName,
          baseCapacity: amount(capacity),
          maxCapacity: amount(maxCapacity),
          port: 5440,
          publiclyAccessible: false,
          enhancedVpcRouting: true,
          subnetIds: this.network.subnets.map(({ id }) => id),
          securityGroupIds: [this.network.group.id],
          configParameters: [
            { parameterKey: "require_ssl", parameterValue: "true" },
            { parameterKey: "enable_user_activity_logging", parameterValue: "true" },
          ],
          tags: { component: name },
        },
        // Redshift answers with every parameter that it knows, new ones too, and each would be a change for ever.
        {
          parent: this,
          dependsOn: this.network,
          deleteBeforeReplace: true,
          ignoreChanges: ["configParameters"],
        },
      ),
    );
  }

  private limitUse(name: string, daily: RpuHours, { transform }: WarehouseArgs): void {
    new aws.redshiftserverless.UsageLimit(
      `${name}-limit`,
      ...adjusted(
        transform?.limit,
        {
          resourceArn: this.workgroup.arn,
          usageType: "serverless-compute",
          amount: amount(daily),
          period: "daily",
          breachAction: "deactivate",
        },
        { parent: this },
      ),
    );
  }

  /** Permission to send statements through the Data API as the caller's database user, and to read or cancel one's own. */
  load(): Grant[] {
    return [
      {
        actions: ["redshift-data:BatchExecuteStatement", "redshift-data:ExecuteStatement"],
        resources: [this.workgroup.arn],
      },
      { actions: ["redshift-serverless:GetCredentials"], resources: [this.workgroup.arn] },
      {
        actions: [
          "redshift-data:CancelStatement",
          "redshift-data:DescribeStatement",
          "redshift-data:GetStatementResult",
        ],
        resources: ["*"],
        conditions: { StringEquals: { "redshift-data:statement-owner-iam-userid": "${aws:userid}" } },
        reason: "a statement has no ARN; the condition leaves those that the role itself sent",
      },
    ];
  }
}

/** The resources that must exist before a namespace. */
interface NamespaceParts {
  /** Its physical name. */
  readonly named: string;
  readonly retain: boolean;
  readonly key: Key;
  readonly groups: ReturnType<typeof makeAuditLogs>;
  readonly reader: RoleWithPolicy;
}
