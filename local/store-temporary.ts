/** Unfinished files: named after the process that writes them, removed once that process has ended. */
import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

const day = 24 * 60 * 60 * 1000;
const host = hostname().replace(/[^A-Za-z0-9.-]/g, "-");
// In a container a process id repeats at the next start: the token tells this process from the last one.
const token = randomBytes(6).toString("hex");
let counter = 0;

/** A unique name that identifies its owner: host, process id, token, number. */
export function temporaryName(): string {
  counter += 1;
  return [host, process.pid, token, counter].join("~");
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: the process exists and belongs to another user.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function isStale(folder: string, name: string): boolean {
  const [owner, pid, stamp] = name.split("~");
  if (owner === host && Number(pid) === process.pid) return stamp !== token;
  if (owner === host) return !isAlive(Number(pid));
  // We cannot check another machine's process; a day is longer than any run.
  const info = statSync(join(folder, name), { throwIfNoEntry: false });
  return info !== undefined && Date.now() - info.mtimeMs > day;
}

/** Makes the folder and removes what dead processes left in it. */
export function openTemporaryFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    // Two processes may sweep at once: ignore files that are already gone.
    if (isStale(folder, name)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}
