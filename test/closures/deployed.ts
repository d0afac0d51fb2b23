/** A recorded stack, its functions and data brought to life on stand-ins for AWS and the source. */
import { rmSync } from "node:fs";
import { CreateDatabaseCommand, GetTableCommand, type Table } from "@aws-sdk/client-glue";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { CreateSecretCommand } from "@aws-sdk/client-secrets-manager";
import { makeClients, type Clients } from "../handlers/aws/clients";
import { makeBucketStore } from "../../handlers/aws/bucket-store";
import type { ObjectStore } from "../../core/run/ports";
import { systemClock } from "../../core/run/clock";
import { at, textIn, type RecordedResource } from "../../policy/resource";
import { statementsOf } from "../../policy/statements";
import { find } from "../components/record";
import type { Ministack } from "../ministack";
import { unpack } from "./archive";
import { openGate, type Gate } from "./gate";
import type { LambdaFunction } from "./invoke";

/** What runs. */
export interface Deployed {
  readonly resources: readonly RecordedResource[];
  /** By the ARN of the published version, which is how the machine calls them. */
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  /** The bucket as each job sees it, by the job's name. */
  readonly jobs: ReadonlyMap<string, ObjectStore>;
  /** What stands before the cloud for each function and job, by its name in the program. */
  readonly gates: ReadonlyMap<string, Gate>;
  /** Name of the bucket in the program. */
  readonly bucket: string;
  /** The bucket on the stand-in. */
  readonly store: ObjectStore & { readonly name: string };
  /** Name of the catalog's database, in the program and on the stand-in. */
  readonly database: string;
  readonly clients: Clients;
  /** Removes the archives and closes the gates. */
  close(): void;
}

let buckets = 0;

/**
 * Makes a recorded stack's bucket, database and secrets on the stand-in, unpacks its functions and gives them the
 * environment and the rights that the program gives them; `sourceUrl` instead of the source, and `more` variables beside
 * those of the stand-in.
 */
export async function deploy(
  resources: readonly RecordedResource[],
  cloud: Ministack,
  sourceUrl: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Deployed> {
  const clients = makeClients();
  const bucket = find(resources, "lake", "aws:s3/bucket:Bucket").id;
  const database = textIn(find(resources, "lake-database"), "name");
  // What the stand-in calls otherwise than the program: two stacks may have one bucket's name, and each secret is new.
  const names = new Map([[bucket, `${bucket}-${process.pid}-${++buckets}`]]);
  const name = names.get(bucket)!;
  const constraint = { LocationConstraint: "eu-central-1" } as const;
  await clients.s3.send(new CreateBucketCommand({ Bucket: name, CreateBucketConfiguration: constraint }));
  await makeDatabase(clients, database);
  for (const secret of ofType(resources, "aws:secretsmanager/secret:Secret"))
    names.set(secret.id, await makeSecret(secret, resources, clients));

  const programs = new Map([...names].map(([own, given]) => [given, own]));
  const gates = new Map<string, Gate>();
  const open = async ({ name: called }: RecordedResource, role: string) => {
    const policies = rightsOf(role, resources);
    const gate = await openGate(cloud.url, policies, (given) => programs.get(given) ?? given);
    gates.set(called, gate);
    return gate.url;
  };

  const functions = new Map<string, LambdaFunction>();
  for (const fn of ofType(resources, "aws:lambda/function:Function")) {
    const surroundings = { ...cloud.env, ...more, AWS_ENDPOINT_URL: await open(fn, textIn(fn, "role")) };
    functions.set(String(fn.outputs["qualifiedArn"]), {
      name: fn.id,
      folder: unpack(fn),
      handler: textIn(fn, "handler"),
      environment: { ...surroundings, SOURCE_URL: sourceUrl, ...environmentOf(fn, names) },
    });
  }
  const jobs = new Map<string, ObjectStore>();
  for (const job of ofType(resources, "aws:glue/job:Job")) {
    const { s3 } = makeClients({ endpoint: await open(job, textIn(job, "roleArn")) });
    jobs.set(job.id, makeBucketStore(s3, name, systemClock));
  }
  return {
    resources,
    functions,
    jobs,
    gates,
    bucket,
    store: { ...makeBucketStore(clients.s3, name, systemClock), name },
    database,
    clients,
    close: () => {
      for (const { folder } of functions.values()) rmSync(folder, { recursive: true, force: true });
      for (const gate of gates.values()) gate.close();
    },
  };
}

/** Other suites of the process may have made it for a stack of the same name; their tables are others. */
async function makeDatabase({ glue }: Clients, Name: string): Promise<void> {
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name } })).catch((error: unknown) => {
    if ((error as Error).name !== "AlreadyExistsException") throw error;
  });
}

/** What a role's policies say, by the role's ARN. */
function rightsOf(arn: string, resources: readonly RecordedResource[]) {
  const role = resources.find(({ outputs }) => outputs["arn"] === arn);
  return ofType(resources, "aws:iam/rolePolicy:RolePolicy")
    .filter(({ inputs }) => inputs["role"] === role?.id)
    .flatMap(statementsOf);
}

const ofType = (resources: readonly RecordedResource[], type: string) =>
  resources.filter((resource) => resource.type === type);

/** Makes the secret, with the value that the program puts in, and tells its ARN. */
async function makeSecret(
  secret: RecordedResource,
  resources: readonly RecordedResource[],
  { secrets }: Clients,
): Promise<string> {
  const version = ofType(resources, "aws:secretsmanager/secretVersion:SecretVersion").find(
    (each) => each.inputs["secretId"] === secret.id,
  );
  const { ARN = "" } = await secrets.send(
    new CreateSecretCommand({
      Name: `${secret.name}-${process.pid}-${buckets}`,
      ...(version && { SecretString: textIn(version, "secretString") }),
    }),
  );
  return ARN;
}

function environmentOf(fn: RecordedResource, names: ReadonlyMap<string, string>): Record<string, string> {
  const variables = at(fn.inputs, "environment.variables") as Readonly<Record<string, string>>;
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, names.get(value) ?? value]),
  );
}

/** A table as the stand-in's catalog has it; fails where it has none. */
export async function tableOf({ clients, database }: Deployed, name: string): Promise<Table> {
  const { Table: table } = await clients.glue.send(
    new GetTableCommand({ DatabaseName: database, Name: name }),
  );
  return table!;
}

/** A whole object. */
export async function bytesOf({ store }: Deployed, key: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.get(key)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
