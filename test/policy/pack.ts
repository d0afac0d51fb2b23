/** Runs the policy pack as the Pulumi CLI does: the SDK's own runner in a process of its own, asked by gRPC. */
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  AnalyzeRequest,
  type AnalyzeResponse,
  AnalyzerPropertyDependencies,
  AnalyzerProviderResource,
  AnalyzerResource,
  AnalyzerResourceOptions,
  AnalyzeStackRequest,
  type AnalyzerInfo,
  EnforcementLevel,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Registered } from "../program/engine";
import { toStruct } from "../program/values";

/** What the pack says of a resource. */
export interface Violation {
  readonly policy: string;
  /** Whether the CLI goes no further. */
  readonly mandatory: boolean;
  /** Of the resource. */
  readonly urn: string;
  readonly message: string;
}

/** The policy pack, as long as it runs. */
export interface Pack {
  readonly version: string;
  readonly policies: readonly string[];
  /** Shows the pack each resource as it is registered, and then all of them. `tags` are those of the provider. */
  readonly judge: (
    resources: readonly Registered[],
    tags?: Readonly<Record<string, string>>,
  ) => Promise<readonly Violation[]>;
  readonly close: () => void;
}

const folder = resolve("policy", "pack");

export async function startPack(): Promise<Pack> {
  const words = [require.resolve("@pulumi/pulumi/cmd/run-policy-pack"), "127.0.0.1:0", folder];
  const child = spawn(process.execPath, words, { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
  const port = await new Promise<string>((done, fail) => {
    child.stdout.setEncoding("utf8").once("data", (text: string) => done(text.trim()));
    child.once("error", fail).once("close", () => fail(new Error("The policy pack ended.")));
  });
  const client = new AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), {
    "grpc.max_send_message_length": -1,
  });
  const info = await answerOf<AnalyzerInfo>((done) => client.getAnalyzerInfo(new Empty(), done));
  return {
    version: info.getVersion(),
    policies: info.getPoliciesList().map((policy) => policy.getName()),
    judge: async (resources, tags = {}) => {
      const provider = providerWith(tags);
      const answers: AnalyzeResponse[] = [];
      for (const one of resources)
        answers.push(await answerOf((done) => client.analyze(requestOf(one, provider), done)));
      const all = resources.map((one) => resourceOf(one, provider));
      const request = new AnalyzeStackRequest().setResourcesList(all);
      answers.push(await answerOf((done) => client.analyzeStack(request, done)));
      return answers.flatMap(violationsOf);
    },
    close: () => {
      client.close();
      child.kill();
    },
  };
}

const answerOf = <Answer>(ask: (done: (error: Error | null, answer: Answer) => void) => void) =>
  new Promise<Answer>((done, fail) => ask((error, answer) => (error ? fail(error) : done(answer))));

const violationsOf = (response: AnalyzeResponse): readonly Violation[] =>
  response.getDiagnosticsList().map((each) => ({
    policy: each.getPolicyname(),
    mandatory: each.getEnforcementlevel() === EnforcementLevel.MANDATORY,
    urn: each.getUrn(),
    message: each.getMessage(),
  }));

const providerWith = (tags: Readonly<Record<string, string>>) =>
  new AnalyzerProviderResource()
    .setType("pulumi:providers:aws")
    // A default provider's settings are JSON.
    .setProperties(toStruct({ defaultTags: JSON.stringify({ tags }) }));

const optionsOf = ({ protect }: Registered) => new AnalyzerResourceOptions().setProtect(protect === true);

const requestOf = (one: Registered, provider: AnalyzerProviderResource) =>
  new AnalyzeRequest()
    .setUrn(one.urn)
    .setType(one.type)
    .setName(one.name)
    .setProperties(toStruct(one.wire.inputs))
    .setOptions(optionsOf(one))
    .setProvider(provider);

function resourceOf(one: Registered, provider: AnalyzerProviderResource): AnalyzerResource {
  const resource = new AnalyzerResource()
    .setUrn(one.urn)
    .setType(one.type)
    .setName(one.name)
    // The CLI puts an id among the outputs of what is made.
    .setProperties(toStruct({ ...one.wire.outputs, ...(one.id && { id: one.id }) }))
    .setOptions(optionsOf(one))
    .setProvider(provider)
    .setParent(one.parent ?? "")
    .setDependenciesList([...one.dependencies]);
  for (const [property, urns] of Object.entries(one.propertyDependencies))
    resource
      .getPropertydependenciesMap()
      .set(property, new AnalyzerPropertyDependencies().setUrnsList([...urns]));
  return resource;
}
