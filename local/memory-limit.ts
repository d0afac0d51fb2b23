/** How much memory DuckDB may use on this machine. */
import { totalmem } from "node:os";
import { failure } from "../core/run/failure";

const units = { MB: 1e6, GB: 1e9 } as const;

/**
 * Bytes that DuckDB may hold before it spills to the store's disk: those of DATA_FLOW_MEMORY, otherwise half of the
 * machine or container, 4 GB at most. Fails with `MemoryInvalid` if the variable is not a size.
 */
export function memoryLimit(env: NodeJS.ProcessEnv = process.env): number {
  const given = env["DATA_FLOW_MEMORY"];
  if (!given) return Math.min(4e9, Math.floor(machineMemory() / 2));
  const [, number, unit] = /^(\d+(?:\.\d+)?) ?(MB|GB)$/i.exec(given) ?? [];
  const bytes = Math.floor(Number(number) * units[unit?.toUpperCase() as keyof typeof units]);
  if (bytes > 0) return bytes;
  throw failure(
    "MemoryInvalid",
    `DATA_FLOW_MEMORY is ${JSON.stringify(given)}: give a size in MB or GB, such as 2GB, or unset it.`,
  );
}

function machineMemory(): number {
  const container = process.constrainedMemory();
  return container > 0 ? Math.min(container, totalmem()) : totalmem();
}
