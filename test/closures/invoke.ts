/** Runs a function's archive in a process of its own. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Answer, Work } from "./runner";

/** A function that is ready to be run. */
export interface LambdaFunction {
  readonly name: string;
  /** Where its archive is unpacked. */
  readonly folder: string;
  /** `<module>.<export>` */
  readonly handler: string;
  /** Its own variables and those of the stand-ins; there are no others but Lambda's. */
  readonly environment: Readonly<Record<string, string>>;
}

/** One life of the process: an answer for each event, and all that it wrote. */
export interface Invocation {
  readonly answers: readonly Answer[];
  readonly stdout: string;
  readonly stderr: string;
}

/** Longest life in milliseconds; the events of these tests take less than a second each. */
const longest = 60_000;

/** Starts the function cold and gives it the events. Rejects where it ended without an answer. */
export async function invoke(fn: LambdaFunction, ...events: readonly unknown[]): Promise<Invocation> {
  const { folder, handler, environment } = fn;
  const child = spawn(process.execPath, [join(__dirname, "runner.js")], {
    cwd: folder,
    env: {
      TZ: ":UTC",
      HOME: folder,
      LAMBDA_TASK_ROOT: folder,
      AWS_LAMBDA_FUNCTION_NAME: fn.name,
      ...environment,
    },
    stdio: ["pipe", "pipe", "pipe", "pipe"],
    timeout: longest,
    killSignal: "SIGKILL",
  });
  const [stdin, ...pipes] = child.stdio;
  const texts = ["", "", ""];
  for (const [index, pipe] of pipes.entries())
    (pipe as NodeJS.ReadableStream).setEncoding("utf8").on("data", (text: string) => (texts[index] += text));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  stdin.end(JSON.stringify({ handler, events } satisfies Work));
  const code = await ended;
  const [stdout = "", stderr = "", answers = ""] = texts;
  if (answers === "") throw new Error(`${fn.name} ended with ${code} and no answer: ${stdout}${stderr}`);
  return { answers: JSON.parse(answers) as Answer[], stdout, stderr };
}
