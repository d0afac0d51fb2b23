/** Where and when a benchmark ran. */
import { availableParallelism, cpus, totalmem } from "node:os";

/** A machine in a few words, without its name. */
export function machineInWords(): string {
  const memory = Math.round(totalmem() / 2 ** 30);
  const model = cpus()[0]?.model.trim() ?? "an unknown processor";
  return `${availableParallelism()} cores of ${model}, ${memory} GiB of memory, ${process.platform} ${process.arch}`;
}
