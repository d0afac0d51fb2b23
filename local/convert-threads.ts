/** Converts the parts of a run in worker threads. They start when parts come, and stay for the run's other parts. */
import { availableParallelism, totalmem } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { PartReport } from "../core/run/documents";
import { failure } from "../core/run/failure";
import type { Log } from "../core/run/ports";
import { convertPart, type ConvertPart } from "../handlers/convert";
import type { ThreadAnswer, ThreadData, ThreadJob } from "./convert-worker";
import { temporaryFolder } from "./store-path";
import { removeTemporaryOf } from "./store-temporary";

/** Memory that one converter may use, in bytes. */
const converterBytes = 256 * 2 ** 20;

/** Memory of this machine, or of the container that it is. */
const machineBytes = () => Math.min(totalmem(), process.constrainedMemory() || Infinity);

/** How many parts to convert at the same time: one on each core, if half of the memory is enough for as many converters. */
export const partsAtOnce = (cores = availableParallelism(), memory = machineBytes()): number =>
  Math.max(1, Math.min(cores, Math.floor(memory / 2 / converterBytes)));

/** The threads of a run. */
export interface ConvertThreads {
  /**
   * Converts a part in a thread that has none, which it starts if need be: the caller decides how many work at once. This thread
   * converts the part itself if there is no other part or no second thread to use. Fails as `convertPart` does; with `OutOfMemory` or
   * `ConverterDied` if the thread ended before its part was done; with `RunEnded` after `close`.
   */
  readonly convertPart: ConvertPart;
  /** Ends all threads, and removes their unfinished files. */
  readonly close: () => Promise<void>;
}

export interface ConvertThreadsOptions {
  /** Threads that may work at once; with 1 there is none but the caller's. @default partsAtOnce() */
  readonly atOnce?: number;
  /** Path of the thread's module. @default convert-worker.js */
  readonly entry?: string;
}

/** Makes the threads of a run over the store in `home`. */
export function makeConvertThreads(home: string, options: ConvertThreadsOptions = {}): ConvertThreads {
  const { atOnce = partsAtOnce(), entry = join(__dirname, "convert-worker.js") } = options;
  const threads = new Set<Thread>();
  const idle = new Set<Thread>();
  let closed = false;

  const start = () => {
    const thread = startThread(home, entry, () => {
      threads.delete(thread);
      idle.delete(thread);
    });
    threads.add(thread);
    return thread;
  };

  return {
    async convertPart(ports, plan, manifest, part, number, attempt) {
      const { dataset, run, parts } = manifest;
      // The interpreter starts the other parts although one has failed.
      if (closed)
        throw failure("RunEnded", `${dataset}, run ${run}: part ${number} came after the run's end`);
      if (parts.length === 1 || atOnce === 1)
        return convertPart(ports, plan, manifest, part, number, attempt);
      const files = Object.fromEntries(part.slices.map(({ file }) => [file, manifest.files[file]!]));
      const [thread = start()] = idle;
      idle.delete(thread);
      try {
        const job = { plan, manifest: { dataset, run, files }, part, number, attempt };
        return await thread.convert(job, ports.log);
      } finally {
        if (threads.has(thread)) idle.add(thread);
      }
    },
    async close() {
      closed = true;
      await Promise.all([...threads].map((thread) => thread.end()));
    },
  };
}

interface Thread {
  convert(job: ThreadJob, log: Log): Promise<PartReport>;
  end(): Promise<unknown>;
}

function startThread(home: string, entry: string, ended: () => void): Thread {
  const worker = new Worker(entry, { workerData: { home } satisfies ThreadData });
  const { threadId } = worker;
  let answer: (answer: ThreadAnswer) => void = () => undefined;
  let die: (cause: unknown) => void = () => undefined;
  let cause: unknown;
  worker.on("message", (said: ThreadAnswer) => answer(said));
  worker.on("error", (error: unknown) => void (cause = error));
  worker.on("exit", (code) => {
    ended();
    try {
      removeTemporaryOf(join(home, temporaryFolder), threadId);
    } catch {
      // A later process removes them.
    }
    die(cause ?? `exit code ${code}`);
  });
  return {
    convert: (job, log) =>
      new Promise((resolve, reject) => {
        die = (error) => reject(death(job, error));
        answer = (said) => {
          if ("progress" in said) log.progress(said.progress);
          else if ("warning" in said) log.warn(said.warning);
          else if ("report" in said) resolve(said.report);
          else reject(failure(said.fault.name, said.fault.message));
        };
        worker.postMessage(job);
      }),
    end: () => worker.terminate(),
  };
}

/** The failure of a part whose thread has ended. */
function death({ manifest: { dataset, run }, number }: ThreadJob, cause: unknown): Error {
  const part = `${dataset}, run ${run}, part ${number}`;
  const why = cause instanceof Error ? cause.message : String(cause);
  if (cause instanceof Error && "code" in cause && cause.code === "ERR_WORKER_OUT_OF_MEMORY")
    return failure(
      "OutOfMemory",
      `${part}: converting it needs more memory than a thread gets here (${why}). Nothing is published; run again on a machine with more memory.`,
      cause,
    );
  return failure(
    "ConverterDied",
    `${part}: the thread that converted it ended before it was done (${why}). Nothing is published; run again.`,
    cause,
  );
}
