/**
 * Convert as a process beside a Spark task. The task has what this process lacks: the store, its credentials and a network. A job
 * comes in as a line. The process asks for the bytes that it reads, writes two files at paths that the task named, and ends the job
 * with a line: the part's report, or the fault of the data with its name.
 */
import { open } from "node:fs/promises";
import { quarantineKey, stageKey } from "../../contract/keys";
import type { Plan } from "../../contract/plan";
import { systemClock } from "../../core/run/clock";
import type { Part } from "../../core/run/documents";
import { convertPart, type PartStore } from "../convert";
import type { PartManifest } from "../convert/slice";
import { makePipe, type Pipe } from "./pipe";

/** A part to convert, as glue/parts.py sends it. */
export interface PartJob {
  readonly plan: Plan;
  /** The part's view of the run's manifest: its names and, by their indices, the files that the part reads. */
  readonly manifest: PartManifest;
  readonly number: number;
  readonly part: Part;
  readonly attempt: string;
  /** Paths of the files to write. */
  readonly paths: { readonly staged: string; readonly quarantined: string };
}

/** Converts jobs until the input ends or a job has a fault. After a fault the rest of that job's input is still unread. */
export async function serve(pipe: Pipe): Promise<void> {
  const log = { progress: () => undefined, warn: () => undefined };
  for (let line = await pipe.line(); line !== undefined; line = await pipe.line()) {
    const { plan, manifest, number, part, attempt, paths } = JSON.parse(line) as PartJob;
    const store = makePipedStore(pipe, {
      [stageKey(manifest.dataset, manifest.run, attempt, number)]: paths.staged,
      [quarantineKey(manifest.dataset, manifest.run, attempt, number)]: paths.quarantined,
    });
    const ports = { store, clock: systemClock, log };
    try {
      pipe.say({ report: await convertPart(ports, plan, manifest, part, number, attempt) });
    } catch (error) {
      if (!isNamed(error)) throw error;
      return pipe.say({ fault: { name: error.name, message: error.message } });
    }
  }
}

/** True if an error has one of the program's names (failure.ts). A full disk, say, is an "Error", and the machine's fault. */
const isNamed = (error: unknown): error is Error => error instanceof Error && !error.name.endsWith("Error");

/** The task's store: asks the task for objects and writes files at their paths. */
function makePipedStore(pipe: Pipe, paths: Readonly<Record<string, string>>): PartStore {
  return {
    async head(key) {
      pipe.say({ head: key });
      const { size } = JSON.parse((await pipe.line()) ?? "{}") as { readonly size?: number | null };
      return typeof size === "number" ? { size } : undefined;
    },
    get(key, range) {
      pipe.say({ get: key, ...range });
      return pipe.bytes();
    },
    async put(key, bytes) {
      const path = paths[key];
      if (path === undefined) throw new Error(`${key} is not a file of this job`);
      const file = await open(path, "w");
      try {
        let size = 0;
        for await (const chunk of bytes) {
          await file.writeFile(chunk);
          size += chunk.length;
        }
        return size;
      } finally {
        await file.close();
      }
    },
  };
}

if (require.main === module) {
  const write = (line: string) => void process.stdout.write(line);
  void serve(makePipe(process.stdin, write)).then(() => process.stdin.destroy());
}
