/** Runs components, or the whole program, with Pulumi's mocks, and tells what was registered. */
import { setImmediate as nextTurn } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import type * as resourceMessages from "@pulumi/pulumi/proto/resource_pb";
import type { RecordedResource } from "../../policy/resource";
import { named } from "../program/names";
import { answerOf, outputsOf, somewhere, type Place } from "../program/outputs";
import { fromStruct, plainObject, type WireObject } from "../program/values";

export interface RecordOptions {
  /** @default "dev" */
  readonly stack?: string;
  /** Configuration as Pulumi hands it over: full keys, JSON texts. @default none */
  readonly config?: Readonly<Record<string, string>>;
  /** Full keys of the settings that are secrets. @default none */
  readonly secretKeys?: readonly string[];
  /** @default an account of twelve digits in eu-central-1 */
  readonly place?: Place;
}

/** What mocks can tell beyond what the rules of policy/ need. */
export interface Registered extends RecordedResource {
  /** URNs of what must be there first, named by an option or by an input. */
  readonly dependencies: readonly string[];
  /** Inputs whose change is none to what stands. @default none */
  readonly ignoreChanges?: readonly string[];
  /** The new one can only be made once the old one is gone. */
  readonly deleteBeforeReplace?: boolean;
}

export const project = "data-flow";

/**
 * What a program registers, in the order of types and names. Rejects as the program does. One program at a time: the
 * runtime is the process'.
 */
export async function record(
  program: () => unknown,
  { stack = "dev", config = {}, secretKeys = [], place = somewhere }: RecordOptions = {},
): Promise<readonly Registered[]> {
  const recorded: Registered[] = [];
  pulumi.runtime.setAllConfig({ ...config }, [...secretKeys]);
  await pulumi.runtime.setMocks(
    {
      call: ({ token }) => {
        const answer = answerOf(token, place);
        if (!answer) throw new Error(`The program calls ${token}, which no test expects.`);
        return answer as Record<string, unknown>;
      },
      newResource: ({ type, name, inputs }) => {
        const urn = `${type}::${name}`;
        const given = named({ type, name, urn, inputs: inputs as WireObject });
        const { id, outputs } = outputsOf(type, urn, given, place);
        return { id, state: outputs as Record<string, unknown> };
      },
    },
    project,
    stack,
    false,
  );
  // Called with its own `this` below.
  // eslint-disable-next-line @typescript-eslint/unbound-method
  const register = MockMonitor.prototype.registerResource;
  // Mocks are not told of parents and options, so they are taken from the messages.
  MockMonitor.prototype.registerResource = function (
    this: MockMonitor,
    request: resourceMessages.RegisterResourceRequest,
    callback: Parameters<typeof register>[1],
  ) {
    return register.call(this, request, (error, answer: resourceMessages.RegisterResourceResponse | null) => {
      if (answer && request.getType() !== "pulumi:pulumi:Stack") recorded.push(recordOf(request, answer));
      callback(error, answer);
    });
  };
  // What goes wrong inside of an Output ends the program without a word to whoever awaits it.
  const rejections: unknown[] = [];
  const listeners = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", (reason) => rejections.push(reason));
  try {
    // A program that fails has begun what must not go on in the next one's time.
    await pulumi.runtime
      .runInPulumiStack(async () => program())
      .finally(async () => pulumi.runtime.disconnect());
    await nextTurn();
    if (rejections.length > 0) throw rejections[0];
  } finally {
    MockMonitor.prototype.registerResource = register;
    process.removeAllListeners("unhandledRejection");
    for (const listener of listeners) process.on("unhandledRejection", listener);
  }
  return recorded.sort((a, b) => (`${a.type} ${a.name}` < `${b.type} ${b.name}` ? -1 : 1));
}

function recordOf(
  request: resourceMessages.RegisterResourceRequest,
  answer: resourceMessages.RegisterResourceResponse,
): Registered {
  const parent = request.getParent();
  return {
    type: request.getType(),
    name: request.getName(),
    urn: answer.getUrn(),
    id: answer.getId(),
    inputs: plainObject(fromStruct(request.getObject())),
    outputs: plainObject(fromStruct(answer.getObject())),
    dependencies: request.getDependenciesList(),
    ...(parent ? { parent } : {}),
    ...(request.getIgnorechangesList().length > 0 ? { ignoreChanges: request.getIgnorechangesList() } : {}),
    ...(request.getDeletebeforereplace() ? { deleteBeforeReplace: true } : {}),
    ...(request.getProtect() ? { protect: true } : {}),
    ...(request.getRetainondelete() ? { retainOnDelete: true } : {}),
  };
}

/** The one resource of that name, and type where the name is not enough. */
export function find<R extends RecordedResource>(resources: readonly R[], name: string, type?: string): R {
  const found = resources.filter((each) => each.name === name && (!type || each.type === type));
  if (found.length === 1) return found[0]!;
  throw new Error(
    `${found.length} resources are called ${name}: ${resources.map((each) => `${each.type} ${each.name}`).join(", ")}`,
  );
}
