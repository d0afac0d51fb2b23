import { createHash } from "node:crypto";
import { bare, type Wire, type WireObject } from "./values";

/** Where AWS keeps the physical name of a kind of resource, and how many characters it allows. */
interface Naming {
  readonly property: string;
  readonly longest: number;
}

/** What the AWS provider names by itself when the program gives no name (kinds that this project makes or may make). */
const namings: Readonly<Record<string, Naming>> = {
  "aws:athena/workgroup:Workgroup": { property: "name", longest: 128 },
  "aws:cloudwatch/dashboard:Dashboard": { property: "dashboardName", longest: 255 },
  "aws:cloudwatch/logGroup:LogGroup": { property: "name", longest: 512 },
  "aws:cloudwatch/metricAlarm:MetricAlarm": { property: "name", longest: 255 },
  "aws:glue/catalogDatabase:CatalogDatabase": { property: "name", longest: 255 },
  "aws:glue/job:Job": { property: "name", longest: 255 },
  "aws:glue/securityConfiguration:SecurityConfiguration": { property: "name", longest: 255 },
  "aws:iam/policy:Policy": { property: "name", longest: 128 },
  "aws:iam/role:Role": { property: "name", longest: 64 },
  "aws:iam/rolePolicy:RolePolicy": { property: "name", longest: 128 },
  "aws:kms/alias:Alias": { property: "name", longest: 256 },
  "aws:lambda/function:Function": { property: "name", longest: 64 },
  "aws:s3/bucket:Bucket": { property: "bucket", longest: 63 },
  "aws:scheduler/schedule:Schedule": { property: "name", longest: 64 },
  "aws:scheduler/scheduleGroup:ScheduleGroup": { property: "name", longest: 64 },
  "aws:secretsmanager/secret:Secret": { property: "name", longest: 512 },
  "aws:sfn/stateMachine:StateMachine": { property: "name", longest: 80 },
  "aws:sns/topic:Topic": { property: "name", longest: 256 },
  "aws:sqs/queue:Queue": { property: "name", longest: 80 },
};

/** What the engine says about names: the name it proposes or insists on, or that there is to be none. */
export interface Autonaming {
  readonly proposed: string;
  readonly mode: "propose" | "enforce" | "disable";
}

/** A resource of which the name is asked: `olds` are its inputs in the state, if it is there. */
export interface Unnamed {
  readonly type: string;
  /** Logical name in the program. */
  readonly name: string;
  readonly urn: string;
  readonly inputs: WireObject;
  readonly olds?: WireObject;
  readonly autonaming?: Autonaming;
}

/**
 * The inputs with the physical name filled in: the program's own, else the one it already has, else the engine's, else
 * the logical name with seven hexadecimal digits that depend on the URN alone, so that two runs agree.
 */
export function named({ type, name, urn, inputs, olds, autonaming }: Unnamed): WireObject {
  const naming = namings[type];
  if (!naming || naming.property in inputs) return inputs;
  const old = olds?.[naming.property];
  if (old !== undefined) return { ...inputs, [naming.property]: old };
  if (autonaming?.mode === "disable") return inputs;
  if (autonaming?.proposed) return { ...inputs, [naming.property]: autonaming.proposed };
  const prefix = inputs[`${naming.property}Prefix`];
  const digits = createHash("sha256").update(urn).digest("hex").slice(0, 7);
  const base =
    typeof prefix === "string" ? prefix : `${type === "aws:kms/alias:Alias" ? "alias/" : ""}${name}-`;
  const made = `${base}${digits}`;
  // The provider lowers what it makes up for a bucket, and never what a program says.
  return { ...inputs, [naming.property]: type === "aws:s3/bucket:Bucket" ? made.toLowerCase() : made };
}

/** The physical name of a resource, where its kind has one. */
export function physicalName(type: string, inputs: WireObject): string | undefined {
  const naming = namings[type];
  const value: Wire | undefined = naming && inputs[naming.property];
  const name = value === undefined ? undefined : bare(value);
  return typeof name === "string" ? name : undefined;
}

/** A sentence if AWS would refuse the physical name, else nothing. */
export function nameFault(
  type: string,
  inputs: WireObject,
): { property: string; reason: string } | undefined {
  const naming = namings[type];
  const name = physicalName(type, inputs);
  if (!naming || name === undefined) return undefined;
  if (name.length > naming.longest) {
    const reason = `"${name}" has ${name.length} characters, and AWS allows ${naming.longest} in a ${type}.`;
    return { property: naming.property, reason };
  }
  if (type === "aws:s3/bucket:Bucket" && !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) {
    return { property: naming.property, reason: `"${name}" is no name for a bucket.` };
  }
  return undefined;
}
