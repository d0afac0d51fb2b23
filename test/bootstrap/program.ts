/** The bootstrap program under mocks: everything it registers, with stand-ins for what AWS computes. */
import { createRequire } from "node:module";
import * as runtime from "@pulumi/pulumi/runtime";

// Anew for each run, which an import is not.
const load = createRequire(__filename);

/** A resource as it was registered. */
export interface Recorded {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
}

/** A statement as it stands in a policy document. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: unknown;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: unknown;
}

/** Runs the program again with these settings, in a region of AWS. */
export async function bootstrap(
  config: Readonly<Record<string, string>>,
  region = "eu-central-1",
): Promise<{ resources: Recorded[]; outputs: Readonly<Record<string, unknown>> }> {
  const resources: Recorded[] = [];
  // Before the program is loaded: a resource that is made earlier asks an engine that is not there.
  await runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        const values = inputs as Record<string, unknown>;
        const arn = `arn:aws:${type.split(":")[1]?.split("/")[0]}:${region}:123456789012:${name}`;
        return { id: `${name}-id`, state: { name, bucket: name, arn, ...values } };
      },
      call: ({ token }) =>
        token.includes("getRegion") ? { region } : { accountId: "123456789012", partition: "aws" },
    },
    "data-flow-bootstrap",
    "account",
    false,
  );
  const monitor = runtime.getMonitor() as unknown as { registerResource: Registering };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    if (request.getCustom())
      resources.push({
        type: request.getType(),
        name: request.getName(),
        inputs: (request.getObject()?.toJavaScript() ?? {}) as Record<string, unknown>,
        protect: request.getProtect() ?? false,
        retainOnDelete: request.getRetainondelete() ?? false,
      });
    register(request, callback);
  };
  runtime.setAllConfig(
    Object.fromEntries(Object.entries(config).map(([key, value]) => [`data-flow-bootstrap:${key}`, value])),
  );
  for (const path of Object.keys(require.cache))
    if (/[\\/]bootstrap[\\/][^\\/]+\.js$/.test(path) && !/[\\/]test[\\/]/.test(path))
      delete require.cache[path];
  const outputs = (await runtime.runInPulumiStack(
    async () => load("../../bootstrap/index") as unknown,
  )) as Readonly<Record<string, unknown>>;
  await runtime.disconnect();
  return { resources, outputs };
}

type Registering = (request: Request, callback: (error: unknown, response: unknown) => void) => void;

interface Request {
  getCustom(): boolean;
  getType(): string;
  getName(): string;
  getObject(): { toJavaScript(): unknown } | undefined;
  getProtect(): boolean | undefined;
  getRetainondelete(): boolean | undefined;
}
