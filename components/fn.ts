import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Dataset } from "../contract/dataset";
import { stepContract } from "../contract/derive/step-contract";
import type { EnvironmentValues } from "../contract/environment";
import { adjusted, type Transform } from "./adjust";
import { bundle, type HandlerName } from "./bundle";
import type { DataLake } from "./data-lake";
import type { Grant } from "./grants";
import { makeLogGroup, writeLogs, writeTraces, type LogSettings } from "./logs";
import { makeRole, type RoleTransform, type RoleWithPolicy } from "./role";
import { amount, seconds, type Megabytes, type Minutes } from "./units";

/** Arguments of every function of a data set. */
export interface FnArgs {
  /** The lake that holds the data. */
  readonly lake: DataLake;
  /** The only data set that the function serves. */
  readonly dataset: Dataset;
  /** Memory; the share of the processor grows with it. @default "1024 MB" */
  readonly memory?: Megabytes;
  /** Lambda stops it after this time; the machine's own limit is 15 minutes. @default "14 minutes" */
  readonly timeout?: Minutes;
  /** How long to keep its logs. @default 14 days */
  readonly logs?: LogSettings;
  /** Changes to the children, by name. @default none */
  readonly transform?: RoleTransform & {
    readonly function?: Transform<aws.lambda.CallbackFunctionArgs<unknown, unknown>>;
    readonly logs?: Transform<aws.cloudwatch.LogGroupArgs>;
  };
}

/** What a kind of function adds. */
export type FnKind = { readonly [Handler in HandlerName]: FnKindOf<Handler> }[HandlerName];

interface FnKindOf<Handler extends HandlerName> {
  readonly handler: Handler;
  readonly description: string;
  /** Grants besides logs, traces and the lake's key, which every function has. */
  readonly grants: readonly Grant[];
  /** All its variables; `lakeVariables` gives those that every function has. */
  readonly environment: EnvironmentValues<Handler, pulumi.Input<string>>;
  /** Name of the role in AWS, if a service outside IAM refers to it by name. @default Pulumi generates one */
  readonly roleName?: string;
}

/** The variables that every function has: the location of its data. */
export const lakeVariables = ({ bucket, database }: DataLake) => ({
  LAKE_BUCKET: bucket.id,
  LAKE_DATABASE: database.name,
});

const maxClosureBytes = 20_000;

/**
 * A Lambda function written inline, with its role and log group. Its archive holds two things: the closure, which is a
 * few lines and the part of the contract that the step needs, as plain data; and `.build/<handler>/index.js`, the
 * handler with its dependencies as one file. On a cold start the closure loads that file and calls `make(contract)`,
 * which returns the handler of events. Base class of all `…Fn`.
 */
export abstract class Fn extends pulumi.ComponentResource {
  readonly function: aws.lambda.CallbackFunction<unknown, unknown>;
  readonly role: aws.iam.Role;
  readonly logGroup: aws.cloudwatch.LogGroup;
  /** ARN of the version just published, so that a deployment does not change runs under way. */
  readonly arn: pulumi.Output<string>;

  protected constructor(
    type: string,
    name: string,
    args: FnArgs,
    kind: FnKind,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super(type, name, {}, opts);
    const { lake, logs, transform } = args;
    this.logGroup = makeLogGroup(this, name, {
      settings: logs,
      key: lake.key,
      transform: transform?.logs,
    });
    const grants = [...kind.grants, ...lake.grants.useKey(), writeLogs(this.logGroup), writeTraces];
    const runner = makeRole(this, name, {
      service: "lambda.amazonaws.com",
      physicalName: kind.roleName,
      grants,
      transform,
    });
    this.role = runner.role;
    this.function = this.makeFunction(name, args, kind, runner);
    this.arn = pulumi
      .all([this.function.qualifiedArn, this.function.code])
      .apply(async ([arn, code]) => (await checkClosure(name, code), arn));
    this.registerOutputs({ arn: this.arn });
  }

  private makeFunction(
    name: string,
    args: FnArgs,
    kind: FnKind,
    runner: RoleWithPolicy,
  ): aws.lambda.CallbackFunction<unknown, unknown> {
    const { lake, dataset, memory = "1024 MB", timeout = "14 minutes", transform } = args;
    const { handler, description, environment } = kind;
    const folder = bundle(handler);
    const entry = `./${folder}/index.js`;
    // No more than that: else a word that is changed in a description would be a new version of every function.
    const contract = stepContract(handler, dataset);
    return new aws.lambda.CallbackFunction(
      name,
      ...adjusted<aws.lambda.CallbackFunctionArgs<unknown, unknown>>(
        transform?.function,
        {
          description: `${dataset.name}: ${description}`,
          // Captured: a part of the contract and one path, both plain data. Runs once per cold start, in the archive, and so the
          // path is none of this folder's (import-table.json lets just this one be computed).
          // eslint-disable-next-line @typescript-eslint/no-require-imports -- import() would be bundled away from the archive
          callbackFactory: () => (require(entry) as Made).make(contract),
          codePathOptions: { extraIncludePaths: [folder], extraExcludePackages: ownPackages() },
          role: runner.role,
          runtime: "nodejs24.x",
          architectures: ["arm64"],
          memorySize: amount(memory),
          timeout: seconds(timeout),
          // Handlers stream and write no files, so the least there is.
          ephemeralStorage: { size: 512 },
          publish: true,
          environment: { variables: withoutUndefined(environment) },
          tracingConfig: { mode: "Active" },
          loggingConfig: { logFormat: "JSON", logGroup: this.logGroup.name },
          ...(lake.key ? { kmsKeyArn: lake.key.arn } : {}),
          tags: { dataset: dataset.name },
        },
        { parent: this, dependsOn: runner.policy },
      ),
    );
  }

  /** Permission to call any version of the function: a run that began before a deployment continues with its version. */
  invoke(): Grant[] {
    return [{ actions: ["lambda:InvokeFunction"], resources: [pulumi.interpolate`${this.function.arn}:*`] }];
  }
}

const withoutUndefined = (variables: Readonly<Record<string, pulumi.Input<string> | undefined>>) =>
  Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined)) as Record<
    string,
    pulumi.Input<string>
  >;

interface Made {
  make(contract: object): (event: unknown) => Promise<unknown>;
}

/** Names of all packages of the program, including optional ones: the bundle already contains what a handler needs of them. */
function ownPackages(): string[] {
  const manifest = JSON.parse(readFileSync(ownManifest(), "utf8")) as Record<string, object | undefined>;
  return ["dependencies", "optionalDependencies"].flatMap((kind) => Object.keys(manifest[kind] ?? {}));
}

/** The program's package.json, where Pulumi looks for packages to include: in the working directory, or the nearest above it. */
function ownManifest(folder = process.cwd()): string {
  const file = join(folder, "package.json");
  const above = dirname(folder);
  return existsSync(file) || above === folder ? file : ownManifest(above);
}

/** A closure that grew has captured something that it should not. */
async function checkClosure(name: string, code: pulumi.asset.Archive | undefined): Promise<void> {
  const assets = (await (code as pulumi.asset.AssetArchive | undefined)?.assets) ?? {};
  const text = await (assets["__index.js"] as pulumi.asset.StringAsset | undefined)?.text;
  const bytes = Buffer.byteLength(text ?? "");
  if (bytes > maxClosureBytes)
    throw new pulumi.RunError(
      `The closure of the function ${name} has ${bytes} bytes, more than the limit of ${maxClosureBytes}: capture less, and only plain data.`,
    );
}
