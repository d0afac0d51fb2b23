/** Finds and runs other programs, and keeps their last lines. */
import { spawn } from "node:child_process";
import { failure } from "../../core/run/failure";

/** A program that has ended. */
export interface Ended {
  /** Exit code; null if a signal ended it. */
  readonly code: number | null;
  readonly signal: string | null;
  /** The last lines of both outputs, in order of arrival. */
  readonly tail: string;
}

export interface CommandOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Receives each line of standard output. */
  readonly onLine?: (line: string) => void;
}

const keptLines = 30;

/** Runs a program to its end. Fails with Node's error (`ENOENT`, …) if it cannot be started. */
export function runCommand(file: string, args: readonly string[], options: CommandOptions): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      env: options.env,
      cwd: options.cwd,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const tail: string[] = [];
    const keep = (line: string) => {
      // The frames of Java's stack traces would push out the message that they belong to.
      if (/^\s+at |^\s*\.\.\. \d+ more$/.test(line)) return;
      tail.push(line);
      if (tail.length > keptLines) tail.shift();
    };
    const outputs = [
      eachLine(child.stdout, (line) => {
        keep(line);
        options.onLine?.(line);
      }),
      eachLine(child.stderr, keep),
    ];
    // Ctrl-C reaches the child directly; any other signal that ends this process must end the child too.
    const end = () => child.kill();
    process.once("exit", end);
    child.once("error", (error) => {
      process.off("exit", end);
      reject(error);
    });
    child.once("close", (code, signal) => {
      process.off("exit", end);
      for (const finish of outputs) finish();
      resolve({ code, signal, tail: tail.join("\n") });
    });
  });
}

/** Output of a program that succeeds quickly; undefined otherwise. */
export async function ask(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const ended = await runCommand(file, args, { env }).catch(() => undefined);
  return ended?.code === 0 ? ended.tail : undefined;
}

/** Describes how a program ended, as part of a sentence. */
export const endOf = ({ code, signal }: Ended): string =>
  signal === null ? `exit code ${String(code)}` : `signal ${signal}`;

/** A failure that shows a program's last lines. */
export const commandFailure = (name: string, sentence: string, ended: Ended): Error =>
  failure(name, `${sentence} (${endOf(ended)}). Its last lines:\n${ended.tail}`);

function eachLine(stream: NodeJS.ReadableStream, take: (line: string) => void): () => void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach((line) => take(line.trimEnd()));
  });
  return () => {
    if (rest !== "") take(rest);
  };
}
