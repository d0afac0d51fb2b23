import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import type { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  CheckFailure,
  CheckRequest,
  CheckResponse,
  type ConfigureRequest,
  ConfigureResponse,
  type CreateRequest,
  CreateResponse,
  type DeleteRequest,
  type DiffRequest,
  DiffResponse,
  type InvokeRequest,
  InvokeResponse,
  type ReadRequest,
  ReadResponse,
  type UpdateRequest,
  UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type Autonaming, nameFault, named } from "./names";
import { answerOf, outputsOf, type Place, somewhere } from "./outputs";
import { answer, serve, type Serving } from "./serve";
import { fromStruct, kindOf, toStruct, type Wire, type WireObject } from "./values";

const { Mode } = CheckRequest.AutonamingOptions;

/**
 * Starts an AWS provider that answers and makes nothing: for the real Pulumi CLI, by
 * `PULUMI_DEBUG_PROVIDERS=aws:<port>`. It keeps nothing either; what was made is in the CLI's state.
 */
export async function startProvider(place: Place = somewhere): Promise<Serving> {
  const check = (request: CheckRequest): CheckResponse => {
    const urn = request.getUrn();
    const [type, name] = typeAndName(urn);
    const autonaming = namingOf(request);
    const olds = request.hasOlds() ? fromStruct(request.getOlds()) : {};
    const inputs = named({
      type,
      name,
      urn,
      inputs: fromStruct(request.getNews()),
      olds,
      ...(autonaming && { autonaming }),
    });
    const fault = nameFault(type, inputs);
    const failures = fault ? [new CheckFailure().setProperty(fault.property).setReason(fault.reason)] : [];
    return new CheckResponse().setInputs(toStruct(inputs)).setFailuresList(failures);
  };

  const create = (request: CreateRequest): CreateResponse => {
    const urn = request.getUrn();
    const inputs = fromStruct(request.getProperties());
    if (request.getPreview()) return new CreateResponse().setProperties(toStruct(inputs));
    const { id, outputs } = outputsOf(typeAndName(urn)[0], urn, inputs, place);
    // Among the outputs of AWS's provider is the id.
    return new CreateResponse().setId(id).setProperties(toStruct({ ...outputs, id }));
  };

  const update = (request: UpdateRequest): UpdateResponse => {
    const urn = request.getUrn();
    const { outputs } = outputsOf(typeAndName(urn)[0], urn, fromStruct(request.getNews()), place);
    return new UpdateResponse().setProperties(toStruct({ ...outputs, id: request.getId() }));
  };

  const read = (request: ReadRequest): ReadResponse =>
    new ReadResponse()
      .setId(request.getId())
      .setProperties(request.getProperties())
      .setInputs(request.getInputs() ?? request.getProperties());

  const invoke = (request: InvokeRequest): InvokeResponse => {
    const found = answerOf(request.getTok(), place);
    if (!found)
      throw new Error(`This provider has no answer for ${request.getTok()} (test/program/outputs.ts).`);
    return new InvokeResponse().setReturn(toStruct(found));
  };

  return serve([
    ResourceProviderService,
    {
      getPluginInfo: answer((_request: Empty) => new PluginInfo().setVersion(version())),
      attach: answer((_request: PluginAttach) => new Empty()),
      checkConfig: answer((request: CheckRequest) => new CheckResponse().setInputs(request.getNews())),
      diffConfig: answer((_request: DiffRequest) =>
        new DiffResponse().setChanges(DiffResponse.DiffChanges.DIFF_NONE),
      ),
      configure: answer((_request: ConfigureRequest) =>
        new ConfigureResponse()
          .setAcceptsecrets(true)
          .setSupportspreview(true)
          .setSupportsAutonamingConfiguration(true),
      ),
      check: answer(check),
      diff: answer(diff),
      create: answer(create),
      read: answer(read),
      update: answer(update),
      delete: answer((_request: DeleteRequest) => new Empty()),
      invoke: answer(invoke),
      cancel: answer((_request: Empty) => new Empty()),
    },
  ]);
}

/** The inputs that changed; nothing is ever replaced. */
function diff(request: DiffRequest): DiffResponse {
  const olds = fromStruct(request.hasOldInputs() ? request.getOldInputs() : request.getOlds());
  const news = fromStruct(request.getNews());
  const changed = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter(
    (key) => !same(olds[key], news[key]),
  );
  const { DIFF_NONE, DIFF_SOME } = DiffResponse.DiffChanges;
  return new DiffResponse().setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE).setDiffsList(changed);
}

/** An archive is the same when its bytes are, wherever it was read from; an absent value is the same as none. */
function same(old: Wire | undefined, now: Wire | undefined): boolean {
  const kind = now === undefined ? undefined : kindOf(now);
  if (kind === "archive" || kind === "asset")
    return (old as WireObject)?.["hash"] === (now as WireObject)["hash"];
  return isDeepStrictEqual(old ?? null, now ?? null);
}

const typeAndName = (urn: string): [type: string, name: string] => {
  const [, , types = "", ...name] = urn.split("::");
  return [types.slice(types.lastIndexOf("$") + 1), name.join("::")];
};

function namingOf(request: CheckRequest): Autonaming | undefined {
  const options = request.getAutonaming();
  if (!options) return undefined;
  const mode = { [Mode.PROPOSE]: "propose", [Mode.ENFORCE]: "enforce", [Mode.DISABLE]: "disable" } as const;
  return { proposed: options.getProposedName(), mode: mode[options.getMode()] };
}

/** That of the SDK in the tree, so that the CLI finds the provider it looks for. */
const version = (): string => {
  const manifest = readFileSync(require.resolve("@pulumi/aws/package.json"), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
};
