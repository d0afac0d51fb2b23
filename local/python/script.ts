/** Runs a script of glue/ on this machine, as a Glue job does on AWS. */
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { failure } from "../../core/run/failure";
import type { LocalPorts } from "../local-ports";
import { commandFailure, endOf, runCommand, type Ended } from "./command";
import { scriptFolder } from "./find-python";

export interface Script {
  /** Path of the interpreter. */
  readonly python: string;
  /** Name of the script in glue/. */
  readonly file: string;
  readonly args: readonly string[];
  /** The process's environment, given its working folder, which is removed when the process ends. */
  readonly env: (work: string) => NodeJS.ProcessEnv;
  /** Receives the printed lines that begin with `telling`. */
  readonly say: (message: string) => void;
  readonly telling: string;
  /** What the script is called in sentences. */
  readonly who: string;
  /** Name of its failures. */
  readonly failed: string;
}

/** Runs it to its end. Fails with the script's own error name and last lines, or with `StoreFull` if the disk is full. */
export async function runScript({ store }: Pick<LocalPorts, "store">, script: Script): Promise<void> {
  const { python, file, args, env, say, telling, who, failed } = script;
  const work = store.temporary();
  await mkdir(work, { recursive: true });
  try {
    const ended = await runCommand(python, [join(scriptFolder(), file), ...args], {
      env: env(work),
      cwd: work,
      onLine: (line) => {
        if (line.startsWith(telling)) say(line);
      },
    });
    if (ended.code === 0) return;
    throw fullStore(who, store.home, ended) ?? commandFailure(failed, `${file} failed`, ended);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** `StoreFull` if a program's last lines report a full disk. */
function fullStore(who: string, home: string, ended: Ended): Error | undefined {
  if (!/No space left on device|Disk quota exceeded/.test(ended.tail)) return undefined;
  const hint = "free space there, or set DATA_FLOW_HOME to a folder on another disk";
  return failure("StoreFull", `${who} found no space left in ${home}: ${hint}. (${endOf(ended)})`);
}
