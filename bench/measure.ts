/** Measures whole processes, in pairs. */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "../components/package-folder";
import { commandFailure, runCommand } from "../local/python/command";

/** What a process used, its start included. */
export interface Usage {
  /** Processor seconds, user and system. */
  readonly cpu: number;
  readonly system: number;
  /** Seconds by the clock. */
  readonly wall: number;
  /** Peak resident bytes. */
  readonly peak: number;
}

/** A program that does one side of the work. */
export interface Side {
  readonly name: string;
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Removes what an earlier run wrote. */
  readonly before?: () => void;
  /** The Parquet files that the run wrote, given the last line that it printed. */
  readonly files: (said: string) => readonly string[];
}

/** Where measurements are taken. */
export interface Bench {
  /** The Python that runs bench/measure.py. */
  readonly python: string;
  /** Folder for temporary files. */
  readonly work: string;
  readonly say: (message: string) => void;
}

/** A run of a side, and what it wrote. */
export interface Run extends Usage {
  readonly files: readonly string[];
  /** Bytes of the files. */
  readonly size: number;
}

/** One side's runs, and its ratios to the other: the base's figure divided by this side's, pair by pair. */
export interface Measured {
  readonly name: string;
  readonly runs: readonly Run[];
  readonly cpuRatios: readonly number[];
  readonly wallRatios: readonly number[];
  /** True if a run failed; the side has no more runs from then on. */
  readonly failed: boolean;
}

/** A side in turn with each of the others. */
export interface Paired {
  readonly base: Measured;
  readonly others: readonly Measured[];
}

/** Runs a side once. Fails with `SideFailed` if it does not end with exit code 0. */
export async function runSide({ python, work }: Bench, side: Side): Promise<Run> {
  side.before?.();
  const usage = join(work, "usage.json");
  const args = [join(packageFolder, "bench", "measure.py"), usage, ...side.command];
  // What makes the bench's own Node differ from a plain one is not handed on.
  const { NODE_OPTIONS: _options, NODE_COMPILE_CACHE: _cache, ...env } = process.env;
  const ended = await runCommand(python, args, { env: { ...env, ...side.env } });
  if (ended.code !== 0) throw commandFailure("SideFailed", `${side.name} failed`, ended);
  const used = JSON.parse(readFileSync(usage, "utf8")) as Usage;
  const files = side.files(ended.tail.split("\n").at(-1)!);
  return { ...used, files, size: files.reduce((sum, file) => sum + statSync(file).size, 0) };
}

/**
 * Measures base, other, base, next other, …, `rounds` times over, so that each run of another side has one of the base just before
 * it. A side that fails has no more rounds; a base without others runs alone. Fails with `SideFailed` if the base does.
 */
export async function runPairs(
  bench: Bench,
  what: string,
  base: Side,
  others: readonly Side[],
  rounds: number,
): Promise<Paired> {
  const bases: Run[] = [];
  const measured = others.map(({ name }) => ({
    name,
    runs: [] as Run[],
    cpuRatios: [] as number[],
    wallRatios: [] as number[],
    failed: false,
  }));
  for (let round = 1; round <= rounds; round++) {
    for (const [index, other] of others.entries()) {
      const into = measured[index]!;
      if (into.failed) continue;
      const first = await runSide(bench, base);
      bases.push(first);
      try {
        const second = await runSide(bench, other);
        into.runs.push(second);
        into.cpuRatios.push(first.cpu / second.cpu);
        into.wallRatios.push(first.wall / second.wall);
      } catch (error) {
        bench.say((error as Error).message);
        into.failed = true;
      }
    }
    if (measured.every(({ failed }) => failed)) bases.push(await runSide(bench, base));
    const said = [{ name: base.name, runs: bases, failed: false }, ...measured].map(
      ({ name, runs, failed }) => `${name} ${failed ? "failed" : `${runs.at(-1)!.cpu.toFixed(2)} s`}`,
    );
    bench.say(`${what}, round ${round} of ${rounds}: ${said.join(", ")}`);
  }
  return {
    base: { name: base.name, runs: bases, cpuRatios: [], wallRatios: [], failed: false },
    others: measured,
  };
}

/** The middle one of the values; NaN if there are none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
