/** Unfinished files: named after the process and thread that write them, removed once these have ended. */
import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { getEnvironmentData, isMainThread, setEnvironmentData, threadId } from "node:worker_threads";

const day = 24 * 60 * 60 * 1000;
const host = hostname().replace(/[^A-Za-z0-9.-]/g, "-");
// In a container a process id repeats at the next start: the token tells this process from the last one. All threads share it.
const tokenName = "data-flow: token of the process";
const token = (getEnvironmentData(tokenName) as string | undefined) ?? randomBytes(6).toString("hex");
setEnvironmentData(tokenName, token);
let counter = 0;

const beginningOf = (thread: number) => [host, process.pid, token, thread, ""].join("~");

/** A unique name that identifies its owner: host, process id, token, thread, number. */
export function temporaryName(): string {
  counter += 1;
  return `${beginningOf(threadId)}${counter}`;
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

/** Makes the folder and removes what dead processes left in it. A worker thread removes nothing: the main thread has done it. */
export function openTemporaryFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  if (isMainThread) remove(folder, (name) => isStale(folder, name));
}

/** Removes what a thread of this process left in the folder. The thread has ended. */
export function removeTemporaryOf(folder: string, thread: number): void {
  remove(folder, (name) => name.startsWith(beginningOf(thread)));
}

function remove(folder: string, isLeft: (name: string) => boolean): void {
  // Two processes may sweep at once: ignore files that are already gone.
  for (const name of readdirSync(folder).filter(isLeft))
    rmSync(join(folder, name), { recursive: true, force: true });
}
