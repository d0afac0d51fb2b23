import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import {
  type GetRootResourceRequest,
  GetRootResourceResponse,
  type LogRequest,
  LogSeverity,
  type RequirePulumiVersionRequest,
  RequirePulumiVersionResponse,
  type SetRootResourceRequest,
  SetRootResourceResponse,
} from "@pulumi/pulumi/proto/engine_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import {
  type ReadResourceRequest,
  ReadResourceResponse,
  type RegisterResourceOutputsRequest,
  type RegisterResourceRequest,
  RegisterResourceResponse,
  type ResourceInvokeRequest,
  ResourceInvokeResponse,
  type SupportsFeatureRequest,
  SupportsFeatureResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { RecordedResource } from "../../policy/resource";
import { named } from "./names";
import { answerOf, type Made, outputsOf, type Place, somewhere } from "./outputs";
import { answer, serve } from "./serve";
import { echo, fromStruct, plainObject, toStruct, type WireObject } from "./values";

/** A resource as the program registered it, and as it came to be. */
export interface Registered extends RecordedResource {
  /** False for a component. */
  readonly custom: boolean;
  /** URNs. */
  readonly dependencies: readonly string[];
  /** URNs that a property's value is made of, by property. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** Empty for the default provider, else URN::id. */
  readonly provider: string;
  /** Inputs and outputs as an engine hands them on. */
  readonly wire: { readonly inputs: WireObject; readonly outputs: WireObject };
}

/** A message of the program or of the SDK. */
export interface Diagnostic {
  readonly severity: "debug" | "info" | "warning" | "error";
  readonly message: string;
  readonly urn?: string;
}

export interface EngineOptions {
  readonly project: string;
  readonly stack: string;
  /** True for a preview: what AWS computes is not known. */
  readonly dryRun?: boolean;
  /** @default an account of twelve digits in eu-central-1 */
  readonly place?: Place;
}

/** What an engine has been told so far. */
export interface Engine {
  /** For the program's --monitor and --engine. */
  readonly address: string;
  readonly resources: readonly Registered[];
  readonly diagnostics: readonly Diagnostic[];
  /** The stack's outputs, once the program has ended. */
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly close: () => void;
}

// The rest, transforms above all, would need an engine that calls the program back; the SDK says so when it is used.
const features = [
  "secrets",
  "resourceReferences",
  "outputValues",
  "deletedWith",
  "replaceWith",
  "aliasSpecs",
];
const severities = ["debug", "info", "warning", "error"] as const;
const stackType = "pulumi:pulumi:Stack";

/** Starts an engine that remembers what a program registers and makes nothing. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { project, stack, dryRun = false, place = somewhere } = options;
  const resources: Registered[] = [];
  const diagnostics: Diagnostic[] = [];
  let stackOutputs: Readonly<Record<string, unknown>> = {};
  let root = "";

  const urnOf = (type: string, name: string, parent: string): string => {
    const parentType = parent.split("::")[2] ?? "";
    const chain = parentType === "" || parentType === stackType ? type : `${parentType}$${type}`;
    return `urn:pulumi:${stack}::${project}::${chain}::${name}`;
  };

  const make = (type: string, name: string, urn: string, inputs: WireObject): Made => {
    if (type.startsWith("pulumi:providers:")) return { id: `${name}-id`, outputs: inputs };
    const full = named({ type, name, urn, inputs });
    // A preview knows the name, which is made up before anything else, and nothing that AWS answers.
    return dryRun ? { id: "", outputs: full } : outputsOf(type, urn, full, place);
  };

  const register = (request: RegisterResourceRequest): RegisterResourceResponse => {
    const [type, name, parent] = [request.getType(), request.getName(), request.getParent()];
    const urn = urnOf(type, name, parent);
    if (resources.some((one) => one.urn === urn))
      throw new Error(`Duplicate resource URN '${urn}'; two resources have one name.`);
    const sent = fromStruct(request.getObject());
    const inputs = echo(sent) as WireObject;
    const custom = request.getCustom();
    const made = custom ? make(type, name, urn, inputs) : { id: "", outputs: inputs };
    if (type === stackType) root = urn;
    resources.push({
      type,
      name,
      urn,
      inputs: plainObject(sent),
      id: made.id,
      outputs: plainObject(made.outputs),
      ...(parent && { parent }),
      ...(request.hasProtect() && { protect: request.getProtect() === true }),
      ...(request.hasRetainondelete() && { retainOnDelete: request.getRetainondelete() === true }),
      custom,
      dependencies: request.getDependenciesList(),
      propertyDependencies: dependenciesOf(request),
      provider: request.getProvider(),
      wire: { inputs, outputs: made.outputs },
    });
    return new RegisterResourceResponse().setUrn(urn).setId(made.id).setObject(toStruct(made.outputs));
  };

  const read = (request: ReadResourceRequest): ReadResourceResponse => {
    const [type, name] = [request.getType(), request.getName()];
    const urn = urnOf(type, name, request.getParent());
    const { outputs } = make(type, name, urn, echo(fromStruct(request.getProperties())) as WireObject);
    return new ReadResourceResponse().setUrn(urn).setProperties(toStruct(outputs));
  };

  const invoke = (request: ResourceInvokeRequest): ResourceInvokeResponse => {
    const found = answerOf(request.getTok(), place);
    if (!found)
      throw new Error(
        `The engine of the tests has no answer for ${request.getTok()} (test/program/outputs.ts).`,
      );
    return new ResourceInvokeResponse().setReturn(toStruct(found));
  };

  const registerOutputs = (request: RegisterResourceOutputsRequest): Empty => {
    if (request.getUrn() === root) stackOutputs = plainObject(fromStruct(request.getOutputs()));
    return new Empty();
  };

  const log = (request: LogRequest): Empty => {
    const urn = request.getUrn();
    const severity = severities[request.getSeverity()] ?? "error";
    if (!request.getEphemeral() && request.getSeverity() !== LogSeverity.DEBUG) {
      diagnostics.push({ severity, message: request.getMessage(), ...(urn && { urn }) });
    }
    return new Empty();
  };

  const { address, close } = await serve(
    [
      ResourceMonitorService,
      {
        supportsFeature: answer((request: SupportsFeatureRequest) =>
          new SupportsFeatureResponse().setHassupport(features.includes(request.getId())),
        ),
        registerResource: answer(register),
        readResource: answer(read),
        registerResourceOutputs: answer(registerOutputs),
        invoke: answer(invoke),
        signalAndWaitForShutdown: answer((_request: Empty) => new Empty()),
      },
    ],
    [
      EngineService,
      {
        log: answer(log),
        getRootResource: answer((_request: GetRootResourceRequest) =>
          new GetRootResourceResponse().setUrn(root),
        ),
        setRootResource: answer((request: SetRootResourceRequest) => {
          root = request.getUrn();
          return new SetRootResourceResponse();
        }),
        requirePulumiVersion: answer(
          (_request: RequirePulumiVersionRequest) => new RequirePulumiVersionResponse(),
        ),
      },
    ],
  );
  return {
    address,
    resources,
    diagnostics,
    get outputs() {
      return stackOutputs;
    },
    close,
  };
}

function dependenciesOf(request: RegisterResourceRequest): Registered["propertyDependencies"] {
  const found: Record<string, readonly string[]> = {};
  request.getPropertydependenciesMap().forEach((on, property) => (found[property] = on.getUrnsList()));
  return found;
}
