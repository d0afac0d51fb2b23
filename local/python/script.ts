/** Runs a script of glue/ on this machine, as a job of Glue's does on another. */
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
  /** The process's environment, by its folder of work, which is gone when it ends. */
  readonly env: (work: string) => NodeJS.ProcessEnv;
  /** Told the lines that begin with `telling`, of all that the script prints. */
  readonly say: (message: string) => void;
  readonly telling: string;
  /** Who it is, for a sentence. */
  readonly who: string;
  /** Name of its failures. */
  readonly failed: string;
}

/** Runs it to its end. Fails by the script's own name with its last lines, or with `StoreFull` where the disk is. */
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

/** `StoreFull` where a program's last lines say so. */
function fullStore(who: string, home: string, ended: Ended): Error | undefined {
  if (!/No space left on device|Disk quota exceeded/.test(ended.tail)) return undefined;
  const hint = "free space there, or set DATA_FLOW_HOME to a folder on another disk";
  return failure("StoreFull", `${who} found no space left in ${home}: ${hint}. (${endOf(ended)})`);
}
