/** A thread that leaves an unfinished file and dies of its part's number: 0 exits, 1 throws, 2 runs out of memory, 3 lives on. */
import { writeFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { makeDirectoryStore } from "../../local/directory-store";
import type { ThreadData, ThreadJob } from "../../local/convert-worker";

const store = makeDirectoryStore((workerData as ThreadData).home);

parentPort!.on("message", ({ number }: ThreadJob) => {
  writeFileSync(store.temporary(), "x");
  if (number === 0) process.exit(7);
  if (number === 1) throw new TypeError("no such thing");
  // As V8 says it, which would take gigabytes here.
  if (number === 2)
    throw Object.assign(new Error("Worker terminated due to reaching memory limit: JS heap out of memory"), {
      code: "ERR_WORKER_OUT_OF_MEMORY",
    });
  parentPort!.postMessage({ progress: { step: "Convert", rows: number } });
  parentPort!.postMessage({ warning: "alive" });
});
