import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import type * as grpc from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import {
  AboutResponse,
  type GetRequiredPackagesRequest,
  GetRequiredPackagesResponse,
  type LanguageHandshakeRequest,
  LanguageHandshakeResponse,
  type RunPluginRequest,
  RunPluginResponse,
  type RunRequest,
  RunResponse,
} from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import type { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { answer, serve, type Serving } from "./serve";

/** A program that logged its errors itself ends with this. */
const told = 32;

/**
 * Starts what the CLI runs Node programs and policy packs by, for a CLI that has no language host for Node beside it: by
 * `PULUMI_DEBUG_LANGUAGES=nodejs:<port>`. The processes get the words and the environment that the real one gives them.
 */
export async function startLanguage(env: NodeJS.ProcessEnv): Promise<Serving> {
  let engine = "";

  const handshake = (request: LanguageHandshakeRequest): LanguageHandshakeResponse => {
    engine = request.getEngineAddress();
    return new LanguageHandshakeResponse();
  };

  const run: grpc.handleUnaryCall<RunRequest, RunResponse> = ({ request }, done) => {
    const folder = request.getInfo()?.getProgramDirectory() ?? request.getPwd();
    const words = [
      join(folder, "node_modules", "@pulumi", "pulumi", "cmd", "run"),
      ...["--monitor", request.getMonitorAddress(), "--engine", engine],
      ...["--organization", request.getOrganization(), "--project", request.getProject()],
      ...["--root-directory", folder, "--stack", request.getStack(), "--pwd", request.getPwd()],
      ...(request.getDryrun() ? ["--dry-run"] : []),
      ...["--parallel", String(request.getParallel()), "."],
    ];
    const child = spawn(process.execPath, words, {
      cwd: folder,
      env: {
        ...env,
        PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().getEntryList())),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
        PULUMI_NODEJS_TYPESCRIPT: "true",
      },
      stdio: "inherit",
    });
    child.once("close", (code) => {
      if (code === 0) done(null, new RunResponse());
      else if (code === told) done(null, new RunResponse().setBail(true));
      else done(null, new RunResponse().setError(`Program exited with non-zero exit code: ${code}`));
    });
  };

  const runPlugin = (call: grpc.ServerWritableStream<RunPluginRequest, RunPluginResponse>): void => {
    const folder = call.request.getInfo()?.getProgramDirectory() ?? "";
    const runner = require.resolve("@pulumi/pulumi/cmd/run-policy-pack", { paths: [folder] });
    const child: ChildProcess = spawn(process.execPath, [runner, engine, folder], {
      cwd: folder,
      env: Object.fromEntries(
        call.request.getEnvList().map((pair) => pair.split(/=(.*)/s).slice(0, 2) as [string, string]),
      ),
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout?.on("data", (bytes: Buffer) => call.write(new RunPluginResponse().setStdout(bytes)));
    child.stderr?.on("data", (bytes: Buffer) => call.write(new RunPluginResponse().setStderr(bytes)));
    child.once("close", (code) => {
      call.write(new RunPluginResponse().setExitcode(code ?? 1));
      call.end();
    });
    call.once("cancelled", () => child.kill());
  };

  return serve([
    LanguageRuntimeService,
    {
      handshake: answer(handshake),
      getPluginInfo: answer((_request: Empty) => new PluginInfo().setVersion("0.0.0")),
      // All that a program needs is there, or attached as this is.
      getRequiredPackages: answer(
        (_request: GetRequiredPackagesRequest) => new GetRequiredPackagesResponse(),
      ),
      about: answer((_request: Empty) => new AboutResponse().setExecutable(process.execPath)),
      run,
      runPlugin,
    },
  ]);
}
