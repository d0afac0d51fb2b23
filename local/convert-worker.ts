/** A thread that converts parts, one after another. It loads nothing that conversion does not need. */
import { parentPort, workerData } from "node:worker_threads";
import { systemClock } from "../core/run/clock";
import type { Part, PartReport } from "../core/run/documents";
import type { Progress } from "../core/run/ports";
import type { Plan } from "../contract/plan";
import { convertPart } from "../handlers/convert";
import type { PartManifest } from "../handlers/convert/slice";
import { makeDirectoryStore } from "./directory-store";

/** What a thread knows from its start. */
export interface ThreadData {
  /** Folder of the store. */
  readonly home: string;
}

/** A part to convert. */
export interface ThreadJob {
  readonly plan: Plan;
  readonly manifest: PartManifest;
  readonly part: Part;
  readonly number: number;
  readonly attempt: string;
}

/** What a thread says: any number of the first two, then one of the others. */
export type ThreadAnswer =
  | { readonly progress: Progress }
  | { readonly warning: string }
  | { readonly report: PartReport }
  // Not the error itself: between threads it would lose its name.
  | { readonly fault: Pick<Error, "name" | "message"> };

/** Serves the main thread, which sends the next job after the answer to the last one. */
function serve(port: NonNullable<typeof parentPort>): void {
  const { home } = workerData as ThreadData;
  const say = (answer: ThreadAnswer) => port.postMessage(answer);
  const log = {
    progress: (progress: Progress) => say({ progress }),
    warn: (warning: string) => say({ warning }),
  };
  const ports = { store: makeDirectoryStore(home), clock: systemClock, log };
  port.on("message", ({ plan, manifest, part, number, attempt }: ThreadJob) => {
    convertPart(ports, plan, manifest, part, number, attempt).then(
      (report) => say({ report }),
      (error: unknown) => {
        const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
        say({ fault: { name, message } });
      },
    );
  });
}

if (parentPort) serve(parentPort);
