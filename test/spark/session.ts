/** One Spark session for all tests of scripts: to start one takes longer than most of them. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { failure } from "../../core/run/failure";
import { scriptFolder } from "../../local/python/find-python";
import { scriptEnvironment } from "../../local/spark/spark-launch";
import { sparkPython } from "./environment";

interface Session {
  readonly child: ChildProcess;
  readonly answers: AsyncIterator<string, undefined>;
  readonly lines: Interface;
  readonly work: string;
}

let session: Promise<Session> | undefined;

async function open(python: string): Promise<Session> {
  const work = mkdtempSync(join(tmpdir(), "data-flow-spark-"));
  const child = spawn(python, [join(scriptFolder(), "tests", "session_server.py")], {
    cwd: work,
    env: scriptEnvironment(process.env, python, work),
    stdio: ["pipe", "pipe", process.env["SPARK_LOG"] === undefined ? "ignore" : "inherit"],
  });
  const lines = createInterface({ input: child.stdout });
  const opened = { child, lines, answers: lines[Symbol.asyncIterator](), work };
  await answer(opened);
  return opened;
}

/** Waits for the line that ends a request. */
async function answer({ answers }: Session): Promise<string | null> {
  for (;;) {
    const line: IteratorResult<string, undefined> = await answers.next();
    if (line.done) throw new Error("the Spark session ended; set SPARK_LOG=1 to see what it says");
    if (line.value.startsWith('{"error"')) return (JSON.parse(line.value) as { error: string | null }).error;
  }
}

/** Runs a script of glue/ or glue/tests/, which has `main(args, session)`; throws what the script does. */
export type RunScript = (script: string, args: readonly string[]) => Promise<void>;

/** The way to run scripts in the shared session, which starts with the first `before` that asks for it. */
export function sparkSession(): RunScript {
  before(async function () {
    this.timeout(600_000);
    const python = await sparkPython(this);
    await (session ??= open(python));
  });
  return async (script, args) => {
    const { child } = await session!;
    child.stdin!.write(`${JSON.stringify({ script, args })}\n`);
    const error = await answer(await session!);
    if (error !== null) throw failure("SparkFailed", error);
  };
}

// Of the root suite: when all files' tests are done.
after(async function () {
  this.timeout(60_000);
  if (!session) return;
  const { child, lines, work } = await session;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.stdin!.end();
  await ended;
  lines.close();
  rmSync(work, { recursive: true, force: true });
});
