/** Runs the real command in a real process, in a home of its own. */
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { RunDocument } from "../../local/run";

const main = resolve(__dirname, "..", "..", "cli", "main.js");

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts `data-flow` with arguments; `done` resolves when the process has ended. */
export function start(
  home: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  cwd = process.cwd(),
) {
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...process.env, DATA_FLOW_HOME: home, ...env },
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const done = new Promise<Finished>((resolveDone, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolveDone({ code, signal, stdout, stderr }));
  });
  return { child, done };
}

/** `data-flow` to its end. */
export const dataFlow = (home: string, ...args: string[]): Promise<Finished> => start(home, args).done;

/** `data-flow run … --json`, its document and exit code. */
export async function runJson(
  home: string,
  ...args: string[]
): Promise<RunDocument & { code: number | null }> {
  const { code, stdout, stderr } = await dataFlow(home, "run", ...args, "--json");
  try {
    return { ...(JSON.parse(stdout) as RunDocument), code };
  } catch {
    throw new Error(`no JSON document on standard output (exit ${code}): ${stdout}\n${stderr}`);
  }
}

/** `data-flow query … --json`. */
export async function queryJson<Row>(home: string, sql: string): Promise<Row[]> {
  const { code, stdout, stderr } = await dataFlow(home, "query", sql, "--json");
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Row[];
}

/** A home of the test's own, removed when `use` is done. */
export async function withHome<T>(use: (home: string) => Promise<T>): Promise<T> {
  const home = await mkdtemp(join(tmpdir(), "data-flow-"));
  try {
    return await use(home);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
