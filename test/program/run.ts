import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { configurationOf, projectName, type Overrides } from "./configuration";
import { type Diagnostic, type Registered, startEngine } from "./engine";
import type { Place } from "./outputs";

export interface RunOptions {
  readonly stack: string;
  /** Over what Pulumi.<stack>.yaml says. */
  readonly config?: Overrides;
  /** Folder of Pulumi.yaml. @default the working directory */
  readonly root?: string;
  /** True for a preview: what AWS computes is not known. @default false */
  readonly dryRun?: boolean;
  /** After which the program is killed. @default 60 */
  readonly seconds?: number;
  readonly place?: Place;
}

/** How a run of the program ended, and all it asked for. */
export interface ProgramRun {
  /** Of the program's process; 32 where it ended with errors that it logged. */
  readonly exitCode: number | null;
  /** True if it was killed because its time was up. */
  readonly killed: boolean;
  readonly seconds: number;
  readonly resources: readonly Registered[];
  /** The stack's outputs. */
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly diagnostics: readonly Diagnostic[];
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs the Pulumi program of a folder as `pulumi` does, in a process of its own, against an engine in this one. The
 * arguments and the environment are those of Pulumi's language host for Node; TypeScript goes through ts-node, which
 * takes `transpileOnly` from the "ts-node" block of tsconfig.json, here as under the CLI.
 */
export async function runProgram(options: RunOptions): Promise<ProgramRun> {
  const { stack, config = {}, root = process.cwd(), dryRun = false, seconds = 60, place } = options;
  const folder = resolve(root);
  const project = projectName(folder);
  const { values, secretKeys } = configurationOf(folder, stack, config);
  const engine = await startEngine({ project, stack, dryRun, ...(place && { place }) });
  const began = performance.now();
  try {
    const words = [
      require.resolve("@pulumi/pulumi/cmd/run", { paths: [folder] }),
      ...["--monitor", engine.address, "--engine", engine.address, "--organization", "organization"],
      ...["--project", project, "--root-directory", folder, "--stack", stack, "--pwd", folder],
      ...(dryRun ? ["--dry-run"] : []),
      ...["--parallel", "16", "."],
    ];
    const env = {
      ...withoutPulumi(process.env),
      PULUMI_CONFIG: JSON.stringify(values),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(secretKeys),
      PULUMI_NODEJS_TYPESCRIPT: "true",
    };
    const child = spawn(process.execPath, words, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
    const texts = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (texts.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (texts.stderr += text));
    let killed = false;
    const timer = setTimeout(() => {
      killed = true;
      child.kill("SIGKILL");
    }, seconds * 1000);
    const exitCode = await new Promise<number | null>((done, fail) => {
      child.once("error", fail);
      child.once("close", done);
    }).finally(() => clearTimeout(timer));
    const { resources, outputs, diagnostics } = engine;
    const took = (performance.now() - began) / 1000;
    return { exitCode, killed, seconds: took, resources, outputs, diagnostics, ...texts };
  } finally {
    engine.close();
  }
}

/** The environment without what a person set for the CLI, and without credentials: the program needs neither. */
const withoutPulumi = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !/^(PULUMI|AWS|TS_NODE)_/.test(name)));
